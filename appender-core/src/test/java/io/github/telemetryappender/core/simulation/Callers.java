package io.github.telemetryappender.core.simulation;

import io.github.telemetryappender.core.Sinks;
import io.github.telemetryappender.core.capture.CaptureResult;
import io.github.telemetryappender.core.capture.EventCapture;
import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.capture.RecordSink;
import io.github.telemetryappender.core.capture.Utf8Slice;
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
import io.github.telemetryappender.core.settings.MemoryConfig;
import io.github.telemetryappender.core.settings.MemoryConfig.Overflow;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The application's threads: they log through the production capture into the real lanes, and where
 * the user wants it so they wait for room.
 */
final class Callers {

  static final int RECORD_HEADER_BYTES = 24;
  private static final int NUMBER_DIGITS = 8;
  private static final int MOST_WAITING = 32;
  private static final long CAPTURE_BYTES = 2 << 20;
  private static final String NOISE = noise();
  private static final byte[] NOISE_BYTES = NOISE.getBytes(StandardCharsets.US_ASCII);

  private final SimClock clock;
  private final Lanes lanes;
  private final Oracle oracle;
  private final Tally tally;
  private final DoorCounts door;
  private final Numbers numbers;
  private final SimRounds rounds;
  private final MemoryConfig memory;
  private final RecordSink sink;
  private final Sometimes sometimes;
  private final MemoryPool captureMemory = new MemoryPool(CAPTURE_BYTES);
  private final EventCapture<LoggedEvent> capture;
  private final Map<DropReason, Long> refused = new EnumMap<>(DropReason.class);
  private Consumer<LaneKind> onAccepted = lane -> {};
  private int offered;

  Callers(
      SimClock clock,
      Lanes lanes,
      Oracle oracle,
      Tally tally,
      DoorCounts door,
      Numbers numbers,
      SimRounds rounds,
      CaptureConfig config,
      MemoryConfig memory,
      Sometimes sometimes) {
    this.clock = clock;
    this.lanes = lanes;
    this.oracle = oracle;
    this.tally = tally;
    this.door = door;
    this.numbers = numbers;
    this.rounds = rounds;
    this.memory = memory;
    this.sink =
        switch (memory.overflow()) {
          case DROP -> lanes::offer;
          case BLOCK -> Sinks.blocking(lanes, memory.overflowTimeout().toNanos(), clock);
        };
    this.sometimes = sometimes;
    this.capture = new EventCapture<>(new Source(), config, Set.of(), captureMemory, clock);
  }

  private static String noise() {
    StringBuilder noise = new StringBuilder();
    for (int i = 0; noise.length() < 40_000; i++) {
      noise.append(Integer.toString(i * 7919 % 104_729, 36)).append(' ');
    }
    return noise.toString();
  }

  /** Who hears of each event right after a lane took it. */
  void onAccepted(Consumer<LaneKind> listener) {
    onAccepted = listener;
  }

  /**
   * A thread logs some events, one after another, each with so many characters beside its number.
   * Where it waits for room, it goes on with the rest afterwards.
   */
  void log(Severity severity, int characters, int count) {
    if (memory.overflow() == Overflow.BLOCK && !rounds.isCaller()) {
      logAndWait(severity, characters, count);
    } else {
      for (int i = 0; i < count; i++) {
        capture(event(severity, characters, 0));
      }
    }
  }

  private void logAndWait(Severity severity, int characters, int count) {
    for (int i = 0; i < count; i++) {
      if (mayHaveToWait(severity, characters)) {
        int left = count - i;
        if (rounds.waiting() < MOST_WAITING) {
          sometimes.reached("a caller without room may wait");
          rounds.onAnotherThread(() -> log(severity, characters, left));
        }
        return;
      }
      capture(event(severity, characters, 0));
    }
  }

  /** Logs an event that logs another while it is read, and that one the next, so many times. */
  void logNested(Severity severity, int characters, int times) {
    if (!mayHaveToWait(severity, characters * times)) {
      capture(event(severity, characters, times));
    }
  }

  private LoggedEvent event(Severity severity, int characters, int nested) {
    offered++;
    int fitting = Math.min(characters, NOISE.length());
    return new LoggedEvent(severity, numbers.next(), fitting, nested, clock.nanos());
  }

  /** In doubt: a record is a little longer than its text. */
  private boolean mayHaveToWait(Severity severity, int characters) {
    int bytes = RECORD_HEADER_BYTES + NUMBER_DIGITS + characters + 256;
    return memory.overflow() == Overflow.BLOCK
        && !lanes.isSealed()
        && firstWithRoom(severity, bytes) == null;
  }

  private void capture(LoggedEvent event) {
    CaptureResult result;
    try {
      result = capture.capture(event, event.severity(), new Offer(event)::make);
    } catch (RuntimeException | Error e) {
      if (e instanceof Violation violation) {
        throw violation;
      }
      throw new Violation("17 append never throws", e);
    }
    switch (result) {
      case ACCEPTED -> {}
      case REFUSED ->
          refuse(lanes.isSealed() ? DropReason.STOPPED : DropReason.OVERFLOW, event.severity());
      case REENTRANT -> refuse(DropReason.REENTRANT, event.severity());
      case NO_MEMORY -> throw new Violation("5 memory", "no memory to capture an event");
    }
    if (captureMemory.usedBytes() > captureMemory.maxBytes()) {
      throw new Violation("5 memory", "captures take %d bytes", captureMemory.usedBytes());
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

  /** How many events there were, whatever became of them. */
  int offered() {
    return offered;
  }

  /** The lane an event belongs into: its own or, where that is full, the next lower one. */
  private LaneKind firstWithRoom(Severity severity, int bytes) {
    if (lanes.isSealed()) {
      return null;
    }
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

  // What a message is made of

  /** The number a message begins with. */
  static int number(Utf8Slice message) {
    int number = 0;
    for (int i = 0; i < NUMBER_DIGITS; i++) {
      number = number * 10 + message.array()[message.offset() + i] - '0';
    }
    return number;
  }

  /** How many characters a message has beside its number. */
  static int characters(Utf8Slice message) {
    return message.length() - NUMBER_DIGITS;
  }

  /** Whether a message is what a caller wrote, or the beginning of it where it was cut. */
  static boolean isWhole(Utf8Slice message, RecordReader event) {
    int noise = characters(message);
    int from = message.offset() + NUMBER_DIGITS;
    return noise >= 0
        && Arrays.equals(message.array(), from, from + noise, NOISE_BYTES, 0, noise)
        && event.epochSecond() == number(message);
  }

  /** Numbers events over all pipelines of a run. */
  static final class Numbers {
    private int latest;

    int next() {
      return latest++;
    }
  }

  /** An event on its way into a lane, which may take some attempts. */
  private final class Offer {

    private final LoggedEvent event;
    private final long beganAtNanos = clock.elapsed();
    private int bytes;
    private LaneKind expected;
    private long tail;
    private long acceptedAtNanos;

    Offer(LoggedEvent event) {
      this.event = event;
      this.acceptedAtNanos = event.loggedAtNanos();
    }

    boolean make(Severity severity, byte[] record, int offset, int length) {
      bytes = (RECORD_HEADER_BYTES + length + 7) & -8;
      look();
      boolean taken =
          memory.overflow() == Overflow.BLOCK
              ? offerWithin(severity, record, offset, length)
              : sink.offer(severity, record, offset, length);
      if (taken != (expected != null)) {
        throw new Violation(
            "7 severity at the door",
            "%s of %d bytes: taken is %s, the lane with room is %s",
            severity,
            length,
            taken,
            expected);
      }
      if (taken) {
        accepted(lanes.lane(expected));
      }
      return taken;
    }

    private boolean offerWithin(Severity severity, byte[] record, int offset, int length) {
      boolean hasRoom = expected != null;
      rounds.beforeAttempts(this::lookAgain);
      long timeoutNanos = memory.overflowTimeout().toNanos();
      boolean taken = sink.offer(severity, record, offset, length);
      long waited = clock.elapsed() - beganAtNanos;
      boolean inTime = taken || lanes.isSealed() || waited >= timeoutNanos;
      if (!inTime
          || (waited > timeoutNanos && beganAtNanos + waited > rounds.standstillEndedAt())) {
        throw new Violation(
            "17 caller waits", "%d ns of %d, taken: %s", waited, timeoutNanos, taken);
      }
      sometimes.reached(!hasRoom && taken, "a caller waited and got room");
      sometimes.reached(!hasRoom && !taken && !lanes.isSealed(), "a caller waited in vain");
      return taken;
    }

    /** It is accepted when it gets its room. */
    private boolean lookAgain() {
      acceptedAtNanos = clock.nanos();
      return look();
    }

    /** Right before an attempt: where it should go. */
    private boolean look() {
      expected = firstWithRoom(event.severity(), bytes);
      tail = expected == null ? 0 : lanes.lane(expected).tail();
      return expected != null;
    }

    private void accepted(Lane lane) {
      if (lane.tail() <= tail) {
        throw new Violation("7 severity at the door", "%s went past %s", event, expected);
      }
      int rank = event.severity().rank();
      oracle
          .lane(lanes.epoch(), expected)
          .accept(lane.tail() - bytes, rank, acceptedAtNanos, event.number(), event.characters());
      tally.accept(rank);
      onAccepted.accept(expected);
    }
  }

  private record LoggedEvent(
      Severity severity, int number, int characters, int nested, long loggedAtNanos) {}

  private final class Source implements EventSource<LoggedEvent> {

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
      fields.instant(event.number(), 0);
      if (event.nested() > 0) {
        capture(event(event.severity(), event.characters(), event.nested() - 1));
      }
      StringBuilder message = fields.messageBuilder();
      String digits = Integer.toString(event.number());
      message.append("00000000", 0, NUMBER_DIGITS - digits.length()).append(digits);
      message.append(NOISE, 0, event.characters());
      fields.message(message);
    }
  }
}
