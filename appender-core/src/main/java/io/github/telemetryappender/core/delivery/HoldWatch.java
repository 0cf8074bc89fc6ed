package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.transport.Transport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a hold when certificates or keys are replaced: there is something new to try, and the next
 * probe may be minutes away. It looks only while a hold is on. Delivery thread.
 */
final class HoldWatch {

  static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Transport transport;
  private final Mailbox mailbox;
  private final EndpointGate gate;

  private @Nullable Hold watched;
  private long nextLookAtNanos;
  private @Nullable CompletableFuture<Boolean> look;

  HoldWatch(DeliveryParts parts, EndpointGate gate) {
    this.transport = parts.transport();
    this.mailbox = parts.mailbox();
    this.gate = gate;
  }

  /** Returns nanoseconds until the next look; {@link Long#MAX_VALUE} for none. */
  long doWork(long nowNanos) {
    Hold hold = gate.hold();
    if (hold == null || !transport.isWatched()) {
      watched = null;
      return Long.MAX_VALUE;
    }
    if (watched == null) {
      nextLookAtNanos = nowNanos + LOOK_NANOS;
    }
    watched = hold;
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
      gate.release();
    }
  }
}
