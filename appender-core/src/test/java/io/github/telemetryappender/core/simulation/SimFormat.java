package io.github.telemetryappender.core.simulation;

import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.capture.Utf8Slice;
import io.github.telemetryappender.core.format.Answer;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.PlainFormat;
import io.github.telemetryappender.core.format.Receipt;
import io.github.telemetryappender.core.format.RenderBuffer;
import io.github.telemetryappender.core.simulation.Reply.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A format that takes room and writes nothing: what went into the latest body is remembered
 * instead. Some events it cannot write, some take four times what was estimated, and now and then a
 * whole body breaks down; one thread.
 */
final class SimFormat extends PlainFormat {

  private static final int OVERHEAD_BYTES = 48;

  private final Scenario scenario;
  private double unencodable;
  private double swelling;
  private final Rendered rendered = new Rendered();
  private int breaksDownAfter = Integer.MAX_VALUE;

  SimFormat(Scenario scenario) {
    super("sketch");
    this.scenario = scenario;
    this.unencodable = scenario.rate(Fault.UNENCODABLE_EVENTS);
    this.swelling = scenario.rate(Fault.SWELLING_EVENTS);
  }

  /** What went into the latest body. */
  Rendered rendered() {
    return rendered;
  }

  /** Lets the next body break down as a whole after so many events. */
  void breakDownAfter(int events) {
    breaksDownAfter = events;
  }

  /** From now on everything can be written, in as many bytes as estimated. */
  void heal() {
    unencodable = 0;
    swelling = 0;
  }

  @Override
  public long estimatedBytes(int recordBytes) {
    return recordBytes + OVERHEAD_BYTES;
  }

  @Override
  public BodyWriter newBodyWriter() {
    return new Writer();
  }

  private boolean isChosen(int number, int factor, double rate) {
    return rate > 0 && (number * factor + scenario.seed()) % 97 < 1 + rate * 20;
  }

  /** Reads what {@link Reply} wrote. */
  @Override
  public Receipt receipt(Answer answer) {
    String[] words = new String(answer.body(), StandardCharsets.UTF_8).split(" ", 3);
    return switch (words[0]) {
      case "some" ->
          answer.isSuccess() ? new Receipt.SomeRefused(Long.parseLong(words[1]), words[2]) : null;
      case "each" -> answer.isSuccess() ? each(words[1], words[2]) : null;
      case "first" ->
          answer.isSuccess() ? null : new Receipt.FirstDelivered(Integer.parseInt(words[1]));
      case "not" -> answer.isSuccess() ? new Receipt.NotTaken("the server says so") : null;
      default -> null;
    };
  }

  private static Receipt each(String letters, String why) {
    BitSet again = new BitSet();
    BitSet refused = new BitSet();
    Receipt.Pushback pushback = Receipt.Pushback.FAILURE;
    for (int i = 0; i < letters.length(); i++) {
      char letter = letters.charAt(i);
      again.set(i, letter == Verdict.FAILED.letter || letter == Verdict.THROTTLED.letter);
      refused.set(i, letter == Verdict.REFUSED.letter);
      if (letter == Verdict.THROTTLED.letter) {
        pushback = Receipt.Pushback.THROTTLE;
      }
    }
    return new Receipt.PerEvent(again, refused, pushback, why);
  }

  /** The latest body as the server sees it: its events by place, and those it is without. */
  static final class Rendered {

    private long[] positions = new long[64];
    private long[] acceptedAtNanos = new long[64];
    private int[] numbers = new int[64];
    private int[] characters = new int[64];
    private byte[] ranks = new byte[64];
    private int count;
    private long[] leftOut = new long[8];
    private int leftOutCount;

    private void clear() {
      count = 0;
      leftOutCount = 0;
    }

    private void add(RecordReader event, int number, int messageCharacters) {
      if (count == positions.length) {
        int larger = count * 2;
        positions = Arrays.copyOf(positions, larger);
        acceptedAtNanos = Arrays.copyOf(acceptedAtNanos, larger);
        numbers = Arrays.copyOf(numbers, larger);
        characters = Arrays.copyOf(characters, larger);
        ranks = Arrays.copyOf(ranks, larger);
      }
      positions[count] = event.position();
      acceptedAtNanos[count] = event.acceptedAtNanos();
      numbers[count] = number;
      characters[count] = event.truncated() ? -1 : messageCharacters;
      ranks[count] = (byte) event.severity().rank();
      count++;
    }

    private void leaveOut(long position) {
      if (leftOutCount == leftOut.length) {
        leftOut = Arrays.copyOf(leftOut, leftOutCount * 2);
      }
      leftOut[leftOutCount++] = position;
    }

    int count() {
      return count;
    }

    long position(int place) {
      return positions[place];
    }

    /** Whether it is the event that its caller logged, or its beginning where it was cut. */
    boolean is(int place, Oracle.LaneEvents lane, int index) {
      return ranks[place] == lane.rank(index)
          && acceptedAtNanos[place] == lane.acceptedAtNanos(index)
          && numbers[place] == lane.number(index)
          && (characters[place] == lane.characters(index) || characters[place] < 0);
    }

    int leftOutCount() {
      return leftOutCount;
    }

    long leftOut(int index) {
      return leftOut[index];
    }
  }

  private final class Writer implements BodyWriter {

    @Override
    public void begin(RenderBuffer out) {
      rendered.clear();
    }

    @Override
    public void event(RecordReader event, int index, RenderBuffer out) {
      if (index >= breaksDownAfter) {
        breaksDownAfter = Integer.MAX_VALUE;
        throw new OutOfMemoryError("simulated");
      }
      int number = number(event);
      if (isChosen(number, 31, unencodable)) {
        rendered.leaveOut(event.position());
        throw new IllegalArgumentException("simulated");
      }
      int bytes = (int) estimatedBytes(event.length());
      if (isChosen(number, 17, swelling)) {
        bytes *= 4;
      }
      out.reserve(bytes);
      out.size(out.size() + bytes);
      rendered.add(event, number, Callers.characters(event.message()));
    }

    @Override
    public void end(RenderBuffer out) {}
  }

  /** The number that the message begins with; the rest must be what its caller wrote behind it. */
  private static int number(RecordReader event) {
    Utf8Slice message = event.message();
    if (message == null || !Callers.isWhole(message, event)) {
      throw new Violation("3 no invention", "a record without its message");
    }
    return Callers.number(message);
  }
}
