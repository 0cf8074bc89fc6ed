package io.github.telemetryappender.core.simulation;

import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.capture.Utf8Slice;
import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.format.RenderBuffer;
import io.github.telemetryappender.core.settings.FormatDeclaration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A format that takes room and writes nothing: what went into the latest body is remembered
 * instead. Some events it cannot write, some take four times what was estimated, and now and then a
 * whole body breaks down; one thread.
 */
final class SimFormat implements PayloadFormat {

  private static final int OVERHEAD_BYTES = 48;

  private final Scenario scenario;
  private final List<Rendered> rendered = new ArrayList<>();
  private final List<Long> leftOut = new ArrayList<>();
  private int breaksDownAfter = Integer.MAX_VALUE;

  SimFormat(Scenario scenario) {
    this.scenario = scenario;
  }

  /** What went into the latest body. */
  List<Rendered> rendered() {
    return rendered;
  }

  /** Positions of the events that the latest body is without. */
  List<Long> leftOut() {
    return leftOut;
  }

  /** Lets the next body break down as a whole after so many events. */
  void breakDownAfter(int events) {
    breaksDownAfter = events;
  }

  @Override
  public FormatDeclaration declaration() {
    return FormatDeclaration.named("sketch");
  }

  @Override
  public String contentType() {
    return "text/plain";
  }

  @Override
  public Set<Field> wants() {
    return Set.of();
  }

  @Override
  public long estimatedBytes(int recordBytes) {
    return recordBytes + OVERHEAD_BYTES;
  }

  @Override
  public BodyWriter newBodyWriter() {
    return new Writer();
  }

  /** Whether no body can be made of an event, by its number. */
  boolean isUnencodable(int number) {
    return isChosen(number, 31, scenario.rate(Fault.UNENCODABLE_EVENTS));
  }

  private boolean isChosen(int number, int factor, double rate) {
    return rate > 0 && (number * factor + scenario.seed()) % 97 < 1 + rate * 20;
  }

  /** One event as the server sees it. */
  record Rendered(long position, int rank, long acceptedAtNanos, int number) {}

  private final class Writer implements BodyWriter {

    @Override
    public void begin(RenderBuffer out) {
      rendered.clear();
      leftOut.clear();
    }

    @Override
    public void event(RecordReader event, int index, RenderBuffer out) {
      if (index >= breaksDownAfter) {
        breaksDownAfter = Integer.MAX_VALUE;
        throw new OutOfMemoryError("simulated");
      }
      int number = number(event);
      if (isUnencodable(number)) {
        leftOut.add(event.position());
        throw new IllegalArgumentException("simulated");
      }
      int bytes = (int) estimatedBytes(event.length());
      if (isChosen(number, 17, scenario.rate(Fault.SWELLING_EVENTS))) {
        bytes *= 4;
      }
      out.reserve(bytes);
      out.size(out.size() + bytes);
      rendered.add(
          new Rendered(event.position(), event.severity().rank(), event.acceptedAtNanos(), number));
    }

    @Override
    public void end(RenderBuffer out) {}
  }

  /** Events begin their message with their number in eight digits. */
  private static int number(RecordReader event) {
    Utf8Slice message = event.message();
    if (message == null || message.length() < 8) {
      throw new Violation("3 no invention", "a record without its message");
    }
    int number = 0;
    for (int i = 0; i < 8; i++) {
      number = number * 10 + message.array()[message.offset() + i] - '0';
    }
    return number;
  }
}
