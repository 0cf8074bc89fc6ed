package io.github.telemetryappender.core.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class UniqueKeysTest {

  private final UniqueKeys keys = new UniqueKeys();

  @Property(tries = 200)
  void aKeyIsAddedOnceUntilAllAreForgotten(
      @ForAll("names") List<String> first, @ForAll("names") List<String> second) {
    for (List<String> names : List.of(first, second, first)) {
      Set<String> expected = new HashSet<>();
      for (String name : names) {
        byte[] utf8 = ("-" + name + "-").getBytes(UTF_8);

        assertThat(keys.add(utf8, 1, utf8.length - 2)).isEqualTo(expected.add(name));
      }
      keys.clear();
    }
  }

  @Provide
  Arbitrary<List<String>> names() {
    return Arbitraries.integers()
        .between(0, 2_000)
        .map(number -> "n".repeat(number % 20) + number)
        .list()
        .ofMaxSize(3_000);
  }
}
