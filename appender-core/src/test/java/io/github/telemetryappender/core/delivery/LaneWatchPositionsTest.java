package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.batch.LaneBacklog;
import io.github.telemetryappender.core.batch.SeverityCounts;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.lane.Lane;
import io.github.telemetryappender.core.lane.LaneKind;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where a lane wakes this thread and when this thread looks, going by how fast the lane fills. */
class LaneWatchPositionsTest {

  private static final Duration MILLI = Duration.ofMillis(1);
  private static final int BATCH = 100;

  /** What an event takes in the lane. */
  private static final long EVENT_BYTES = 128;

  private final LoopRig rig = new LoopRig(Map.of("batch.maxEvents", String.valueOf(BATCH)));
  private final LaneBacklog backlog = rig.backlog(LaneKind.NORMAL);
  private final Lane lane = backlog.lane();
  private final LaneWatch watch = new LaneWatch(backlog, rig.clock.nanos());

  @AfterEach
  void close() {
    rig.close();
  }

  /** So many events, one after each wait. */
  private void flow(int events, Duration wait) {
    for (int i = 0; i < events; i++) {
      rig.clock.advance(wait);
      rig.log(Severity.INFO, 1);
      look();
    }
  }

  private void look() {
    backlog.scan(new SeverityCounts());
    watch.observe(rig.clock.nanos());
  }

  private long wakeAfterEvents(boolean maySend) {
    long position = watch.wakePosition(maySend, rig.clock.nanos());
    return position == Lane.WAKE_NEVER
        ? Long.MAX_VALUE
        : (position - lane.scannedPosition()) / EVENT_BYTES;
  }

  private Duration untilLook(boolean maySend) {
    return Duration.ofNanos(watch.nanosUntilLook(maySend, rig.clock.nanos()));
  }

  private static final Duration NEVER = Duration.ofNanos(Long.MAX_VALUE);

  @Test
  void aBatchThatWillBeFullInTimeIsLookedForAndWakesOnlyAtTwiceThat() {
    flow(50, MILLI);
    assertThat(untilLook(true)).isBetween(MILLI.multipliedBy(50), MILLI.multipliedBy(60));
    assertThat(wakeAfterEvents(true)).isEqualTo(50 + BATCH);
  }

  @Test
  void aBatchThatLingersSoonerThanItIsFullWakesWhenItIsFull() {
    flow(60, MILLI.multipliedBy(15)); // lingers for 115 ms more, full in 600
    assertThat(untilLook(true)).isEqualTo(NEVER);
    assertThat(wakeAfterEvents(true)).isEqualTo(40);
  }

  @Test
  void whatCouldNotBeSentWakesNobodyAndIsNotLookedFor() {
    flow(50, MILLI);
    assertThat(untilLook(false)).isEqualTo(NEVER);
    assertThat(wakeAfterEvents(false)).isEqualTo(Long.MAX_VALUE);
  }

  /** It keeps to the pace of a backlog, whatever comes to it. */
  @Test
  void whatIsReadyAndNotSentWakesNobodyAndIsNotLookedFor() {
    flow(BATCH, MILLI);
    assertThat(untilLook(true)).isEqualTo(NEVER);
    assertThat(wakeAfterEvents(true)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aLaneThatWasJustEmptiedIsLookedAtWhenItWillBeFullAgain() {
    flow(50, MILLI);
    backlog.cut();
    assertThat(untilLook(true)).isBetween(MILLI.multipliedBy(100), MILLI.multipliedBy(120));
    assertThat(wakeAfterEvents(true)).isEqualTo(2 * BATCH);
  }

  @Test
  void aRateIsOfAMillisecondAtLeast() {
    rig.clock.advance(MILLI.minusNanos(1));
    rig.log(Severity.INFO, 10);
    look();
    assertThat(wakeAfterEvents(true)).as("too soon to tell").isEqualTo(BATCH - 10);
    rig.clock.advance(Duration.ofNanos(1));
    look();
    assertThat(wakeAfterEvents(true)).isEqualTo(BATCH - 10 + BATCH);
  }
}
