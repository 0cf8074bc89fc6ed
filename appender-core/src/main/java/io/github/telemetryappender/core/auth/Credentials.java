package io.github.telemetryappender.core.auth;

import io.github.telemetryappender.core.settings.AuthConfig;
import io.github.telemetryappender.core.settings.SettingsException;
import io.github.telemetryappender.core.time.Clock;
import io.github.telemetryappender.core.transport.Header;
import io.github.telemetryappender.core.transport.SecretMask;
import io.github.telemetryappender.core.transport.Transport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * As whom requests are made, and what follows when the endpoint refuses it. Made by the thread that
 * starts the appender, from then on the delivery thread's alone; it has no thread of its own, never
 * waits, and prints no secret.
 *
 * <p>A request remembers the {@link #generation()} it was sent with. What the endpoint says of the
 * credential comes back with it, so that late answers to an old token do no harm to a new one.
 */
public sealed interface Credentials extends AutoCloseable
    permits FixedCredentials, TokenCredentials {

  /**
   * The credential that was configured. Fetches nothing yet.
   *
   * @param mailbox brings what is given to it to the delivery thread, and wakes it
   * @param tokenTransport makes a transport for a token endpoint alone; asked at most once
   * @throws SettingsException for a value no header can carry, or a provider that cannot be made;
   *     names the setting, and the value only where it is no secret
   */
  static Credentials of(
      AuthConfig auth,
      Clock clock,
      RandomGenerator random,
      Consumer<Runnable> mailbox,
      CredentialListener listener,
      Supplier<Transport> tokenTransport) {
    TokenSource source = TokenSources.of(auth, clock, tokenTransport);
    return source == null
        ? new FixedCredentials(CredentialHeaders.of(auth), CredentialHeaders.maskOf(auth), listener)
        : refreshed(source, clock, random, mailbox, listener);
  }

  /** Tokens from {@code source}, refreshed ahead of their end and when refused. */
  static Credentials refreshed(
      TokenSource source,
      Clock clock,
      RandomGenerator random,
      Consumer<Runnable> mailbox,
      CredentialListener listener) {
    return new TokenCredentials(source, clock, random, mailbox, listener);
  }

  /** Whether requests may go now. Changes nothing. */
  Readiness readiness(long nowNanos);

  /**
   * Whether there is anything to probe with while {@link Readiness#HELD}: false where the token has
   * ended and no other is to be had. Changes nothing.
   */
  boolean mayProbe(long nowNanos);

  /**
   * The header that a request sent now carries. Null where none is configured, and where the token
   * there is must no longer be sent; ask {@link #readiness(long)} first, it tells the two apart.
   */
  @Nullable Header header(long nowNanos);

  /** Which credential {@link #header(long)} holds: 0 before the first, then counted upwards. */
  long generation();

  /**
   * How long ago the credential there is was fetched, in nanoseconds; negative where there is none,
   * and for one that is never refreshed.
   */
  default long tokenAgeNanos(long nowNanos) {
    return -1;
  }

  /**
   * Nanoseconds until its next step looks whether the files behind it have been replaced; {@link
   * Long#MAX_VALUE} where there are none, and while something is under way that tells of its end.
   */
  default long nanosUntilLook(long nowNanos) {
    return Long.MAX_VALUE;
  }

  /** How often a credential came of such files because they had been replaced. */
  default long replacements() {
    return 0;
  }

  /**
   * Starts a refresh when one is due, and gives up one that takes too long.
   *
   * @return nanoseconds until the next call has something to do, unless the mailbox brings
   *     something first; {@link Long#MAX_VALUE} for never
   */
  long doWork(long nowNanos);

  /**
   * The endpoint answered 401 or 403.
   *
   * @param usedGeneration of the request that was refused
   * @param status as answered
   * @param wwwAuthenticate the challenge, or null where there is none; a 403 blames the token only
   *     if it says so
   */
  Verdict refused(long usedGeneration, int status, @Nullable String wwwAuthenticate, long nowNanos);

  /**
   * The endpoint took the credential: it answered with 2xx, or refused the data (400, 409, 413,
   * 422). Answers that a proxy may give without looking at it (5xx, 404, 429) prove nothing.
   */
  void accepted(long usedGeneration);

  /**
   * An answer of the endpoint carried this {@code Date}, or null for none: by its clock the end of
   * a token is corrected that somebody wrote into a file.
   */
  default void heardDate(@Nullable String date) {}

  /** What must not be shown of what a server wrote: the credentials that were sent to it. */
  SecretMask mask();

  /** Gives up a refresh under way, and its thread. Idempotent; never waits. */
  @Override
  void close();
}
