package io.github.telemetryappender.core.simulation;

import static io.github.telemetryappender.core.simulation.Violation.check;

import io.github.telemetryappender.core.capture.CaptureResult;
import io.github.telemetryappender.core.capture.EventCapture;
import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.event.EventSource;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.lane.Lane;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.lane.Lanes;
import io.github.telemetryappender.core.memory.MemoryPool;
import io.github.telemetryappender.core.metrics.DoorCounts;
import io.github.telemetryappender.core.metrics.DropReason;
import io.github.telemetryappender.core.settings.CaptureConfig;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** The application's threads: they log through the production capture into the real lanes. */
final class Callers {

  private static final int RECORD_HEADER_BYTES = 24;
  private static final String NOISE = noise();

  private final SimClock clock;
  private final Lanes lanes;
  private final Oracle oracle;
  private final DoorCounts door;
  private final EventCapture<LoggedEvent> capture;
  private final Map<DropReason, Long> refused = new EnumMap<>(DropReason.class);
  private int logged;

  Callers(SimClock clock, Lanes lanes, Oracle oracle, DoorCounts door, CaptureConfig config) {
    this.clock = clock;
    this.lanes = lanes;
    this.oracle = oracle;
    this.door = door;
    this.capture =
        new EventCapture<>(new Source(), config, Set.of(), new MemoryPool(256 << 10), clock);
  }

  private static String noise() {
    StringBuilder noise = new StringBuilder();
    for (int i = 0; noise.length() < 40_000; i++) {
      noise.append(Integer.toString(i * 7919 % 104_729, 36)).append(' ');
    }
    return noise.toString();
  }

  /** Logs one event whose message has so many characters beside its number. */
  void log(Severity severity, int size) {
    LoggedEvent event = new LoggedEvent(severity, logged++, Math.min(size, NOISE.length()));
    CaptureResult result;
    try {
      result = capture.capture(event, severity, this::offer);
    } catch (RuntimeException | Error e) {
      if (e instanceof Violation violation) {
        throw violation;
      }
      throw new Violation("17 append never throws", e);
    }
    if (result != CaptureResult.ACCEPTED) {
      refuse(lanes.isSealed() ? DropReason.STOPPED : DropReason.OVERFLOW, severity);
    }
  }

  private void refuse(DropReason reason, Severity severity) {
    refused.merge(reason, 1L, Long::sum);
    door.count(reason, severity);
  }

  /** What was refused, by reason. */
  Map<DropReason, Long> refused() {
    return refused;
  }

  int logged() {
    return logged;
  }

  private boolean offer(Severity severity, byte[] record, int offset, int length) {
    int bytes = (RECORD_HEADER_BYTES + length + 7) & -8;
    LaneKind expected = lanes.isSealed() ? null : firstWithRoom(severity, bytes);
    long tail = expected == null ? 0 : lanes.lane(expected).tail();
    boolean taken = lanes.offer(severity, record, offset, length);
    check(
        taken == (expected != null),
        "7 severity at the door",
        "%s of %d bytes: taken is %s, the lane with room is %s",
        severity,
        length,
        taken,
        expected);
    if (taken) {
      Lane lane = lanes.lane(expected);
      check(lane.tail() > tail, "7 severity at the door", "%s went past %s", severity, expected);
      oracle.accept(
          expected,
          lane.tail() - bytes,
          new Oracle.Event(severity.rank(), clock.nanos(), logged - 1));
    }
    return taken;
  }

  /** The lane an event belongs into: its own or, where that is full, the next lower one. */
  private LaneKind firstWithRoom(Severity severity, int bytes) {
    for (LaneKind kind : LaneKind.values()) {
      if (kind.compareTo(LaneKind.of(severity)) >= 0 && hasRoom(lanes.lane(kind), bytes)) {
        return kind;
      }
    }
    return null;
  }

  private static boolean hasRoom(Lane lane, int bytes) {
    int toEnd = lane.capacity() - (int) (lane.tail() & (lane.capacity() - 1));
    int padding = toEnd < bytes ? toEnd : 0;
    return lane.tail() + padding + bytes - lane.head() <= lane.capacity();
  }

  private record LoggedEvent(Severity severity, int number, int size) {}

  private static final class Source implements EventSource<LoggedEvent> {

    @Override
    public Severity severity(LoggedEvent event) {
      return event.severity();
    }

    @Override
    public String loggerName(LoggedEvent event) {
      return "";
    }

    @Override
    public void read(LoggedEvent event, EventFields fields) {
      StringBuilder message = fields.messageBuilder();
      String digits = Integer.toString(event.number());
      message.append("00000000", 0, 8 - digits.length()).append(digits);
      message.append(NOISE, 0, event.size());
      fields.message(message);
    }
  }
}
