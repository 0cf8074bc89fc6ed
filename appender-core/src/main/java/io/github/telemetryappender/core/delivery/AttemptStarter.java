package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.settings.NameValue;
import io.github.telemetryappender.core.transport.ExchangeRequest;
import io.github.telemetryappender.core.transport.ExchangeRequest.ConnectionUse;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns a delivery into an exchange: memory for its body, headers, credential. Delivery thread. */
final class AttemptStarter {

  /** What a body may take beyond the estimate: gzip's frame, and blocks it could not compress. */
  private static final long BODY_SLACK_BYTES = 1024;

  private final DeliveryParts parts;
  private final List<Header> staticHeaders;

  AttemptStarter(DeliveryParts parts) {
    this.parts = parts;
    this.staticHeaders =
        parts.config().endpoint().headers().stream()
            .map((NameValue header) -> new Header(header.name(), header.value()))
            .toList();
  }

  /**
   * Takes memory for the body.
   *
   * @param alone whether nothing else is under way, so that waiting would not help
   * @return null where there is no memory yet
   */
  @Nullable Attempt prepare(
      Delivery delivery, Attempt.Purpose purpose, boolean alone, long nowNanos) {
    long limitBytes = limitBytes(delivery);
    long wanted = limitBytes + limitBytes / 1000 + BODY_SLACK_BYTES;
    long reserved = Math.min(wanted, parts.bodyMemory().maxBytes());
    if (!parts.bodyMemory().tryReserve(reserved)) {
      if (!alone) {
        return null;
      }
      throw new IllegalStateException("memory for bodies is taken though nothing is under way");
    }
    AttemptBody body =
        new AttemptBody(
            delivery.batch(), parts.renderer(), parts.bodyMemory(), limitBytes, reserved);
    return new Attempt(delivery, nowNanos, parts.credentials().generation(), purpose, body);
  }

  /** A batch keeps to batch.maxBytes; an event that is larger by itself may go alone. */
  private long limitBytes(Delivery delivery) {
    long limit = Math.min(parts.config().batch().maxBytes(), parts.maxBodyBytes());
    return delivery.batch().events() > 1
        ? limit
        : Math.min(parts.maxBodyBytes(), Math.max(limit, parts.bodyMemory().maxBytes() / 2));
  }

  /** Starts the exchange; {@code onResult} hears of its end, on a thread of the transport. */
  @SuppressWarnings("FutureReturnValueIgnored") // a transport's future never fails
  void send(Attempt attempt, long nowNanos, Consumer<ExchangeResult> onResult) {
    parts.transport().send(request(attempt, nowNanos)).thenAccept(onResult);
  }

  private ExchangeRequest request(Attempt attempt, long nowNanos) {
    return new ExchangeRequest(
        "POST",
        parts.config().endpoint().url().toString(),
        headers(attempt.delivery(), nowNanos),
        attempt.body(),
        parts.config().delivery().requestTimeout().toNanos(),
        attempt.delivery().nextConnection() == Delivery.ConnectionChoice.NEW
            ? ConnectionUse.FRESH
            : ConnectionUse.POOLED);
  }

  private List<Header> headers(Delivery delivery, long nowNanos) {
    List<Header> headers = new ArrayList<>(staticHeaders);
    Header credential = parts.credentials().header(nowNanos);
    if (credential != null) {
      headers.add(credential);
    }
    headers.add(new Header("Idempotency-Key", delivery.batch().id().idempotencyKey()));
    return headers;
  }
}
