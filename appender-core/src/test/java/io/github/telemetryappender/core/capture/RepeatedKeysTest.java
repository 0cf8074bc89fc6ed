package io.github.telemetryappender.core.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Each key is shown once, where it came last and with the value it had there. */
class RepeatedKeysTest {

  private final CaptureBench bench = new CaptureBench();

  @Property(tries = 300)
  void theLastValueOfAKeyCounts(@ForAll("keys") List<String> keys) {
    check(keys);
  }

  @Provide
  Arbitrary<List<String>> keys() {
    Arbitrary<Integer> kinds = Arbitraries.of(1, 3, 30, 300);
    return kinds.flatMap(
        count ->
            Arbitraries.integers()
                .between(0, count - 1)
                .map(number -> "k".repeat(number % 12) + number)
                .list()
                .ofMaxSize(80));
  }

  @Example
  void howeverManyKeysStandBetween() {
    for (int between : new int[] {0, 1, 30, 31, 32, 33, 64, 5_000}) {
      List<String> others = IntStream.range(0, between).mapToObj(i -> "other" + i).toList();
      check(concat(List.of("again"), others, List.of("again")));
      check(concat(others, List.of("again", "again")));
      check(concat(List.of("again", "again"), others));
    }
  }

  @SafeVarargs
  private static List<String> concat(List<String>... lists) {
    return List.of(lists).stream().flatMap(List::stream).toList();
  }

  private void check(List<String> keys) {
    Map<String, String> expected = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      expected.remove(keys.get(i));
      expected.put(keys.get(i), "value" + i);
    }
    RecordReader record =
        bench.read(
            fields -> {
              for (int i = 0; i < keys.size(); i++) {
                fields.mdc(keys.get(i), "value" + i);
                fields.keyValue(keys.get(i), "value" + i);
              }
            });

    assertThat(shown(record.mdc())).containsExactlyEntriesOf(expected);
    assertThat(shown(record.keyValues())).containsExactlyEntriesOf(expected);
  }

  private static Map<String, String> shown(RecordEntries entries) {
    Map<String, String> shown = new LinkedHashMap<>();
    while (entries.next()) {
      assertThat(shown.put(entries.key().toString(), entries.text().toString())).isNull();
      Utf8Slice key = entries.key();
      assertThat(entries.keyHash()).isEqualTo(KeyHash.of(key.array(), key.offset(), key.length()));
    }
    return shown;
  }
}
