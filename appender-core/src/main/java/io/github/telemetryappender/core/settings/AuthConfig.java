package io.github.telemetryappender.core.settings;

import java.net.URI;
import org.jspecify.annotations.Nullable;

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

  /** A file that holds a bearer token. */
  record TokenFile(String path) implements AuthConfig {
    @Override
    public String toString() {
      return "token file " + path;
    }
  }

  /**
   * OAuth 2 client credentials (RFC 6749, section 4.4).
   *
   * @param tokenUrl https, or http to a loopback host
   * @param clientSecret as typed; null where it stands in a file
   * @param clientSecretFile null where the secret was typed
   * @param scope null for none
   * @param audience null for none
   */
  record Oauth2(
      URI tokenUrl,
      String clientId,
      @Nullable String clientSecret,
      @Nullable String clientSecretFile,
      @Nullable String scope,
      @Nullable String audience,
      ClientAuthentication clientAuthentication)
      implements AuthConfig {
    @Override
    public String toString() {
      return "OAuth 2 client credentials of " + clientId + " from " + tokenUrl.getHost();
    }
  }

  /** How a client proves itself to the issuer of tokens (RFC 6749, section 2.3.1). */
  enum ClientAuthentication {
    /** As fields of the form. */
    FORM,
    /** By HTTP Basic authentication. */
    BASIC
  }

  /** A JSON file with an access token, and with what is needed to refresh it. */
  record CredentialsFile(String path) implements AuthConfig {
    @Override
    public String toString() {
      return "credentials file " + path;
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
