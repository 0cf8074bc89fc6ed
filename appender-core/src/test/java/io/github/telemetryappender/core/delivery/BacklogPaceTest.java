package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.delivery.BacklogPace.Age;
import io.github.telemetryappender.core.delivery.BacklogPace.KeptBy;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BacklogPaceTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long RAMP = 120 * SECOND;
  private static final long OUTAGE = 100 * SECOND;

  private long now = Long.MAX_VALUE - 300 * SECOND; // overflows on the way
  private long accepted;
  private final BacklogPace pace = new BacklogPace(1, RAMP, new SplittableRandom(1), now);

  /** A batch of ten events each second. */
  private void liveFor(int seconds) {
    for (int i = 0; i < seconds; i++) {
      arrive(10);
      pace.startedFirst(10);
    }
  }

  private void arrive(int events) {
    now += SECOND;
    accepted += events;
    pace.observe(accepted, !pace.isPacing(), now);
  }

  private void stayAwayFor(int seconds) {
    for (int i = 0; i < seconds; i++) {
      now += SECOND;
      accepted += 10;
      pace.observe(accepted, false, now);
    }
  }

  /** Sends backlog as soon as it may leave, for a while; says how many batches that were. */
  private int drain(BacklogPace of, long nanos) {
    long end = now + nanos;
    int sent = 0;
    while (end - now - of.nanosUntilTurn(now) > 0) {
      now += of.nanosUntilTurn(now);
      of.started(Age.BACKLOG, KeptBy.PACE, now);
      sent++;
    }
    now = end;
    return sent;
  }

  @Test
  void nothingIsPacedBeforeAnOutage() {
    liveFor(60);
    assertThat(pace.isPacing()).isFalse();
    assertThat(pace.nanosUntilTurn(now)).isZero();
  }

  @Test
  void paceZeroIsNoPace() {
    BacklogPace off = new BacklogPace(0, RAMP, new SplittableRandom(1), now);
    off.begin(OUTAGE, now);
    assertThat(off.isPacing()).isFalse();
  }

  @Test
  void theFirstOldBatchLeavesSoonTheSecondAtTheUsualRate() {
    liveFor(60);
    stayAwayFor(100);
    pace.begin(OUTAGE, now);
    assertThat(pace.nanosUntilTurn(now)).isBetween(0L, SECOND * 11 / 10);
    now += pace.nanosUntilTurn(now);
    pace.started(Age.BACKLOG, KeptBy.PACE, now);
    assertThat(pace.nanosUntilTurn(now)).isBetween(SECOND * 7 / 10, SECOND * 13 / 10);
  }

  /** Appenders that heard of the end of an outage at the same instant. */
  @Test
  void noTwoAppendersOfAFleetBeginAtTheSameInstant() {
    SplittableRandom random = new SplittableRandom(2);
    long[] waits =
        LongStream.range(0, 100)
            .map(
                i -> {
                  BacklogPace one = new BacklogPace(1, RAMP, random, now);
                  one.begin(OUTAGE, now);
                  return one.nanosUntilTurn(now);
                })
            .distinct()
            .toArray();
    assertThat(waits).hasSize(100);
    Arrays.sort(waits);
    assertThat(waits[99]).isGreaterThan(BacklogPace.LONGEST_INTERVAL_NANOS * 9 / 10);
    assertThat(waits[0]).isLessThan(BacklogPace.LONGEST_INTERVAL_NANOS / 10);
  }

  @Test
  void aFailureOnTheWayBringsThePaceBackToItsLowest() {
    liveFor(60);
    stayAwayFor(100);
    pace.begin(OUTAGE, now);
    for (int second = 0; second < 120; second++) {
      arrive(10);
    }
    int fast = drain(pace, 20 * SECOND);
    pace.begin(OUTAGE, now);
    assertThat(drain(pace, 20 * SECOND)).isLessThan(fast * 3 / 4);
  }

  @Test
  void afterAShortTroubleThePaceIsReachedInTwiceItsTime() {
    liveFor(60);
    stayAwayFor(10);
    pace.begin(10 * SECOND, now);
    now += 20 * SECOND;
    assertThat(drain(pace, 10 * SECOND)).isBetween(16, 24);
  }

  @Test
  void afterTheRampOneOldBatchLeavesBesideEachFreshOne() {
    liveFor(60);
    stayAwayFor(100);
    pace.begin(OUTAGE, now);
    for (int second = 0; second < 120; second++) {
      arrive(10);
    }
    int old = 0;
    for (int second = 0; second < 60; second++) {
      arrive(10);
      pace.started(Age.FRESH, KeptBy.PACE, now);
      pace.startedFirst(10);
      old += drain(pace, SECOND);
      now -= SECOND; // arrive() lets it pass
    }
    assertThat(old).isBetween(50, 75);
  }

  @Test
  void withoutAnyFreshOneTheBacklogLeavesAtTwiceTheUsualRate() {
    liveFor(60);
    stayAwayFor(100);
    pace.begin(OUTAGE, now);
    now += RAMP;
    pace.observe(accepted += 1200, false, now);
    assertThat(drain(pace, 10 * SECOND)).isBetween(18, 24);
  }

  @Test
  void anApplicationThatWentQuietSendsOneIn10Seconds() {
    liveFor(60);
    for (int i = 0; i < 1000; i++) {
      arrive(0);
    }
    pace.begin(OUTAGE, now);
    now += RAMP;
    assertThat(drain(pace, 100 * SECOND)).isBetween(10, 12);
  }

  @Test
  void anApplicationThatNeverSentAnythingSendsOneIn10SecondsAtLeast() {
    pace.begin(OUTAGE, now);
    now += pace.nanosUntilTurn(now);
    pace.started(Age.BACKLOG, KeptBy.PACE, now);
    assertThat(pace.nanosUntilTurn(now))
        .isBetween(BacklogPace.LONGEST_INTERVAL_NANOS * 3 / 4, BacklogPace.LONGEST_INTERVAL_NANOS);
  }

  /** Failures that never end keep the pace at its lowest, and the backlog gets smaller still. */
  @Test
  void atItsLowestItIsATenthAboveTheUsualRate() {
    liveFor(60);
    stayAwayFor(100);
    int sent = 0;
    for (int i = 0; i < 100; i++) {
      pace.begin(OUTAGE, now);
      sent += drain(pace, SECOND);
    }
    assertThat(sent).isBetween(105, 115);
  }

  private void bringToItsUsualRate() {
    liveFor(60);
    stayAwayFor(100);
    pace.begin(OUTAGE, now);
    now += pace.nanosUntilTurn(now);
    pace.started(Age.BACKLOG, KeptBy.PACE, now);
  }

  @Test
  void aFailureOnTheWayTakesNoTurnAway() {
    bringToItsUsualRate();
    long turn = pace.nanosUntilTurn(now);
    pace.begin(OUTAGE, now);
    assertThat(pace.nanosUntilTurn(now)).isEqualTo(turn);
  }

  @Test
  void nothingWaitsForItsTurnWhenTheBacklogIsGone() {
    bringToItsUsualRate();
    assertThat(pace.nanosUntilTurn(now)).isPositive();
    pace.end();
    assertThat(pace.nanosUntilTurn(now)).isZero();
  }

  @Test
  void whatAPauseOfTwoSecondsKeptBackLeavesAfterIt() {
    bringToItsUsualRate();
    now += 3 * SECOND;
    assertThat(drain(pace, 7 * SECOND)).isBetween(9, 12);
  }

  @Test
  void whatALongerPauseKeptBackDoesNot() {
    bringToItsUsualRate();
    now += 60 * SECOND;
    assertThat(drain(pace, 10 * SECOND)).isBetween(14, 18); // the ramp is half way up
  }

  @Test
  void whatIsMadeUpForLeavesAtTwiceTheUsualRateAtMost() {
    bringToItsUsualRate();
    now += 3 * SECOND;
    assertThat(pace.nanosUntilTurn(now)).isZero();
    pace.started(Age.BACKLOG, KeptBy.PACE, now);
    assertThat(pace.nanosUntilTurn(now)).isBetween(SECOND * 3 / 8, SECOND * 5 / 8);
  }

  @Test
  void whatHasNoTimeForItsTurnLeavesAtTwiceTheUsualRate() {
    bringToItsUsualRate();
    assertThat(pace.nanosUntilTurn(now)).isGreaterThan(SECOND * 5 / 8);
    assertThat(pace.nanosUntilSpaced(now)).isBetween(SECOND * 3 / 8, SECOND * 5 / 8);
  }

  /** Resends beside them are many, and the ramp is at its beginning. */
  @Test
  void whatTheBudgetLetsGoDoesNotKeepTheRestBelowTheUsualRate() {
    bringToItsUsualRate();
    int sent = 0;
    for (int i = 0; i < 100; i++) {
      pace.begin(OUTAGE, now);
      pace.started(Age.BACKLOG, KeptBy.BUDGET, now);
      sent += drain(pace, SECOND);
    }
    assertThat(sent).isBetween(100, 115);
  }

  @Test
  void whatTheBudgetLetsGoCountsOnceTheRampIsUp() {
    liveFor(60);
    stayAwayFor(100);
    pace.begin(OUTAGE, now);
    now += RAMP;
    pace.observe(accepted += 1200, false, now);
    int sent = 0;
    for (int i = 0; i < 20; i++) {
      pace.started(Age.BACKLOG, KeptBy.BUDGET, now);
      sent += drain(pace, SECOND);
    }
    assertThat(sent).isBetween(18, 28); // of 40 turns the others took 20
  }

  @Test
  void freshBatchesDoNotPutOffTheTenthSecondOfAnOldOne() {
    pace.begin(OUTAGE, now);
    pace.started(Age.BACKLOG, KeptBy.PACE, now);
    now += 5 * SECOND;
    pace.started(Age.FRESH, KeptBy.PACE, now);
    assertThat(pace.nanosUntilTurn(now)).isEqualTo(5 * SECOND);
  }

  @Test
  void freshBatchesKeepNoOldOneWaitingForMoreThan10Seconds() {
    pace.begin(OUTAGE, now);
    pace.started(Age.BACKLOG, KeptBy.PACE, now);
    for (int i = 0; i < 100; i++) {
      pace.started(Age.FRESH, KeptBy.PACE, now);
    }
    assertThat(pace.nanosUntilTurn(now)).isEqualTo(BacklogPace.LONGEST_INTERVAL_NANOS);
    now += BacklogPace.LONGEST_INTERVAL_NANOS;
    assertThat(pace.nanosUntilTurn(now)).isZero();
  }

  @Test
  void moreThanArrivesLeavesWhateverTheUsualRateWas() {
    liveFor(60);
    for (int i = 0; i < 300; i++) { // busier by ten in the outage, in batches as large as ever
      now += SECOND;
      accepted += 100;
      pace.observe(accepted, false, now);
    }
    pace.begin(OUTAGE, now);
    now += RAMP;
    accepted += 100 * 120;
    pace.observe(accepted, false, now);
    assertThat(drain(pace, 10 * SECOND)).isGreaterThan(100);
  }

  @Test
  void whatIsObservedTooOftenIsNotForgotten() {
    BacklogPace other = new BacklogPace(1, RAMP, new SplittableRandom(1), now);
    for (int i = 0; i < 60_000; i++) {
      now += SECOND / 1000;
      accepted += i % 100 == 0 ? 1 : 0;
      if (i % 1000 == 0) {
        other.startedFirst(10);
      }
      other.observe(accepted, true, now);
    }
    other.begin(OUTAGE, now);
    other.started(Age.BACKLOG, KeptBy.PACE, now);
    now += other.nanosUntilTurn(now);
    assertThat(drain(other, 20 * SECOND)).isBetween(17, 24);
  }

  /** Between the first batch of a backlog and the second, at the pace's lowest. */
  private long beginAndTakeTheFirstTurn(BacklogPace of) {
    of.begin(OUTAGE, now);
    now += of.nanosUntilTurn(now);
    of.started(Age.BACKLOG, KeptBy.PACE, now);
    return of.nanosUntilTurn(now);
  }

  /** After an outage each takes along all it can: that makes them no fewer than they were. */
  @Test
  void batchesThatHaveGotLargerLeaveAsOftenAsUsual() {
    liveFor(60);
    for (int batch = 0; batch < 20; batch++) {
      pace.startedFirst(100);
    }
    stayAwayFor(100);
    assertThat(beginAndTakeTheFirstTurn(pace)).isBetween(SECOND * 6 / 10, SECOND * 13 / 10);
  }

  /** Else the backlog would grow. */
  @Test
  void batchesThatHaveGotSmallerLeaveMoreOften() {
    for (int batch = 0; batch < 60; batch++) {
      arrive(100);
      pace.startedFirst(100);
    }
    for (int batch = 0; batch < 20; batch++) {
      pace.startedFirst(20);
    }
    for (int second = 0; second < 20; second++) {
      now += SECOND;
      accepted += 100;
      pace.observe(accepted, false, now);
    }
    assertThat(beginAndTakeTheFirstTurn(pace)).isBetween(SECOND / 10, SECOND * 3 / 10);
  }

  @Test
  void theFirstBatchTellsInFullHowLargeTheyAre() {
    BacklogPace other = new BacklogPace(1, RAMP, new SplittableRandom(1), now);
    other.startedFirst(10);
    now += 10 * SECOND;
    other.observe(100, false, now);
    assertThat(beginAndTakeTheFirstTurn(other)).isBetween(SECOND * 6 / 10, SECOND * 13 / 10);
  }

  @Test
  void aTenthOfASecondIsEnoughToLearnARate() {
    for (int lacking = 0; lacking <= 1; lacking++) {
      BacklogPace other = new BacklogPace(1, RAMP, Draws.MIDDLE, now);
      other.startedFirst(10);
      now += SECOND / 10 - lacking;
      other.observe(1000, false, now);
      other.begin(OUTAGE, now);
      assertThat(other.nanosUntilTurn(now) < SECOND).isEqualTo(lacking == 0);
    }
  }
}
