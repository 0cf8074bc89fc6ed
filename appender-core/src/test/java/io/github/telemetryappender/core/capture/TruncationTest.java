package io.github.telemetryappender.core.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.memory.MemoryPool;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** The whole record is bounded: the stack trace is cut first, then the message, then the rest. */
class TruncationTest {

  private static final int MAX_BYTES = 4096;
  private static final int MESSAGE_FLOOR = MAX_BYTES / 4;

  @Property(tries = 300)
  void noRecordPassesTheLimit(
      @ForAll("texts") String attribute,
      @ForAll("texts") String message,
      @ForAll("texts") String stackTrace,
      @ForAll @IntRange(min = 1024, max = 20_000) int maxBytes) {
    CaptureBench bench = new CaptureBench(maxBytes);
    RecordReader record =
        bench.read(
            fields -> {
              fields.mdc("key", attribute);
              fields.keyValue(attribute, attribute);
              fields.caller("a.B", attribute, "B.java", 1);
              fields.message(message);
              fields.pattern(message, new Object[] {attribute, 1});
              fields.exception("a.Type", message, stackTrace);
            });

    assertThat(record.length()).isLessThanOrEqualTo(maxBytes);
    assertThat(message).startsWith(text(record.message()));
    assertThat(stackTrace).startsWith(text(record.stackTrace()));
    assertThat(attribute).startsWith(Entries.texts(record.mdc()).getOrDefault("key", ""));
    boolean isWhole =
        text(record.message()).equals(message)
            && text(record.stackTrace()).equals(stackTrace)
            && Entries.texts(record.mdc()).equals(Map.of("key", attribute))
            && Entries.values(record.keyValues()).equals(Map.of(attribute, attribute))
            && record.hasCaller()
            && text(record.pattern()).equals(message)
            && record.argumentCount() == 2
            && text(record.exceptionType()).equals("a.Type")
            && text(record.exceptionMessage()).equals(message);
    assertThat(record.truncated()).isEqualTo(!isWhole || !argumentIsWhole(record, attribute));
  }

  private static boolean argumentIsWhole(RecordReader record, String argument) {
    RecordEntries arguments = record.arguments();
    return arguments.next() && arguments.text().toString().equals(argument);
  }

  @Provide
  static Arbitrary<String> texts() {
    return Arbitraries.of("x", "ä", "€", "😀", "a€😀b")
        .flatMap(
            unit -> Arbitraries.integers().between(0, 9_000 / unit.length()).map(unit::repeat));
  }

  @Example
  void aRecordAtTheLimitIsWholeAndOneByteMoreIsCut() {
    CaptureBench bench = new CaptureBench(MAX_BYTES);
    int room = text(bench.read(fields -> fields.message("x".repeat(MAX_BYTES))).message()).length();

    assertThat(bench.read(fields -> fields.message("x".repeat(room))).truncated()).isFalse();
    assertThat(bench.read(fields -> fields.message("x".repeat(room + 1))).truncated()).isTrue();
    assertThat(room).isGreaterThan(MAX_BYTES - 500);
  }

  @Example
  void attributesLeaveTheMessageItsFloor() {
    RecordReader record =
        new CaptureBench(MAX_BYTES)
            .read(
                fields -> {
                  fields.mdc("big", "x".repeat(100_000));
                  fields.message("m".repeat(100_000));
                });

    assertThat(text(record.message())).hasSizeGreaterThan(MESSAGE_FLOOR - 20);
    assertThat(Entries.texts(record.mdc()).get("big")).hasSizeGreaterThan(MAX_BYTES / 2);
  }

  @Example
  void theFloorHoldsWhereMemoryIsRefused() {
    CaptureBench bench = new CaptureBench(CaptureBench.MAX_EVENT_BYTES, new MemoryPool(12 * 1024));

    RecordReader record =
        bench.read(
            fields -> {
              fields.mdc("big", "x".repeat(100_000));
              fields.message("m".repeat(100_000));
              fields.exception(new IllegalStateException("why"));
            });

    assertThat(record.truncated()).isTrue();
    assertThat(text(record.message())).hasSizeGreaterThan(900);
    assertThat(text(record.exceptionType())).isEqualTo("java.lang.IllegalStateException");
  }

  @Example
  void theStackTraceIsCutBeforeTheMessage() {
    String message = "m".repeat(3_000);
    RecordReader record =
        new CaptureBench(MAX_BYTES)
            .read(
                fields -> {
                  fields.message(message);
                  fields.exception("T", "why", "s".repeat(10_000));
                });

    assertThat(text(record.message())).isEqualTo(message);
    assertThat(text(record.stackTrace())).isNotEmpty().hasSizeLessThan(1_100);
    assertThat(record.truncated()).isTrue();
  }

  @Example
  void aMessageOfAHundredMegabytesIsNotCopied() {
    CaptureBench bench = new CaptureBench();
    HugeText huge = new HugeText(100_000_000);

    RecordReader record = bench.read(fields -> fields.message(huge));

    assertThat(record.length()).isBetween(250_000, CaptureBench.MAX_EVENT_BYTES);
    assertThat(huge.charsRead).isLessThan(300_000);
  }

  @Example
  void tenThousandEntriesAreFine() {
    EventScript event =
        fields -> {
          for (int i = 0; i < 10_000; i++) {
            fields.mdc("key" + i, "value" + i);
          }
          fields.message("after");
        };

    RecordReader record = new CaptureBench(1 << 20).read(event);
    assertThat(Entries.texts(record.mdc())).hasSize(10_000).containsEntry("key9999", "value9999");

    RecordReader cut = new CaptureBench().read(event);
    assertThat(Entries.texts(cut.mdc())).hasSizeBetween(9_000, 10_000);
    assertThat(cut.message()).hasToString("after");
  }

  @Example
  void aNumberIsNeverCutIntoAnotherNumber() {
    BigDecimal number = new BigDecimal(BigInteger.TEN.pow(5_000));

    RecordReader record = new CaptureBench(MAX_BYTES).read(fields -> fields.keyValue("n", number));
    RecordEntries values = record.keyValues();

    assertThat(values.next()).isTrue();
    assertThat(values.kind()).isEqualTo(ValueKind.TEXT);
    assertThat(record.truncated()).isTrue();
  }

  @Property(tries = 100)
  void aCutLeavesWholeCharacters(@ForAll @IntRange(min = 0, max = 40) int shift) {
    String text = "x".repeat(shift) + "€😀".repeat(2_000);
    RecordReader record = new CaptureBench(MAX_BYTES).read(fields -> fields.message(text));

    Utf8Slice message = record.message();
    assertThat(text).startsWith(text(message));
    int missing = MAX_BYTES - record.length();
    assertThat(missing).isLessThan(RecordBuffer.TAIL_BYTES + MAX_BYTES / 16 + 4);
  }

  @Example
  void theNextRecordIsWholeAgain() {
    CaptureBench bench = new CaptureBench(MAX_BYTES);
    bench.read(fields -> fields.message("x".repeat(MAX_BYTES)));

    assertThat(bench.read(TruncationTest::small).truncated()).isFalse();
  }

  private static void small(EventFields fields) {
    fields.message("small");
  }

  private static String text(@Nullable Utf8Slice slice) {
    return slice == null
        ? ""
        : new String(slice.array(), slice.offset(), slice.length(), StandardCharsets.UTF_8);
  }

  /** Long, without the memory. */
  private static final class HugeText implements CharSequence {

    private final int length;
    private int charsRead;

    HugeText(int length) {
      this.length = length;
    }

    @Override
    public int length() {
      return length;
    }

    @Override
    public char charAt(int index) {
      charsRead++;
      return 'x';
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      throw new UnsupportedOperationException();
    }
  }
}
