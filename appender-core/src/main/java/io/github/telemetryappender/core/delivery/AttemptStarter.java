package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.settings.Compression;
import io.github.telemetryappender.core.settings.NameValue;
import io.github.telemetryappender.core.transport.ExchangeRequest;
import io.github.telemetryappender.core.transport.ExchangeRequest.ConnectionUse;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.Header;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns a delivery into an exchange: memory for its body, headers, credential. Delivery thread. */
final class AttemptStarter {

  /** What a body may take beyond the estimate: gzip's frame, and blocks it could not compress. */
  private static final long BODY_SLACK_BYTES = 1024;

  private static final long MIN_LIMIT_BYTES = 16 << 10;

  private final DeliveryParts parts;
  private final Redirects redirects;
  private final Wire wire;
  private final List<Header> staticHeaders;

  AttemptStarter(DeliveryParts parts, Redirects redirects, Wire wire) {
    this.parts = parts;
    this.redirects = redirects;
    this.wire = wire;
    this.staticHeaders =
        parts.config().endpoint().headers().stream()
            .map((NameValue header) -> new Header(header.name(), header.value()))
            .toList();
  }

  /**
   * Takes memory for the body, as much as it may need at worst.
   *
   * @return null where there is no memory yet: something under way still has it
   */
  @Nullable AttemptBody prepare(Delivery delivery) {
    long limitBytes = limitBytes(delivery);
    long wanted = limitBytes + limitBytes / 1000 + BODY_SLACK_BYTES;
    long reserved = Math.min(wanted, parts.bodyMemory().maxBytes());
    return parts.bodyMemory().tryReserve(reserved)
        ? new AttemptBody(
            delivery.batch(),
            parts.renderer(),
            parts.format(),
            compression(delivery),
            parts.bodyMemory(),
            limitBytes,
            reserved)
        : null;
  }

  private Compression compression(Delivery delivery) {
    return delivery.isPlain() || wire.isPlain()
        ? Compression.NONE
        : parts.config().endpoint().compression();
  }

  /** The attempt, with the credential and the address of this moment. */
  Attempt attempt(
      Delivery delivery, AttemptBody body, Attempt.Purpose purpose, EndpointGate.Pass pass) {
    URI redirected = delivery.redirectedTo();
    URI url = redirected == null ? redirects.current() : redirected;
    return new Attempt(delivery, url, parts.credentials().generation(), purpose, pass, body);
  }

  /**
   * Twice the estimate will do as a rule, and leaves memory for others. A batch keeps to
   * batch.maxBytes; an event that is larger by itself may go alone.
   */
  private long limitBytes(Delivery delivery) {
    long most = mostBytes(delivery);
    return delivery.needsMoreRoom()
        ? most
        : Math.min(most, 2 * delivery.batch().bodyBytes() + MIN_LIMIT_BYTES);
  }

  private long mostBytes(Delivery delivery) {
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
        attempt.url().toString(),
        headers(attempt.delivery(), nowNanos),
        attempt.body(),
        parts.config().delivery().requestTimeout().toNanos(),
        connectionUse(attempt.delivery()));
  }

  private static ConnectionUse connectionUse(Delivery delivery) {
    return switch (delivery.nextConnection()) {
      case ANY -> ConnectionUse.POOLED;
      case NEW -> ConnectionUse.FRESH;
      case NEW_HTTP_1 -> ConnectionUse.FRESH_HTTP_1;
    };
  }

  /** What all requests carry: the user's headers, and the credential of this moment. */
  List<Header> commonHeaders(long nowNanos) {
    List<Header> headers = new ArrayList<>(staticHeaders);
    Header credential = parts.credentials().header(nowNanos);
    if (credential != null) {
      headers.add(credential);
    }
    return headers;
  }

  private List<Header> headers(Delivery delivery, long nowNanos) {
    List<Header> headers = commonHeaders(nowNanos);
    headers.add(new Header("Idempotency-Key", delivery.batch().id().idempotencyKey()));
    return headers;
  }
}
