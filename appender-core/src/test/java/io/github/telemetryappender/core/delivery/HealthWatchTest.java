package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.metrics.AlertLevel;
import io.github.telemetryappender.core.metrics.DropReason;
import io.github.telemetryappender.core.metrics.Health;
import io.github.telemetryappender.core.metrics.HealthLevel;
import io.github.telemetryappender.core.metrics.Vitals;
import io.github.telemetryappender.core.transport.FailureKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Health and vitals of a whole delivery side in virtual time. */
class HealthWatchTest {

  private LoopRig rig = rig(Map.of());
  private final List<Health> changes = new ArrayList<>();

  private LoopRig rig(Map<String, String> settings) {
    LoopRig made = new LoopRig(settings);
    made.loop.onHealthChange((before, now, nowNanos) -> changes.add(now));
    return made;
  }

  @AfterEach
  void close() {
    rig.checkAndClose();
  }

  private Vitals vitals() {
    return rig.snapshot().vitals();
  }

  private void sendOne(Severity severity) {
    rig.log(severity, 1);
    rig.work();
    rig.advance(Duration.ofSeconds(1));
  }

  @Test
  void aDeliveredEventLeavesHealthAloneAndShowsItsLatency() {
    sendOne(Severity.INFO);
    rig.advance(Duration.ofMillis(250));
    rig.transport.onlyOpen().answer(200);
    rig.work();
    assertThat(changes).isEmpty();
    assertThat(vitals().latencyP50Nanos())
        .isBetween(Duration.ofMillis(1250).toNanos(), Duration.ofMillis(1407).toNanos());
    assertThat(rig.rest).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theFirstFailedAttemptIsANoticeAndASuccessEndsIt() {
    sendOne(Severity.INFO);
    rig.transport.onlyOpen().fail(FailureKind.CONNECT_REFUSED);
    rig.work();
    assertThat(changes).singleElement().extracting(Health::alert).isEqualTo(AlertLevel.NOTICE);

    rig.advance(Duration.ofSeconds(5));
    rig.transport.onlyOpen().answer(200);
    rig.work();
    assertThat(changes).last().isEqualTo(Health.FINE);
    assertThat(rig.reports.warnings).noneMatch(line -> line.contains("alert level"));
    assertThat(rig.rest).as("an idle loop does not wake up").isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void levelsBeginWhereTheUserWantsThem() {
    rig.close();
    rig = rig(Map.of("alerts.failedAttempts", "2,2,3"));
    sendOne(Severity.INFO);
    failOnce();
    assertThat(changes).isEmpty();
    failOnce();
    assertThat(changes).singleElement().extracting(Health::alert).isEqualTo(AlertLevel.WARNING);
    failOnce();
    assertThat(changes).last().extracting(Health::alert).isEqualTo(AlertLevel.CRITICAL);
  }

  private void failOnce() {
    while (rig.transport.open().isEmpty()) {
      rig.rest();
    }
    rig.transport.onlyOpen().fail(FailureKind.CONNECT_REFUSED);
    rig.work();
  }

  @Test
  void whereAlertsAreOffTheLevelIsShownAndNobodyIsTold() {
    rig.close();
    rig = rig(Map.of("alerts.enabled", "false", "alerts.failedAttempts", "1,1,1"));
    sendOne(Severity.INFO);
    failOnce();
    assertThat(vitals().health().alert()).isEqualTo(AlertLevel.CRITICAL);
    assertThat(changes).isEmpty();
    assertThat(rig.reports.warnings).noneMatch(line -> line.contains("alert level"));
  }

  @Test
  void anEventThatIsNeverAnsweredRaisesTheAlertWhenItIsThirtySecondsOldAndNotBefore() {
    rig.close();
    rig = rig(Map.of("delivery.requestTimeout", "5m"));
    sendOne(Severity.INFO);
    rig.advance(Duration.ofSeconds(29).minus(LoopRig.NANO));
    assertThat(changes).isEmpty();
    assertThat(rig.rest).isEqualTo(1);

    rig.rest();
    assertThat(changes).singleElement().extracting(Health::alert).isEqualTo(AlertLevel.NOTICE);
    assertThat(vitals().oldestAgeNanos()).isEqualTo(Duration.ofSeconds(30).toNanos());
  }

  @Test
  void theOldestEventIsFoundOpenUnderWayAndWaiting() {
    rig.log(Severity.INFO, 1);
    rig.work();
    rig.advance(Duration.ofMillis(400));
    assertThat(vitals().oldestAgeNanos()).isEqualTo(Duration.ofMillis(400).toNanos());
    rig.advance(Duration.ofMillis(600));
    assertThat(rig.transport.open()).hasSize(1);
    assertThat(vitals().oldestAgeNanos()).isEqualTo(Duration.ofSeconds(1).toNanos());
    rig.transport.onlyOpen().answer(402);
    rig.work();
    rig.advance(Duration.ofSeconds(5));
    assertThat(vitals().oldestAgeNanos()).isEqualTo(Duration.ofSeconds(6).toNanos());
  }

  @Test
  void anOutageIsAWarningInOneLineAndTakenBackInOne() {
    sendOne(Severity.INFO);
    for (int failures = 0; failures < 6; failures++) {
      rig.transport.open().forEach(exchange -> exchange.fail(FailureKind.CONNECT_REFUSED));
      rig.work();
      while (rig.transport.open().isEmpty()) {
        rig.rest();
      }
    }
    assertThat(changes).last().extracting(Health::alert).isEqualTo(AlertLevel.WARNING);
    assertThat(rig.reports.warnings)
        .filteredOn(line -> line.contains("alert level warning"))
        .hasSize(1);
    assertThat(vitals().breakerState()).isEqualTo("half_open");

    rig.transport.onlyOpen().answer(200);
    rig.work();
    assertThat(changes).last().isEqualTo(Health.FINE);
    assertThat(rig.reports.infos)
        .filteredOn(line -> line.contains("alert level warning is over"))
        .hasSize(1);
  }

  @Test
  void aRefusedErrorMeansThatUrgentEventsAreLostForFiveMinutes() {
    sendOne(Severity.ERROR);
    rig.transport.onlyOpen().answer(411);
    rig.work();
    assertThat(vitals().health().level()).isEqualTo(HealthLevel.LOSING_URGENT);
    assertThat(rig.rest).isEqualTo(Duration.ofMinutes(5).toNanos());

    rig.rest();
    assertThat(vitals().health()).isEqualTo(Health.FINE);
    assertThat(rig.rest).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsLostIsUrgentFromAWarningUp(Severity severity) {
    sendOne(severity);
    rig.transport.onlyOpen().answer(411);
    rig.work();
    assertThat(vitals().health().level())
        .isEqualTo(
            severity.compareTo(Severity.WARN) >= 0
                ? HealthLevel.LOSING_URGENT
                : HealthLevel.LOSING_LOW);
  }

  @Test
  void whatFoundNoRoomAtTheDoorIsLostToo() {
    rig.door.count(DropReason.OVERFLOW, Severity.ERROR);
    rig.work();
    assertThat(vitals().health().level()).isEqualTo(HealthLevel.LOSING_URGENT);
  }

  @Test
  void aRefusedCredentialIsCritical() {
    rig.close();
    rig = rig(Map.of("auth.bearerToken", "secret"));
    sendOne(Severity.INFO);
    rig.transport.onlyOpen().answer(401);
    rig.work();
    assertThat(vitals().health().alert()).isEqualTo(AlertLevel.CRITICAL);
    assertThat(vitals().health().cause()).contains("credential");
    assertThat(vitals().tokenAgeNanos()).isNegative();
  }

  @Test
  void aLaneThatFillsUpIsNoticed() {
    sendOne(Severity.INFO); // keeps the only slot
    while (changes.isEmpty()) {
      rig.log(Severity.INFO, 1, 16 << 10);
      rig.work();
    }
    assertThat(changes.get(0).cause()).contains("filled to 50 %");
  }
}
