package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.metrics.DropReason;
import io.github.telemetryappender.core.metrics.ReportKind;
import io.github.telemetryappender.core.transport.FailureKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * When a whole delivery side speaks, in virtual time: at once, then once in five minutes with the
 * number of what was kept back, and once more when it is over. For every kind of report.
 */
class ReportTimingTest {

  private static final Duration QUIET = Duration.ofMinutes(5);
  private static final Duration EVERY = Duration.ofSeconds(20);

  /** A line, and when it was said. */
  private record Said(Duration after, String line) {}

  private final List<Said> said = new ArrayList<>();
  private LoopRig rig;
  private Duration now = Duration.ZERO;

  private void start(Map<String, String> settings) {
    rig = new LoopRig(settings);
    rig.work();
  }

  @AfterEach
  void close() {
    rig.checkAndClose();
  }

  private static Map<String, String> settings(ReportKind kind) {
    return switch (kind) {
      case WARNING ->
          Map.of("alerts.failedAttempts", "1,1,1000000", "alerts.oldestEvent", "1d,1d,1d");
      case CRITICAL -> Map.of("alerts.failedAttempts", "1,1,1", "retry.maxEventAge", "1h");
      default -> Map.of("retry.maxEventAge", "1h");
    };
  }

  /** What the lines of a kind hold, and those of no other. */
  private static String mark(ReportKind kind) {
    return switch (kind) {
      case FAILING -> "events wait, attempt";
      case HELD -> "delivery is on hold";
      case LOST -> "lost 1 events";
      case WARNING -> "alert level warning:";
      case CRITICAL -> "alert level critical:";
      case CREDENTIAL -> "the credential could not be refreshed 3 times";
      case INTERNAL -> "a step of delivery broke down";
      default -> "said by others";
    };
  }

  /** Makes the trouble that is reported as this kind. */
  private void trouble(ReportKind kind) {
    switch (kind) {
      case FAILING -> fail();
      case HELD -> answer(402);
      case LOST -> answer(411);
      case WARNING, CRITICAL -> fail();
      case CREDENTIAL -> rig.deliveryReports.refreshFailing(3, Duration.ofMinutes(6), "no answer");
      case INTERNAL ->
          rig.deliveryReports.internalError(new IllegalStateException("x"), rig.clock.nanos());
      default ->
          rig.mailbox.accept(() -> rig.reporter.warn(kind, "said by others", rig.clock.nanos()));
    }
  }

  private void fail() {
    sent().forEach(exchange -> exchange.fail(FailureKind.CONNECT_REFUSED));
    rig.work();
  }

  private void answer(int status) {
    sent().forEach(exchange -> exchange.answer(status));
    rig.work();
  }

  /** What is under way; a new event where nothing is on its way. Nothing while all of it waits. */
  private List<ScriptedTransport.Exchange> sent() {
    if (rig.snapshot().held().total() == 0) {
      rig.log(Severity.INFO, 1);
      rig.flush(Duration.ofSeconds(1)); // now, and not when its linger is over
    }
    return rig.transport.open();
  }

  /** Lets time pass as the loop wants it, with trouble every {@link #EVERY}. */
  private void live(Duration until, Runnable trouble) {
    Duration next = now;
    while (now.compareTo(until) < 0) {
      if (now.equals(next)) {
        trouble.run();
        rig.work();
        note();
        next = next.plus(EVERY);
      }
      Duration event = next.compareTo(until) < 0 ? next : until;
      Duration rest = Duration.ofNanos(Math.min(rig.rest, event.minus(now).toNanos()));
      now = now.plus(rest);
      rig.advance(rest);
      note();
    }
  }

  private void note() {
    Stream.concat(rig.reports.warnings.stream(), rig.reports.infos.stream())
        .forEach(line -> said.add(new Said(now, line)));
    rig.reports.warnings.clear();
    rig.reports.infos.clear();
  }

  private List<Said> said(String mark) {
    return said.stream().filter(each -> each.line().contains(mark)).toList();
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"WARNING", "CRITICAL"})
  void aKindSpeaksAtOnceAndThenEveryFiveMinutesToTheNanosecond(ReportKind kind) {
    start(settings(kind));
    live(QUIET.multipliedBy(2).plusSeconds(1), () -> trouble(kind));

    List<Said> lines = said(mark(kind));
    assertThat(lines)
        .extracting(Said::after)
        .containsExactly(Duration.ZERO, QUIET, QUIET.multipliedBy(2));
    assertThat(lines.get(0).line()).doesNotContain("such reports");
    assertThat(lines.get(1).line()).endsWith(" such reports in the last 5 minutes)");
  }

  @ParameterizedTest
  @EnumSource(names = {"WARNING", "CRITICAL"})
  void aLevelThatRisesAgainIsToldWhenTheFiveMinutesAreOver(ReportKind kind) {
    start(settings(kind));
    fail();
    note();
    live(Duration.ofMinutes(1), () -> answer(200));
    assertThat(said("is over")).hasSize(1);
    live(QUIET.plusSeconds(1), this::fail);
    assertThat(said(mark(kind))).extracting(Said::after).containsExactly(Duration.ZERO, QUIET);
  }

  @ParameterizedTest
  @EnumSource
  void whenThereIsNothingNewThereIsNothingMore(ReportKind kind) {
    start(settings(kind));
    trouble(kind);
    rig.work();
    note();
    assertThat(said(mark(kind))).hasSize(1);
    answer(200); // where something is under way
    live(Duration.ofMinutes(20), () -> {});
    assertThat(said(mark(kind))).hasSizeBetween(1, kind == ReportKind.HELD ? 2 : 1);
  }

  @Test
  void refusalsAtTheDoorSpeakLikewise() {
    start(Map.of());
    live(
        QUIET.multipliedBy(2).plusSeconds(1),
        () -> rig.door.count(DropReason.OVERFLOW, Severity.INFO));
    assertThat(said("refused at the door"))
        .extracting(Said::after)
        .containsExactly(Duration.ZERO, QUIET, QUIET.multipliedBy(2));
    assertThat(said("refused at the door").get(1).line()).contains("14 events (overflow");
  }

  @Test
  void anOutageEndsInOneLineThatSaysHowLongItTookAndWhatWasLost() {
    start(Map.of());
    live(Duration.ofMinutes(4), () -> trouble(ReportKind.FAILING));
    while (said("recovered after").isEmpty()) {
      live(now.plus(EVERY), () -> answer(200));
    }
    assertThat(said("recovered after"))
        .singleElement()
        .satisfies(
            last ->
                assertThat(last.line())
                    .matches(
                        ".*localhost:4318 recovered after [0-9]+m[0-9]+s: 1 events were"
                            + " waiting, 0 lost"));
    live(now.plus(QUIET.multipliedBy(3)), () -> {});
    assertThat(said(mark(ReportKind.FAILING)))
        .as("what was kept back is no longer true")
        .hasSize(1);
  }

  @Test
  void theTroubleAfterARecoveryIsToldAtOnce() {
    start(Map.of());
    trouble(ReportKind.FAILING);
    note();
    while (said("recovered after").isEmpty()) {
      live(now.plus(EVERY), () -> answer(200));
    }
    Duration recovered = now;
    trouble(ReportKind.FAILING);
    note();
    assertThat(recovered).isLessThan(QUIET);
    assertThat(said(mark(ReportKind.FAILING)))
        .hasSize(2)
        .last()
        .extracting(Said::after)
        .isEqualTo(now);
  }

  @Test
  void aHoldEndsInTheSameLine() {
    start(Map.of());
    live(Duration.ofSeconds(29), () -> trouble(ReportKind.HELD));
    live(Duration.ofMinutes(2), () -> answer(200));
    assertThat(said("recovered after")).hasSize(1);
  }

  @Test
  void aCredentialThatIsRefreshedAgainIsToldAndItsNextTroubleAtOnce() {
    start(Map.of());
    trouble(ReportKind.CREDENTIAL);
    rig.deliveryReports.refreshRecovered(3, Duration.ofMinutes(7));
    trouble(ReportKind.CREDENTIAL);
    note();
    assertThat(said("could not be refreshed")).hasSize(2);
    assertThat(said("the credential was refreshed after 3 failures in 7m0s")).hasSize(1);
  }
}
