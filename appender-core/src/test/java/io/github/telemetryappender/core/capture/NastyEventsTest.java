package io.github.telemetryappender.core.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.memory.MemoryPool;
import io.github.telemetryappender.core.settings.CaptureConfig;
import io.github.telemetryappender.core.settings.CaptureConfig.CallerData;
import io.github.telemetryappender.core.settings.NameFilter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an event holds: nothing is thrown, and what could be read is kept. */
class NastyEventsTest {

  private final CaptureBench bench = new CaptureBench();

  @Test
  void nullsAreNotThere() {
    RecordReader record =
        bench.read(
            fields -> {
              fields.level(nothing());
              fields.logger(null);
              fields.thread(null, 0);
              fields.trace(nothing(), nothing(), 0);
              fields.mdc(null, "v");
              fields.mdc("k", null);
              fields.keyValue(null, "v");
              fields.marker(null);
              fields.ndc(null);
              fields.caller(null, null, null, 0);
              fields.rendered(null);
              fields.message(null);
              fields.formattedMessage(null, null);
              fields.pattern(null, null);
              fields.exception(null);
              fields.exception(null, null, null);
            });

    assertThat(record.level()).hasToString("INFO");
    assertThat(record.logger()).isNull();
    assertThat(record.message()).isNull();
    assertThat(record.hasMdc()).isFalse();
    assertThat(record.hasKeyValues()).isFalse();
    assertThat(record.hasTraceId()).isFalse();
    assertThat(record.stackTrace()).isNull();
    assertThat(record.damaged()).isFalse();
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nothing() {
    return null;
  }

  @ParameterizedTest
  @MethodSource("throwables")
  void whatThrowsEndsTheReadingAndKeepsTheFieldsBefore(Throwable thrown) {
    RecordReader record =
        bench.read(
            fields -> {
              fields.logger("a.B");
              fields.message("before");
              NastyEventsTest.<RuntimeException>sneakyThrow(thrown);
            });

    assertThat(record.logger()).hasToString("a.B");
    assertThat(record.message()).hasToString("before");
    assertThat(record.damaged()).isTrue();
  }

  @Test
  void aHalfWrittenFieldGoes() {
    RecordReader record =
        bench.read(
            fields -> {
              fields.message("before");
              RecordBuffer buffer = ((RecordWriter) fields).buffer();
              buffer.putByte(RecordLayout.LOGGER);
              buffer.beginText(1000);
              throw new OutOfMemoryError();
            });

    assertThat(record.message()).hasToString("before");
    assertThat(record.logger()).isNull();
    assertThat(record.damaged()).isTrue();
  }

  @Test
  void aHalfWrittenFieldMakesWayForTheNextWhereTheReadingGoesOn() {
    RecordReader record =
        bench.read(
            fields -> {
              fields.marker("before");
              RecordBuffer buffer = ((RecordWriter) fields).buffer();
              beginAndLeave(buffer, RecordLayout.MARKER);
              fields.mdc("key", "value");
              beginAndLeave(buffer, RecordLayout.MARKER);
              fields.caller("a.B", "m", "B.java", 1);
              beginAndLeave(buffer, RecordLayout.MESSAGE);
              fields.formattedMessage("{}", new Object[] {1});
              fields.pattern("{}", null);
              beginAndLeave(buffer, RecordLayout.ARGUMENT);
              fields.argument(17);
            });

    assertThat(Entries.texts(record.mdc())).isEqualTo(Map.of("key", "value"));
    assertThat(record.callerMethod()).hasToString("m");
    assertThat(record.message()).hasToString("1");
    assertThat(Entries.valueList(record.arguments())).containsExactly(17L);
    assertThat(record.damaged()).isFalse();
  }

  private static void beginAndLeave(RecordBuffer buffer, byte tag) {
    buffer.putByte(tag);
    buffer.beginText(1000);
    buffer.append("half");
  }

  @Test
  void aNumberThatThrowsLosesItsValueAlone() {
    AtomicLong nasty =
        new AtomicLong() {
          @Override
          public long longValue() {
            throw new IllegalStateException();
          }
        };

    RecordReader record =
        bench.read(
            fields -> {
              fields.keyValue("nasty", nasty);
              fields.keyValue("good", new AtomicLong(5));
            });

    assertThat(Entries.values(record.keyValues())).isEqualTo(Map.of("nasty", "0", "good", 5L));
  }

  @ParameterizedTest
  @MethodSource("throwables")
  void anObjectThatThrowsLosesItsTextAlone(Throwable thrown) {
    Object nasty = new Throwing(thrown);
    RecordReader record =
        bench.read(
            fields -> {
              fields.keyValue("nasty", nasty);
              fields.keyValue("good", 1);
              fields.formattedMessage("a {} b", new Object[] {nasty});
              fields.pattern("a {} b", new Object[] {nasty, 2});
            });

    assertThat(Entries.values(record.keyValues()))
        .isEqualTo(Map.of("nasty", "[FAILED toString()]", "good", 1L));
    assertThat(record.message()).hasToString("a [FAILED toString()] b");
    assertThat(Entries.valueList(record.arguments())).containsExactly("[FAILED toString()]", 2L);
    assertThat(record.damaged()).isTrue();
  }

  static List<Throwable> throwables() {
    return List.of(
        new IllegalStateException(),
        new Exception("checked"),
        new StackOverflowError(),
        new OutOfMemoryError(),
        new NoClassDefFoundError(),
        new AssertionError());
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> void sneakyThrow(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Test
  void aRealStackOverflowInsideAnObjectIsSurvived() {
    RecordReader record =
        bench.read(
            fields -> {
              fields.keyValue("nasty", new Endless());
              fields.message("after");
            });

    assertThat(record.message()).hasToString("after");
    assertThat(record.damaged()).isTrue();
  }

  @Test
  void anEventLoggedAtTheEndOfTheStackLeavesNothingBehind() throws Exception {
    AtomicInteger captured = new AtomicInteger();
    EventScript event =
        fields -> {
          fields.mdc("k", "v");
          fields.formattedMessage("a {} b", new Object[] {new Object[] {1, 2}});
          fields.exception(new IllegalStateException("why", new Exception("cause")));
        };

    bench.read(event);
    long usedBytes = bench.memory.usedBytes();
    onASmallStack(
        () -> {
          captureAllTheWayDown(event, captured);

          assertThat(bench.capture(event)).isEqualTo(CaptureResult.ACCEPTED);
          assertThat(bench.capture(fields -> nested(fields, 1))).isEqualTo(CaptureResult.ACCEPTED);
        });

    assertThat(captured).hasPositiveValue();
    for (int i = 0; i < bench.sink().records().size(); i++) {
      assertThat(bench.sink().reader(i).severity()).isEqualTo(Severity.INFO); // and is a record
    }
    assertThat(bench.sink().last().damaged()).isFalse();
    assertThat(bench.memory.usedBytes()).isLessThanOrEqualTo(4 * usedBytes);
  }

  private static void onASmallStack(Runnable test) throws Exception {
    FutureTask<Boolean> task = new FutureTask<>(test, true);
    new Thread(null, task, "small stack", 256 * 1024).start();
    task.get();
  }

  private void nested(EventFields fields, int depth) {
    fields.message("depth " + depth);
    assertThat(bench.capture(inner -> inner.message("inner"))).isEqualTo(CaptureResult.ACCEPTED);
  }

  /** Captures at every depth, until there is no deeper. */
  private void captureAllTheWayDown(EventScript event, AtomicInteger captured) {
    try {
      captureAllTheWayDown(event, captured);
    } catch (StackOverflowError endOfTheStack) {
      // the frames above the end try again, with a little more room each
    }
    if (captured.get() < 300) { // the first few fail, the last ones do not
      try {
        bench.capture(event);
        captured.incrementAndGet();
      } catch (StackOverflowError stillTooDeep) {
        // no room to capture, not even to begin
      }
    }
  }

  @Test
  void aMessageThatShrinksWhileItIsReadKeepsWhatItShowed() {
    RecordReader record =
        bench.read(
            fields -> {
              fields.message(new LyingText(1_000, 600));
              fields.exception("T", "after", null);
            });

    assertThat(String.valueOf(record.message())).startsWith("xxx").hasSizeLessThanOrEqualTo(600);
    assertThat(record.exceptionMessage()).hasToString("after");
    assertThat(record.damaged()).isTrue();
  }

  @Test
  void aMessageWithANegativeLengthIsEmpty() {
    assertThat(bench.read(fields -> fields.message(new LyingText(-5, 0))).message())
        .hasToString("");
  }

  @Test
  void anyCharSequenceMayBeTheMessage() {
    String text = "ä€😀".repeat(300);

    assertThat(bench.read(fields -> fields.message(new StringBuilder(text))).message())
        .hasToString(text);
    assertThat(bench.read(fields -> fields.message(new StringBuffer(text))).message())
        .hasToString(text);
    assertThat(
            bench
                .read(fields -> fields.message(fields.messageBuilder().append(text).append(1)))
                .message())
        .hasToString(text + 1);
  }

  @Test
  void instantsOutsideTheCalendarAreBroughtIn() {
    RecordReader record = bench.read(fields -> fields.instant(Long.MAX_VALUE, -1));

    assertThat(record.epochSecond()).isEqualTo(253_402_300_799L);
    assertThat(record.nanoOfSecond()).isZero();
  }

  @Test
  void anEventWithoutAnInstantHappenedWhenItWasAccepted() {
    RecordReader record = bench.read(fields -> {});

    assertThat(record.epochSecond()).isEqualTo(CaptureBench.ACCEPTED_AT_EPOCH_MILLIS / 1000);
    assertThat(record.nanoOfSecond()).isEqualTo(123_000_000);
    assertThat(record.acceptedAtNanos()).isEqualTo(CaptureBench.ACCEPTED_AT_NANOS);
    assertThat(record.acceptedAtEpochMillis()).isEqualTo(CaptureBench.ACCEPTED_AT_EPOCH_MILLIS);
  }

  @ParameterizedTest
  @MethodSource("traceNames")
  void traceIdsAreFoundInTheMdc(List<String> names) {
    RecordReader record =
        bench.read(
            fields -> {
              fields.mdc(names.get(0), "0AF7651916cd43dd8448eb211c80319c");
              fields.mdc(names.get(1), "b7ad6b7169203331");
              fields.mdc(names.get(2), "01");
            });

    assertThat(hex(record.traceId())).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(hex(record.spanId())).isEqualTo("b7ad6b7169203331");
    assertThat(record.traceFlags()).isEqualTo(1);
    assertThat(Entries.texts(record.mdc())).hasSize(3);
  }

  static List<List<String>> traceNames() {
    return List.of(
        List.of("trace_id", "span_id", "trace_flags"),
        List.of("traceId", "spanId", "traceFlags"),
        List.of("trace.id", "span.id", "trace.flags"));
  }

  @Test
  void whatIsNoTraceIdIsOnlyAnEntry() {
    RecordReader record =
        bench.read(
            fields -> {
              fields.mdc("trace_id", "0af7651916cd43dd8448eb211c80319");
              fields.mdc("traceId", "00000000000000000000000000000000");
              fields.mdc("trace.id", "0af7651916cd43dd8448eb211c80319g");
              fields.mdc("span_id", "b7ad6b716920333١");
            });

    assertThat(record.hasTraceId()).isFalse();
    assertThat(record.hasSpanId()).isFalse();
    assertThat(Entries.texts(record.mdc())).hasSize(4);
  }

  @Test
  void anIdOfZerosMakesWayForAnotherOne() {
    RecordReader record =
        bench.read(
            fields -> {
              fields.mdc("trace_id", "0".repeat(32));
              fields.mdc("traceId", "0af7651916cd43dd8448eb211c80319c");
            });

    assertThat(hex(record.traceId())).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(record.hasSpanId()).isFalse();
  }

  @Test
  void theTraceOfOneEventIsNotThatOfTheNext() {
    bench.read(fields -> fields.trace("1".repeat(32), "2".repeat(16), 1));
    bench.read(fields -> fields.mdc("traceId", "3".repeat(32)));
    bench.read(fields -> {});

    RecordReader record = new RecordReader();
    List<String> traces = new ArrayList<>();
    for (byte[] bytes : bench.sink().records()) {
      record.wrap(bytes, 0, bytes.length, RecordingSink.EVENT_ID_PREFIX, 0);
      traces.add(record.hasTraceId() + " " + record.hasSpanId() + " " + record.traceFlags());
    }
    assertThat(traces).containsExactly("true true 1", "true false 0", "false false 0");
  }

  @Test
  void aNamedTraceGoesBeforeTheMdc() {
    RecordReader record =
        bench.read(
            fields -> {
              fields.trace("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", 0);
              fields.mdc("trace_id", "1".repeat(32));
              fields.mdc("trace_flags", "01");
            });

    assertThat(hex(record.traceId())).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(record.traceFlags()).isZero();
  }

  private static String hex(Utf8Slice bytes) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < bytes.length(); i++) {
      hex.append(String.format("%02x", bytes.array()[bytes.offset() + i]));
    }
    return hex.toString();
  }

  @Test
  void namesThatDoNotPassAreNotKept() {
    CaptureConfig config =
        new CaptureConfig(
            new NameFilter(List.of("user*"), List.of("userPassword")),
            new NameFilter(List.of(), List.of("secret")),
            CallerData.OMIT,
            CaptureBench.MAX_EVENT_BYTES);
    CaptureBench filtering =
        new CaptureBench(config, EnumSet.allOf(Field.class), new MemoryPool(1 << 20));

    RecordReader record =
        filtering.read(
            fields -> {
              assertThat(fields.wants(Field.CALLER)).isFalse();
              fields.mdc("userName", "a");
              fields.mdc("userPassword", "b");
              fields.mdc("traceId", "1".repeat(32));
              fields.keyValue("secret", "c");
              fields.keyValue("open", "d");
              fields.caller("a.B", "m", "B.java", 1);
            });

    assertThat(Entries.texts(record.mdc())).containsOnlyKeys("userName");
    assertThat(Entries.values(record.keyValues())).containsOnlyKeys("open");
    assertThat(record.hasTraceId()).isTrue();
    assertThat(record.hasCaller()).isFalse();
  }

  @Test
  void whatTheFormatHasNoPlaceForIsNotKept() {
    CaptureBench bare =
        new CaptureBench(
            CaptureBench.config(CaptureBench.MAX_EVENT_BYTES),
            EnumSet.noneOf(Field.class),
            new MemoryPool(1 << 20));

    List<Field> wanted = new ArrayList<>();
    RecordReader record =
        bare.read(
            fields -> {
              EnumSet.allOf(Field.class).stream().filter(fields::wants).forEach(wanted::add);
              fields.mdc("traceId", "1".repeat(32));
              fields.keyValue("k", 1);
              fields.marker("m");
              fields.ndc("n");
              fields.caller("a.B", "m", "B.java", 1);
              fields.rendered("r");
              fields.message("message");
              fields.pattern("p", new Object[] {1});
              fields.exception(new Exception());
              fields.exception("T", "m", "s");
            });

    assertThat(wanted).isEmpty();
    assertThat(record.length()).isEqualTo(RecordLayout.HEADER_BYTES + "message".length() + 2);
  }

  private record Throwing(Throwable thrown) {
    @Override
    public String toString() {
      NastyEventsTest.<RuntimeException>sneakyThrow(thrown);
      return "never";
    }
  }

  private static final class Endless {
    private @Nullable Endless self = this;

    @Override
    public String toString() {
      return "endless " + self;
    }
  }

  /** Says that it is longer than it is. */
  private record LyingText(int announced, int real) implements CharSequence {

    @Override
    public int length() {
      return announced;
    }

    @Override
    public char charAt(int index) {
      if (index >= real) {
        throw new IndexOutOfBoundsException(index);
      }
      return 'x';
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      throw new UnsupportedOperationException();
    }
  }
}
