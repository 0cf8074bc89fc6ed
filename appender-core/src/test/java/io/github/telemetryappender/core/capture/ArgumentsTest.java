package io.github.telemetryappender.core.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arguments that a framework shows one by one, against the same ones in an array. */
class ArgumentsTest {

  private static final Throwable FAILURE = new IllegalStateException("f");

  static Stream<List<Object>> lists() {
    return Stream.of(
        Arrays.asList("a", 1),
        Arrays.asList("a", FAILURE),
        Arrays.asList(FAILURE, "a"),
        Arrays.asList(FAILURE, FAILURE),
        Arrays.asList(FAILURE),
        Arrays.asList(null, 1.5));
  }

  @ParameterizedTest
  @MethodSource("lists")
  void oneByOneTheyAreTheSameAsInAnArray(List<Object> list) {
    Object[] arguments = list.toArray();
    byte[] oneByOne =
        record(
            fields -> {
              fields.pattern("{} and {}", null);
              for (Object argument : arguments) {
                fields.argument(argument);
              }
            });

    assertThat(oneByOne).isEqualTo(record(fields -> fields.pattern("{} and {}", arguments)));
    assertThat(oneByOne.length)
        .isGreaterThanOrEqualTo(record(fields -> fields.pattern("{} and {}", null)).length);
  }

  @ParameterizedTest
  @MethodSource("lists")
  void theLastThrowableOfAnEventIsForgottenWithIt(List<Object> list) {
    CaptureBench bench = new CaptureBench();
    bench.capture(fields -> list.forEach(fields::argument));
    bench.capture(
        fields -> {
          fields.pattern("{}", null);
          fields.argument("a");
        });

    assertThat(bench.sink().records().get(1))
        .isEqualTo(record(fields -> fields.pattern("{}", new Object[] {"a"})));
  }

  private static byte[] record(EventScript event) {
    CaptureBench bench = new CaptureBench();
    bench.capture(event);
    return bench.sink().records().get(0);
  }
}
