package io.github.telemetryappender.core.auth;

import io.github.telemetryappender.core.transport.Header;
import io.github.telemetryappender.core.transport.SecretMask;
import org.jspecify.annotations.Nullable;

/** A credential that never changes, or none at all. Once refused there is nothing to refresh. */
final class FixedCredentials implements Credentials {

  private static final long ONLY_GENERATION = 1;

  private final @Nullable Header header;
  private final SecretMask mask;
  private final CredentialListener listener;

  // Owned by the delivery thread.
  private boolean held;

  FixedCredentials(@Nullable Header header, SecretMask mask, CredentialListener listener) {
    this.header = header;
    this.mask = mask;
    this.listener = listener;
  }

  @Override
  public Readiness readiness(long nowNanos) {
    return held ? Readiness.HELD : Readiness.READY;
  }

  @Override
  public boolean mayProbe(long nowNanos) {
    return true;
  }

  @Override
  public @Nullable Header header(long nowNanos) {
    return header;
  }

  @Override
  public long generation() {
    return ONLY_GENERATION;
  }

  @Override
  public long doWork(long nowNanos) {
    return Long.MAX_VALUE;
  }

  @Override
  public Verdict refused(
      long usedGeneration, int status, @Nullable String wwwAuthenticate, long nowNanos) {
    if (!held) {
      held = true;
      listener.held(status);
    }
    return Verdict.HOLD;
  }

  @Override
  public void accepted(long usedGeneration) {
    if (held) {
      held = false;
      listener.released();
    }
  }

  @Override
  public SecretMask mask() {
    return mask;
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return header == null ? "no credential" : "fixed credential in " + header.name();
  }
}
