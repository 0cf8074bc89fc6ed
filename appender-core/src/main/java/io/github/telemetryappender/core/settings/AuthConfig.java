package io.github.telemetryappender.core.settings;

/** As whom: exactly one kind of credential. None of them prints its value. */
public sealed interface AuthConfig {

  /** No credential. */
  record None() implements AuthConfig {}

  /** {@code Authorization: Bearer …}. */
  record BearerToken(String token) implements AuthConfig {
    @Override
    public String toString() {
      return "bearer token";
    }
  }

  /** A key in a header of its own. */
  record ApiKey(String header, String key) implements AuthConfig {
    @Override
    public String toString() {
      return "API key in " + header;
    }
  }

  /** {@code Authorization: Basic …}. */
  record Basic(String username, String password) implements AuthConfig {
    @Override
    public String toString() {
      return "user name and password";
    }
  }

  /** A class of the user's that implements {@code auth.TokenProvider}; by its binary name. */
  record Provider(String className) implements AuthConfig {
    @Override
    public String toString() {
      return "provider " + className;
    }
  }
}
