package io.github.telemetryappender.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.format.Formats;
import io.github.telemetryappender.core.settings.PipelineConfig;
import io.github.telemetryappender.core.settings.TypedSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthMonitorTest {

  private static final long NEVER = Long.MAX_VALUE;

  private final List<Health> told = new ArrayList<>();
  private final HealthMonitor monitor =
      new HealthMonitor(
          thresholds("retry.maxEventAge", "15m"), (before, now, nanos) -> told.add(now));

  private static AlertThresholds thresholds(String... namesAndTexts) {
    TypedSettings typed = new TypedSettings().add("endpoint", "http://localhost");
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      typed.add(namesAndTexts[i], namesAndTexts[i + 1]);
    }
    return AlertThresholds.of(PipelineConfig.of(typed, Formats.load()).selfReport().alerts());
  }

  // Near the overflow of a long, where bugs are
  private long nowNanos = Long.MAX_VALUE - Duration.ofSeconds(100).toNanos();

  private int failedAttempts;
  private long oldestAgeNanos = -1;
  private int fillPercent;
  private long lostUrgent;
  private long lostOther;
  private AlertLevel credential = AlertLevel.NONE;

  private long judge() {
    return monitor.doWork(
        new Signs(failedAttempts, oldestAgeNanos, fillPercent, lostUrgent, lostOther, credential),
        nowNanos);
  }

  private AlertLevel alert() {
    judge();
    return monitor.health().alert();
  }

  @Test
  void allIsWellAtFirstAndNobodyIsTold() {
    assertThat(judge()).isEqualTo(NEVER);
    assertThat(monitor.health()).isEqualTo(Health.FINE);
    assertThat(told).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, NONE", "1, NOTICE", "4, NOTICE", "5, WARNING", "19, WARNING", "20, CRITICAL"})
  void failedAttemptsInARowRaiseTheAlert(int failed, AlertLevel level) {
    failedAttempts = failed;
    assertThat(alert()).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({
    "29999, NONE",
    "30000, NOTICE",
    "119999, NOTICE",
    "120000, WARNING",
    "719999, WARNING",
    "720000, CRITICAL"
  })
  void anOldEventRaisesTheAlert(long ageMillis, AlertLevel level) {
    oldestAgeNanos = Duration.ofMillis(ageMillis).toNanos();
    assertThat(alert()).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({"49, NONE", "50, NOTICE", "79, NOTICE", "80, WARNING", "94, WARNING", "95, CRITICAL"})
  void fullMemoryRaisesTheAlert(int percent, AlertLevel level) {
    fillPercent = percent;
    assertThat(alert()).isEqualTo(level);
  }

  @Test
  void aBriefMaxEventAgeMakesItsShareCriticalEvenBelowTheOtherThresholds() {
    Thresholds ages =
        thresholds("retry.maxEventAge", "10s", "delivery.requestTimeout", "1s").oldestEventNanos();
    assertThat(ages.levelOf(Duration.ofSeconds(8).toNanos() - 1)).isEqualTo(AlertLevel.NONE);
    assertThat(ages.levelOf(Duration.ofSeconds(8).toNanos())).isEqualTo(AlertLevel.CRITICAL);
  }

  @Test
  void theCredentialsLevelCountsAsItIs() {
    credential = AlertLevel.WARNING;
    assertThat(alert()).isEqualTo(AlertLevel.WARNING);
    assertThat(monitor.health().level()).isEqualTo(HealthLevel.DELAYED);
    assertThat(monitor.health().cause()).contains("credential");
  }

  @Test
  void aLossOfLowSeveritiesIsAWarningForFiveMinutesAndNoLonger() {
    lostOther = 3;
    assertThat(judge()).isEqualTo(HealthMonitor.LOSS_WINDOW_NANOS);
    assertThat(monitor.health().level()).isEqualTo(HealthLevel.LOSING_LOW);
    assertThat(monitor.health().alert()).isEqualTo(AlertLevel.WARNING);

    nowNanos += HealthMonitor.LOSS_WINDOW_NANOS - 1;
    assertThat(judge()).isEqualTo(1);
    assertThat(monitor.health().level()).isEqualTo(HealthLevel.LOSING_LOW);

    nowNanos++;
    assertThat(judge()).isEqualTo(NEVER);
    assertThat(monitor.health()).isEqualTo(Health.FINE);
  }

  @Test
  void aFurtherLossBeginsTheFiveMinutesAnew() {
    lostOther = 1;
    judge();
    nowNanos += HealthMonitor.LOSS_WINDOW_NANOS - 1;
    lostOther = 2;
    assertThat(judge()).isEqualTo(HealthMonitor.LOSS_WINDOW_NANOS);
  }

  @Test
  void aLossOfUrgentEventsIsTheWorst() {
    lostOther = 1;
    lostUrgent = 1;
    assertThat(alert()).isEqualTo(AlertLevel.CRITICAL);
    assertThat(monitor.health().level()).isEqualTo(HealthLevel.LOSING_URGENT);
    assertThat(monitor.health().cause()).contains("FATAL, ERROR or WARN");
  }

  @Test
  void aChangeIsToldOnce() {
    failedAttempts = 1;
    judge();
    failedAttempts = 2;
    judge();
    failedAttempts = 0;
    judge();
    judge();
    assertThat(told).extracting(Health::alert).containsExactly(AlertLevel.NOTICE, AlertLevel.NONE);
  }

  @Test
  void theLoudestSignalCountsAndGivesTheCause() {
    failedAttempts = 1;
    fillPercent = 96;
    assertThat(alert()).isEqualTo(AlertLevel.CRITICAL);
    assertThat(monitor.health().cause()).contains("96 %").doesNotContain("attempts");
  }

  @Test
  void itLooksAgainExactlyWhenTheOldestEventCrossesAThreshold() {
    oldestAgeNanos = 0;
    assertThat(judge()).isEqualTo(Duration.ofSeconds(30).toNanos());
    oldestAgeNanos = Duration.ofSeconds(30).toNanos();
    assertThat(judge()).isEqualTo(Duration.ofSeconds(90).toNanos());
    oldestAgeNanos = Duration.ofMinutes(12).toNanos();
    assertThat(judge()).isEqualTo(NEVER);
  }

  @Test
  void itLooksNotForAnAgeThatWouldChangeNothing() {
    oldestAgeNanos = 0;
    failedAttempts = 1;
    assertThat(judge()).isEqualTo(Duration.ofMinutes(2).toNanos());
    failedAttempts = 5;
    assertThat(judge()).isEqualTo(Duration.ofMinutes(12).toNanos());
    failedAttempts = 20;
    assertThat(judge()).isEqualTo(NEVER);
    failedAttempts = 0;
    assertThat(judge()).isEqualTo(Duration.ofSeconds(30).toNanos());
  }

  @Test
  void itLooksNotForTheEndOfALossBesideAGraverOne() {
    lostOther = 1;
    judge();
    nowNanos += Duration.ofMinutes(2).toNanos();
    lostUrgent = 1;
    assertThat(judge()).isEqualTo(Duration.ofMinutes(5).toNanos());
    nowNanos += Duration.ofMinutes(2).toNanos();
    lostOther = 2;
    assertThat(judge()).isEqualTo(Duration.ofMinutes(3).toNanos());
    nowNanos += Duration.ofMinutes(3).toNanos();
    assertThat(judge()).isEqualTo(Duration.ofMinutes(2).toNanos());
    assertThat(monitor.health().level()).isEqualTo(HealthLevel.LOSING_LOW);
  }

  @Test
  void whereNothingIsHeldItNeedNotLookAgain() {
    failedAttempts = 7;
    fillPercent = 60;
    assertThat(judge()).isEqualTo(NEVER);
  }
}
