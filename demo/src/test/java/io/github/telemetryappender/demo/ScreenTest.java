package io.github.telemetryappender.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {

  private static final Moment MOMENT =
      new Moment(
          Duration.ZERO,
          Duration.ofMinutes(1),
          "sunny",
          List.of(new Moment.AppLine("app", null)),
          null);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void withoutATerminalThereIsNoEscapeSequence() {
    Screen screen = new Screen(out, Screen.Kind.PLAIN);
    screen.show(MOMENT);
    screen.say("remark");
    screen.show(MOMENT);

    assertThat(printed()).doesNotContain("\u001b").contains("00:00  app: starting");
  }

  @Test
  void theSecondTableIsDrawnOverTheFirst() {
    Screen screen = new Screen(out, Screen.Kind.LIVE);
    screen.show(MOMENT);
    assertThat(printed()).doesNotContain("\u001b");
    long lines = printed().lines().count();

    screen.show(MOMENT);
    assertThat(printed()).contains("\u001b[" + lines + "A");
  }

  @Test
  void aRemarkStandsAboveTheNextTable() {
    Screen screen = new Screen(out, Screen.Kind.LIVE);
    screen.show(MOMENT);
    screen.say("remark");
    screen.show(MOMENT);

    assertThat(printed()).containsOnlyOnce("A\r\u001b[J");
    assertThat(printed().indexOf("\u001b[J")).isLessThan(printed().indexOf("remark"));
  }

  @Test
  void aTableThatIsKeptIsNotDrawnOver() {
    Screen screen = new Screen(out, Screen.Kind.LIVE);
    screen.show(MOMENT);
    screen.keepTable();
    screen.say("verdict");

    assertThat(printed()).doesNotContain("\u001b").contains("verdict");
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
