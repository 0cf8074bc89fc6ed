package io.github.telemetryappender.core.capture;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The trace and span id of an event as bytes, whether the adapter named them or an MDC entry does.
 * The first to come stays. One thread.
 */
final class TraceContext {

  private static final int SPAN_OFFSET = RecordLayout.TRACE_ID_BYTES;
  private static final int FLAGS_OFFSET = SPAN_OFFSET + RecordLayout.SPAN_ID_BYTES;
  private static final int NOT_HEX = -1;

  private final byte[] bytes = new byte[RecordLayout.TRACE_BYTES];
  private boolean hasTraceId;
  private boolean hasSpanId;
  private boolean hasFlags;

  void clear() {
    if (!isEmpty()) {
      Arrays.fill(bytes, (byte) 0);
      hasTraceId = false;
      hasSpanId = false;
      hasFlags = false;
    }
  }

  /** Whether nothing was told. */
  boolean isEmpty() {
    return !(hasTraceId || hasSpanId || hasFlags);
  }

  boolean isPresent() {
    return hasTraceId || hasSpanId;
  }

  /** {@link RecordLayout#TRACE_BYTES} of them, as they stand in a record. */
  byte[] bytes() {
    return bytes;
  }

  void traceId(@Nullable String hex) {
    if (!hasTraceId && hex != null) {
      hasTraceId = parse(hex, 0, RecordLayout.TRACE_ID_BYTES);
    }
  }

  void spanId(@Nullable String hex) {
    if (!hasSpanId && hex != null) {
      hasSpanId = parse(hex, SPAN_OFFSET, RecordLayout.SPAN_ID_BYTES);
    }
  }

  void flags(int flags) {
    if (!hasFlags) {
      bytes[FLAGS_OFFSET] = (byte) flags;
      hasFlags = true;
    }
  }

  /**
   * Looks at an MDC entry: the names are those under which OpenTelemetry's agent and appenders,
   * Spring and ECS put the ids there.
   */
  void mdc(String key, String value) {
    switch (key) {
      case "trace_id", "traceId", "trace.id" -> traceId(value);
      case "span_id", "spanId", "span.id" -> spanId(value);
      case "trace_flags", "traceFlags", "trace.flags" -> {
        if (!hasFlags) {
          hasFlags = parse(value, FLAGS_OFFSET, 1);
        }
      }
      default -> {}
    }
  }

  /** Whether the text is hex of exactly this length, and not zero, which means "none". */
  private boolean parse(String hex, int offset, int length) {
    if (hex.length() != 2 * length) {
      return false;
    }
    int any = 0;
    for (int i = 0; i < length; i++) {
      int high = digit(hex.charAt(2 * i));
      int low = digit(hex.charAt(2 * i + 1));
      if (high == NOT_HEX || low == NOT_HEX) {
        Arrays.fill(bytes, offset, offset + length, (byte) 0);
        return false;
      }
      bytes[offset + i] = (byte) ((high << 4) | low);
      any |= bytes[offset + i];
    }
    return any != 0;
  }

  private static int digit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : NOT_HEX;
  }
}
