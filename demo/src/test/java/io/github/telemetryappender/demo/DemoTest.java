package io.github.telemetryappender.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The whole demonstration, with its two applications in JVMs of their own, in a few seconds. */
class DemoTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void theLedgersAgreeAfterEveryKindOfMisbehaviour() {
    int status = run(new Arguments(null, 100, Duration.ofSeconds(6), null));

    assertThat(printed()).contains(Demo.ALL_IS_WELL);
    assertThat(status).isZero();
    for (Weather weather : Weather.values()) {
      assertThat(printed()).contains(weather.words());
    }
  }

  @Test
  void whatTheAppendersDroppedMakesItFailAndIsExplained() {
    Arguments.Target target =
        new Arguments.Target(URI.create("http://127.0.0.1:9/logs"), "hieroglyphs", null);

    int status = run(new Arguments(null, 100, Duration.ofSeconds(1), target));

    assertThat(status).isEqualTo(1);
    assertThat(printed())
        .contains("demo-logback INFO: events were dropped at the door")
        .contains("demo-log4j2 INFO: events were dropped at the door")
        .containsPattern("demo-logback \\| .*format = hieroglyphs")
        .containsPattern("demo-log4j2 \\| .*format = hieroglyphs");
  }

  @Test
  void anArgumentThatCannotBeUsedIsAnsweredWithAllThatCan() {
    assertThat(Demo.exitStatus(List.of("--speed"), out, Screen.Kind.PLAIN)).isEqualTo(2);
    assertThat(printed()).startsWith("--speed is not an option").contains(Arguments.USAGE);
  }

  @Test
  void helpIsNoMisuse() {
    assertThat(Demo.exitStatus(List.of("--help"), out, Screen.Kind.PLAIN)).isZero();
    assertThat(printed()).isEqualTo(Arguments.USAGE + System.lineSeparator());
  }

  private int run(Arguments arguments) {
    return Demo.run(arguments, new Screen(out, Screen.Kind.PLAIN));
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
