package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.auth.Credentials;
import io.github.telemetryappender.core.time.Clock;
import io.github.telemetryappender.core.transport.Transport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has a hold probed when certificates, keys or a credential's files are replaced: there is
 * something new to try, and the next probe may be minutes away. It looks, and has the credential
 * look, only while a hold is on. Delivery thread.
 */
final class HoldWatch {

  static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Transport transport;
  private final Credentials credentials;
  private final Mailbox mailbox;
  private final Clock clock;
  private final EndpointGate gate;

  private boolean watching;
  private long replacementsBefore;
  private long nextLookAtNanos;
  private @Nullable CompletableFuture<Boolean> look;

  HoldWatch(DeliveryParts parts, EndpointGate gate) {
    this.transport = parts.transport();
    this.credentials = parts.credentials();
    this.mailbox = parts.mailbox();
    this.clock = parts.clock();
    this.gate = gate;
  }

  /** Returns nanoseconds until the next look; {@link Long#MAX_VALUE} for none. */
  long doWork(long nowNanos) {
    if (gate.hold() == null) {
      watching = false;
      return Long.MAX_VALUE;
    }
    if (!watching) {
      watching = true;
      replacementsBefore = credentials.replacements();
      nextLookAtNanos = nowNanos + LOOK_NANOS;
    }
    if (credentials.replacements() != replacementsBefore) {
      replacementsBefore = credentials.replacements();
      gate.tryAtOnce(nowNanos);
    }
    long lookNanos = transport.isWatched() ? lookNanos(nowNanos) : Long.MAX_VALUE;
    return Math.min(lookNanos, credentials.nanosUntilLook(nowNanos));
  }

  private long lookNanos(long nowNanos) {
    if (nextLookAtNanos - nowNanos <= 0) {
      nextLookAtNanos = nowNanos + LOOK_NANOS;
      startLook();
    }
    return nextLookAtNanos - nowNanos;
  }

  private void startLook() {
    if (look != null && !look.isDone()) {
      return; // a disk that hangs is not asked twice
    }
    CompletableFuture<Boolean> answer = transport.look();
    look = answer;
    var unused = answer.thenAccept(changed -> mailbox.accept(() -> note(changed)));
  }

  private void note(boolean changed) {
    if (changed) {
      gate.tryAtOnce(clock.nanos());
    }
  }
}
