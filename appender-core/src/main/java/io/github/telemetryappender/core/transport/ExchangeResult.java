package io.github.telemetryappender.core.transport;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an exchange ended. */
public sealed interface ExchangeResult {

  /** The most of a response's body that is read, in bytes, where the status is 2xx. */
  int MAX_RESPONSE_BYTES = 4 << 20;

  /** The most of a response's body that is read, in bytes, where the status is not 2xx. */
  int MAX_REFUSAL_BYTES = 64 << 10;

  /**
   * The endpoint answered.
   *
   * @param status as in the status line; any int a server may write
   * @param headers of the response, in order
   * @param body at most {@link #MAX_RESPONSE_BYTES} or {@link #MAX_REFUSAL_BYTES}; what was read
   *     when {@code bodyState} is not COMPLETE
   */
  record Answered(int status, List<Header> headers, byte[] body, BodyState bodyState)
      implements ExchangeResult {

    public Answered {
      headers = List.copyOf(headers);
    }

    /** The first header of this name, ignoring case; null where there is none. */
    public @Nullable String header(String name) {
      for (Header header : headers) {
        if (header.name().equalsIgnoreCase(name)) {
          return header.value();
        }
      }
      return null;
    }
  }

  /** Whether the response's body was read to its end. */
  enum BodyState {
    COMPLETE,
    /** Longer than what is read. */
    TOO_LONG,
    /** The connection ended, or timed out, in the middle of it. */
    BROKEN
  }

  /**
   * No answer.
   *
   * @param detail for a report: what happened, without secrets
   */
  record Failed(FailureKind kind, String detail) implements ExchangeResult {}

  /** Rendering stopped at the body limit; nothing was sent. */
  record TooLarge(long limitBytes) implements ExchangeResult {}

  /**
   * Rendering broke down as a whole; no complete request was sent. (One event that cannot be
   * rendered is left out by the format and does not end here.)
   */
  record RenderingFailed(Throwable cause) implements ExchangeResult {}
}
