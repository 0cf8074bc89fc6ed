package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.format.Answer;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.PlainFormat;
import io.github.telemetryappender.core.format.Receipt;
import io.github.telemetryappender.core.format.RenderBuffer;
import org.jspecify.annotations.Nullable;

/** A body as large as told, and answers that mean what they are told to. */
final class SizedFormat extends PlainFormat implements BodyWriter {

  volatile int bodyBytes;
  volatile boolean unwritable;
  volatile boolean unreadable;
  volatile @Nullable Receipt receipt;
  volatile @Nullable Answer asked;

  SizedFormat() {
    super("sized");
  }

  @Override
  public BodyWriter newBodyWriter() {
    return this;
  }

  @Override
  public @Nullable Receipt receipt(Answer answer) {
    asked = answer;
    if (unreadable) {
      throw new IllegalStateException("unreadable, on purpose");
    }
    return receipt;
  }

  @Override
  public void begin(RenderBuffer out) {
    for (int i = 0; i < bodyBytes; i++) {
      out.put((byte) '.');
    }
  }

  @Override
  public void event(RecordReader event, int index, RenderBuffer out) {
    if (unwritable) {
      throw new IllegalStateException("unwritable, on purpose");
    }
  }

  @Override
  public void end(RenderBuffer out) {}
}
