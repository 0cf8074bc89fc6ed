package io.github.telemetryappender.core.transport;

import io.github.telemetryappender.core.transport.ExchangeResult.BodyState;
import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;

/** The body of an answer, as much of it as is wanted. */
record AnswerBody(byte[] bytes, BodyState state) {

  static final AnswerBody LOST = new AnswerBody(new byte[0], BodyState.BROKEN);

  /** Reads at most {@code limitBytes}; memory grows only with what really arrives. */
  static AnswerBody read(BufferedSource source, int limitBytes) {
    BodyState state = readInto(source, limitBytes);
    Buffer arrived = source.getBuffer();
    byte[] bytes = new byte[(int) Math.min(arrived.size(), limitBytes)];
    // A buffer has all it says it has, so one call per segment fills the array.
    for (int filled = 0; filled < bytes.length; ) {
      filled += arrived.read(bytes, filled, bytes.length - filled);
    }
    return new AnswerBody(bytes, state);
  }

  private static BodyState readInto(BufferedSource source, int limitBytes) {
    try {
      return source.request(limitBytes + 1L) ? BodyState.TOO_LONG : BodyState.COMPLETE;
    } catch (IOException e) {
      return BodyState.BROKEN;
    }
  }
}
