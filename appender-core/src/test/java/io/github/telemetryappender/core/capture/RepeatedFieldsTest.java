package io.github.telemetryappender.core.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.memory.MemoryPool;
import java.util.EnumSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A record is the same whatever was in the buffer before. */
class RepeatedFieldsTest {

  /** Small enough that some events are cut, and buffers that have grown are not kept. */
  private static final int MAX_EVENT_BYTES = 40 * 1024;

  private static final String[] NAMES = {
    "a", "bb", "com.example.Orders", "caf\u00e9", "k".repeat(260)
  };
  private static final String[] VALUES = {
    "",
    "0af7651916cd43dd",
    "b7ad6b7169203331",
    "0af7651916cd43dd8448eb211c80319c",
    "\u4e2d",
    "v".repeat(300)
  };
  private static final String[] MDC_KEYS = {"trace_id", "span_id", "user", "tenant", "a"};
  private static final String LONG = "m".repeat(30_000);

  private final CaptureBench bench = bench();

  private static CaptureBench bench() {
    return new CaptureBench(
        CaptureBench.config(MAX_EVENT_BYTES), EnumSet.allOf(Field.class), new MemoryPool(1 << 20));
  }

  /** What an event tells, one kind of field after another, in any order. */
  record Step(int kind, int first, int second) {

    void tell(EventFields fields) {
      String name = NAMES[first % NAMES.length];
      String value = VALUES[second % VALUES.length];
      switch (kind) {
        case 0 -> fields.level(name);
        case 1, 2 -> fields.logger(name);
        case 3 -> fields.thread(name, second);
        case 4 -> fields.marker(name);
        case 5 -> fields.keyValue(name, value);
        case 6 -> fields.ndc(value);
        case 7 -> fields.message(value);
        case 8 -> fields.message(LONG);
        case 9 -> fields.trace(VALUES[3], VALUES[1], second);
        case 10 -> fields.exception(new IllegalStateException(value));
        case 11 -> throw new IllegalStateException("by the event");
        case 12 -> fields.caller(name, name, name, second);
        default -> fields.mdc(MDC_KEYS[first % MDC_KEYS.length], value);
      }
    }
  }

  @Provide
  Arbitrary<List<List<Step>>> events() {
    Arbitrary<Step> step =
        Combinators.combine(
                Arbitraries.integers().between(0, 30),
                Arbitraries.integers().between(0, 5),
                Arbitraries.integers().between(0, 5))
            .as(Step::new);
    return step.list().ofMaxSize(8).list().ofMinSize(2).ofMaxSize(3).flatMap(this::mixtures);
  }

  /** The same beginnings in changing order, now and then with other ends. */
  private Arbitrary<List<List<Step>>> mixtures(List<List<Step>> events) {
    return Combinators.combine(
            Arbitraries.of(events), Arbitraries.of(events), Arbitraries.integers().between(0, 8))
        .as(
            (one, other, cut) ->
                List.of(one, other, beginning(one, cut), join(beginning(one, cut), other)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(lists -> lists.stream().flatMap(List::stream).toList());
  }

  private static List<Step> beginning(List<Step> steps, int count) {
    return steps.subList(0, Math.min(count, steps.size()));
  }

  private static List<Step> join(List<Step> some, List<Step> more) {
    return java.util.stream.Stream.of(some, more).flatMap(List::stream).toList();
  }

  @Property(tries = 1_500)
  void aRecordIsTheSameWhateverCameBefore(@ForAll("events") List<List<Step>> events) {
    for (List<Step> event : events) {
      assertThat(record(bench, event)).isEqualTo(record(bench(), event));
    }
  }

  private static byte[] record(CaptureBench bench, List<Step> event) {
    bench.capture(fields -> event.forEach(step -> step.tell(fields)));
    return bench.sink().records().get(bench.sink().records().size() - 1);
  }

  /** The fields of a buffer that had to grow stand in the new one; at rest there is another one. */
  @Example
  void aBufferThatHasGrownForgetsNothingThatStands() {
    List<Step> large = List.of(new Step(1, 2, 0), new Step(20, 2, 1), new Step(8, 0, 0));
    List<Step> small = List.of(new Step(1, 2, 0), new Step(20, 2, 1), new Step(7, 0, 1));
    for (List<Step> event : List.of(small, large, small, large, large, small)) {
      assertThat(record(bench, event)).isEqualTo(record(bench(), event));
    }
  }

  @Example
  void moreFieldsThanAreRememberedAreWrittenAnew() {
    for (int i = 0; i < 3; i++) {
      RecordReader record =
          bench.read(
              fields -> {
                for (String key : KEYS) {
                  fields.mdc(key, "value");
                }
              });
      assertThat(record.mdc().next()).isTrue();
      int count = 1;
      for (RecordEntries entries = record.mdc(); entries.next(); count++) {
        assertThat(entries.text()).hasToString("value");
      }
      assertThat(count - 1).isEqualTo(KEYS.length);
    }
  }

  private static final String[] KEYS =
      java.util.stream.IntStream.range(0, 50).mapToObj(i -> "key" + i).toArray(String[]::new);
}
