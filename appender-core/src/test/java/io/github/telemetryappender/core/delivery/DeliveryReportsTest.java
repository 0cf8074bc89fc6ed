package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.batch.SeverityCounts;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.metrics.AlertLevel;
import io.github.telemetryappender.core.metrics.Health;
import io.github.telemetryappender.core.metrics.HealthLevel;
import io.github.telemetryappender.core.metrics.Reporter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is said, in which words, and what is kept back no longer when it is over. */
class DeliveryReportsTest {

  private final FakeClock clock = new FakeClock();
  private final RecordingReports said = new RecordingReports();
  private final Reporter reporter = new Reporter("test", said);
  private final DeliveryReports reports = new DeliveryReports(reporter, clock, "localhost:4318");

  private void advance(Duration duration) {
    clock.advance(duration);
    reporter.doWork(clock.nanos());
  }

  private String lastWarning() {
    return said.warnings.get(said.warnings.size() - 1);
  }

  private String lastInfo() {
    return said.infos.get(said.infos.size() - 1);
  }

  private static SeverityCounts counts(int events) {
    SeverityCounts counts = new SeverityCounts();
    counts.add(Severity.INFO, events);
    return counts;
  }

  // Holds and recoveries

  private void hold(Hold.Probes probes, long lostSoFar) {
    Hold hold = new Hold("answered 402", Hold.Cause.ENDPOINT, probes, clock.nanos());
    reports.held(hold, Duration.ofSeconds(30).toNanos(), lostSoFar, clock.nanos());
  }

  @Test
  void aHoldSaysWhenItIsTriedAgainOrThatItIsNot() {
    hold(Hold.Probes.TIMED, 0);
    assertThat(lastWarning()).endsWith("on hold: answered 402; tried again in 30.0s");
    reports.delivered(1, 0, clock.nanos());
    hold(Hold.Probes.NONE, 0);
    assertThat(lastWarning())
        .endsWith("on hold: answered 402; nothing more is sent until a restart");
  }

  @Test
  void aHoldAfterARecoveryIsSaidAtOnce() {
    hold(Hold.Probes.TIMED, 0);
    reports.delivered(1, 0, clock.nanos());
    hold(Hold.Probes.TIMED, 0);
    assertThat(said.warnings).hasSize(2);
  }

  @Test
  void aTroubleGoesOnUntilTheRecovery() {
    hold(Hold.Probes.TIMED, 0);
    advance(Duration.ofSeconds(60));
    hold(Hold.Probes.TIMED, 2);
    advance(Duration.ofSeconds(30));
    reports.delivered(1, 2, clock.nanos());
    assertThat(lastInfo()).endsWith("recovered after 1m30s: 1 events were waiting, 2 lost");
  }

  @Test
  void aRecoverySaysHowLongTheTroubleLastedAndWhatWasLostInIt() {
    hold(Hold.Probes.TIMED, 5);
    advance(Duration.ofSeconds(90));
    reports.delivered(1200, 7, clock.nanos());
    assertThat(said.infos)
        .singleElement()
        .asString()
        .endsWith("localhost:4318 recovered after 1m30s: 1,200 events were waiting, 2 lost");
  }

  // The end

  @Test
  void whatIsAbandonedIsSaidWithTheLastErrorWhereThereWasOne() {
    reports.abandoned(counts(3), "");
    assertThat(lastWarning()).endsWith("(3 INFO) at stop: not delivered within shutdownTimeout");
    reports.abandoned(counts(3), "answered 503");
    assertThat(lastWarning()).endsWith("not delivered within shutdownTimeout; answered 503");
  }

  @Test
  void whatIsLeftWaitingIsSaidWithTheLastErrorWhereThereWasOne() {
    reports.leftWaiting(counts(3), "");
    assertThat(lastWarning()).endsWith("takes them over");
    reports.leftWaiting(counts(3), "answered 503");
    assertThat(lastWarning()).endsWith("takes them over; answered 503");
  }

  @Test
  void whatWasTakenOverIsSaid() {
    reports.tookOver(1234);
    assertThat(lastInfo()).contains("took 1,234 events over");
  }

  // Credentials

  @Test
  void theFirstFailureOfARefreshIsANotice() {
    reports.refreshFailed("no answer");
    assertThat(lastWarning()).contains("could not be refreshed, this is repeated: no answer");
    assertThat(reports.refreshTrouble()).isEqualTo(AlertLevel.NOTICE);
  }

  @Test
  void aSourceThatIsNotAskedAgainIsAWarning() {
    reports.refreshTerminal("the grant was revoked");
    assertThat(lastWarning()).contains("asking again is pointless: the grant was revoked");
    assertThat(reports.refreshTrouble()).isEqualTo(AlertLevel.WARNING);
  }

  @Test
  void aCredentialThatIsRefusedIsSaidWithTheStatus() {
    reports.held(403);
    assertThat(lastWarning()).contains("localhost:4318 refuses the credential (403)");
  }

  // Alert levels

  private Health now = Health.FINE;

  private void alert(AlertLevel level) {
    Health before = now;
    now = new Health(HealthLevel.FINE, level, "because of " + level.label());
    reports.health(before, now, clock.nanos());
  }

  @Test
  void aLevelIsSaidWhenItRisesAndNotWhenItFallsOrChangesItsCause() {
    alert(AlertLevel.WARNING);
    assertThat(lastWarning()).endsWith("alert level warning: because of warning");
    alert(AlertLevel.CRITICAL);
    assertThat(lastWarning()).endsWith("alert level critical: because of critical");
    advance(Duration.ofMinutes(5)); // when each may speak again
    alert(AlertLevel.CRITICAL);
    alert(AlertLevel.WARNING);
    assertThat(said.warnings).hasSize(2);
  }

  @Test
  void anAlertThatIsOverIsSaidOnceWithItsLevel() {
    alert(AlertLevel.CRITICAL);
    alert(AlertLevel.NOTICE);
    alert(AlertLevel.NONE);
    assertThat(said.infos).singleElement().asString().endsWith("alert level critical is over");
  }

  @Test
  void whatWasKeptBackOfALevelIsNotSaidOnceItIsOver() {
    for (AlertLevel level : new AlertLevel[] {AlertLevel.WARNING, AlertLevel.CRITICAL}) {
      for (int rise = 0; rise < 2; rise++) {
        alert(level);
        alert(AlertLevel.NONE);
      }
    }
    assertThat(said.warnings).hasSize(2);
    advance(Duration.ofMinutes(5));
    assertThat(said.warnings).hasSize(2);
  }

  @Test
  void whatWasKeptBackOfTheHigherLevelIsNotSaidAtTheLower() {
    alert(AlertLevel.CRITICAL);
    alert(AlertLevel.WARNING);
    alert(AlertLevel.CRITICAL);
    alert(AlertLevel.WARNING);
    advance(Duration.ofMinutes(5));
    assertThat(said.warnings).hasSize(1);
  }

  @Test
  void aLevelThatLastsIsSaidWhenItMayBe() {
    alert(AlertLevel.CRITICAL);
    alert(AlertLevel.WARNING);
    alert(AlertLevel.CRITICAL);
    advance(Duration.ofMinutes(5));
    assertThat(said.warnings).hasSize(2);
  }

  @Test
  void whatWasKeptBackIsSaidThoughMoreOfItIsLostMeanwhile() {
    alert(AlertLevel.CRITICAL);
    alert(AlertLevel.WARNING);
    alert(AlertLevel.CRITICAL);
    reports.health(
        new Health(HealthLevel.LOSING_LOW, AlertLevel.CRITICAL, "no credential"),
        new Health(HealthLevel.LOSING_URGENT, AlertLevel.CRITICAL, "no credential"),
        clock.nanos());
    advance(Duration.ofMinutes(5));
    assertThat(said.warnings).hasSize(2);
  }

  // Durations

  @Test
  void timesAreSaidAsPeopleSayThem() {
    assertThat(DeliveryReports.words(Duration.ofMillis(999))).isEqualTo("999ms");
    assertThat(DeliveryReports.words(Duration.ofMillis(1000))).isEqualTo("1.0s");
    assertThat(DeliveryReports.words(Duration.ofMillis(59_949))).isEqualTo("59.9s");
    assertThat(DeliveryReports.words(Duration.ofSeconds(60))).isEqualTo("1m0s");
    assertThat(DeliveryReports.words(Duration.ofSeconds(3599))).isEqualTo("59m59s");
    assertThat(DeliveryReports.words(Duration.ofSeconds(3600))).isEqualTo("1h0m");
    assertThat(DeliveryReports.words(Duration.ofMinutes(185))).isEqualTo("3h5m");
  }
}
