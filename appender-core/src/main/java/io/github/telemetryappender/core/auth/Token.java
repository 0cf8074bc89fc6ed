package io.github.telemetryappender.core.auth;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A bearer token, with what is known of its end. It prints its life, never its value.
 *
 * <p>Nothing is checked here: a token that cannot be used (no value, a line break in it, a life
 * that is over) is reported as a failed refresh when it arrives.
 *
 * @param value what follows {@code Bearer } in the header; visible ASCII without spaces
 * @param life how long it can be used from now on, as {@code expires_in} of RFC 6749 section 5.1;
 *     null when unknown
 * @param expiresAt when it ends by the wall clock; null when unknown. Where both are given, the
 *     life counts, as it does not depend on the wall clock of this machine
 */
public record Token(String value, @Nullable Duration life, @Nullable Instant expiresAt) {

  /** A token without a known end: it is used until the endpoint refuses it. */
  public static Token of(String value) {
    return new Token(value, null, null);
  }

  /** A token that can be used for {@code life} from now on; it is renewed ahead of its end. */
  public static Token lasting(String value, Duration life) {
    return new Token(value, life, null);
  }

  /** A token that can be used until {@code expiresAt}; it is renewed ahead of its end. */
  public static Token until(String value, Instant expiresAt) {
    return new Token(value, null, expiresAt);
  }

  @Override
  public String toString() {
    if (life != null) {
      return "token lasting " + life;
    }
    return expiresAt == null ? "token without a known end" : "token until " + expiresAt;
  }
}
