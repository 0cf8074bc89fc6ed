package io.github.telemetryappender.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.ReportChannel;
import io.github.telemetryappender.core.event.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReporterTest {

  private static final long START = Long.MAX_VALUE - Reporter.QUIET_NANOS / 2;

  private final List<String> lines = new ArrayList<>();
  private final Reporter reporter =
      new Reporter(
          "cloud",
          new ReportChannel() {
            @Override
            public void info(String message) {
              lines.add("INFO " + message);
            }

            @Override
            public void warn(String message, @Nullable Throwable cause) {
              lines.add("WARN " + message);
            }
          });

  @Test
  void theFirstReportOfAKindComesAtOnce() {
    reporter.warn(ReportKind.FAILING, "no luck", START);
    assertThat(lines).containsExactly("WARN Telemetry appender 'cloud': no luck");
  }

  @Test
  void laterOnesAreKeptBackForFiveMinutesAndThenCounted() {
    reporter.warn(ReportKind.FAILING, "one", START);
    reporter.warn(ReportKind.FAILING, "two", START + 1);
    reporter.warn(ReportKind.FAILING, "three", START + 2);
    assertThat(reporter.doWork(START + Reporter.QUIET_NANOS - 1)).isEqualTo(1);
    assertThat(lines).hasSize(1);

    reporter.doWork(START + Reporter.QUIET_NANOS);
    assertThat(lines)
        .last()
        .isEqualTo("WARN Telemetry appender 'cloud': three (2 such reports in the last 5 minutes)");
  }

  @Test
  void kindsKeepTheirOwnSilence() {
    reporter.warn(ReportKind.FAILING, "one", START);
    reporter.warn(ReportKind.LOST, "two", START);
    assertThat(lines).hasSize(2);
  }

  @Test
  void afterARecoveryTheNextTroubleIsToldAtOnce() {
    reporter.warn(ReportKind.FAILING, "one", START);
    reporter.info(ReportKind.FAILING, "recovered");
    reporter.warn(ReportKind.FAILING, "two", START + 1);
    assertThat(lines).hasSize(3);
  }

  @Test
  void aQuietReporterNeedsNoWaking() {
    assertThat(reporter.doWork(START)).isEqualTo(Long.MAX_VALUE);
    reporter.warn(ReportKind.FAILING, "one", START);
    assertThat(reporter.doWork(START)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void refusalsAtTheDoorAreToldAtOnceAndThenOnceInFiveMinutes() {
    int[] wakes = new int[1];
    DoorCounts door = new DoorCounts(() -> wakes[0]++);
    for (int i = 0; i < 1000; i++) {
      door.count(DropReason.OVERFLOW, Severity.DEBUG);
    }
    assertThat(wakes[0]).isEqualTo(1);
    assertThat(door.doWork(START, reporter)).isEqualTo(Reporter.QUIET_NANOS);
    door.count(DropReason.OVERFLOW, Severity.INFO);
    assertThat(wakes[0]).isEqualTo(1);
    assertThat(door.doWork(START + Reporter.QUIET_NANOS - 1, reporter)).isEqualTo(1);
    door.doWork(START + Reporter.QUIET_NANOS, reporter);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).contains("1,000 events (overflow");
    assertThat(lines.get(1)).contains("1 events (overflow");
    assertThat(door.doWork(START + 2 * Reporter.QUIET_NANOS, reporter)).isEqualTo(Long.MAX_VALUE);
    assertThat(door.of(Severity.DEBUG)).isEqualTo(1000);
  }
}
