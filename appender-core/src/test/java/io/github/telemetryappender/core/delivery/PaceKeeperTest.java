package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.batch.LaneBacklog;
import io.github.telemetryappender.core.delivery.BacklogPace.Age;
import io.github.telemetryappender.core.delivery.EndpointGate.Failure;
import io.github.telemetryappender.core.delivery.EndpointGate.Pass;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.transport.FailureKind;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is backlog and what is fresh; when what is backlog has its turn. */
class PaceKeeperTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long LINGER = SECOND / 2;

  /** Every backlog waits half of the interval for its first turn. */
  private static final class HalfAShare implements RandomGenerator {
    private final SplittableRandom random = new SplittableRandom(42);

    @Override
    public long nextLong() {
      return random.nextLong();
    }

    @Override
    public double nextDouble() {
      return 0.5;
    }
  }

  private final LoopRig rig =
      new LoopRig(
          Map.of(
              "retry.maxEventAge", "60s",
              "delivery.requestTimeout", "10s",
              "batch.maxEvents", "2",
              "batch.linger", "500ms"),
          new HalfAShare());
  private final DeliveryProbe probe = new DeliveryProbe(rig.loop);
  private final EndpointGate gate = probe.endpointGate();
  private final PaceKeeper keeper = probe.paceKeeper();
  private final long accepted = rig.clock.nanos();
  private final long stillFresh = accepted + LINGER + BacklogPace.FRESH_NANOS;

  @AfterEach
  void close() {
    rig.checkAndClose();
  }

  private void sendABatch() {
    rig.log(Severity.INFO, 2);
    rig.work();
  }

  /** The endpoint is gone, and the batch that found out waits. */
  private Delivery holdABatch() {
    sendABatch();
    rig.transport.onlyOpen().answer(410);
    rig.work();
    return probe.deliveries().get(0);
  }

  private LaneBacklog waitInLane() {
    rig.log(Severity.INFO, 1);
    rig.work();
    return probe.backlog(LaneKind.NORMAL);
  }

  private void fail(long atNanos) {
    gate.failed(new Pass(atNanos, null, false), Failure.OTHER, 0, atNanos);
  }

  private void succeed(long atNanos) {
    gate.succeeded(new Pass(atNanos, null, false), atNanos);
  }

  /**
   * As much trouble as makes a backlog leave slowly, and its end.
   *
   * @return when the backlog's turn comes
   */
  private long paceFrom(long atNanos) {
    long since = atNanos - 6 * SECOND;
    succeed(since);
    gate.backlogIsGone();
    fail(since);
    succeed(atNanos);
    assertThat(gate.nanosUntilBacklog(0, Long.MAX_VALUE, atNanos)).isPositive();
    return atNanos + gate.nanosUntilBacklog(0, Long.MAX_VALUE, atNanos);
  }

  @Test
  void aBatchIsBacklogOnceItHasWaitedASecondBeyondItsLinger() {
    Delivery delivery = holdABatch();
    assertThat(keeper.age(delivery, stillFresh)).isEqualTo(Age.FRESH);
    assertThat(keeper.age(delivery, stillFresh + 1)).isEqualTo(Age.BACKLOG);
  }

  @Test
  void freshBatchesLeaveWhileABacklogWaitsForItsTurn() {
    Delivery delivery = holdABatch();
    paceFrom(stillFresh);
    assertThat(keeper.nanosUntilTurn(delivery, stillFresh)).isZero();
    assertThat(keeper.nanosUntilTurn(delivery, stillFresh + 1)).isPositive();
  }

  @Test
  void whatIsOpenInALaneIsJudgedAsABatchIs() {
    holdABatch();
    LaneBacklog backlog = waitInLane();
    paceFrom(stillFresh);
    assertThat(keeper.nanosUntilTurn(backlog, stillFresh)).isZero();
    assertThat(keeper.nanosUntilTurn(backlog, stillFresh + 1)).isPositive();
  }

  @Test
  void aBacklogLeavesWhenItsTurnHasCome() {
    Delivery delivery = holdABatch();
    LaneBacklog backlog = waitInLane();
    long turn = paceFrom(accepted + 5 * SECOND);
    assertThat(keeper.nanosUntilTurn(delivery, turn - 1)).isPositive();
    assertThat(keeper.nanosUntilTurn(delivery, turn)).isZero();
    assertThat(keeper.nanosUntilTurn(backlog, turn - 1)).isPositive();
    assertThat(keeper.nanosUntilTurn(backlog, turn)).isZero();
  }

  /** What the endpoint needs to answer counts as well: it might be too old by then. */
  @Test
  void whatWouldBeTooOldAtItsTurnLeavesAtThePaceInFull() {
    Delivery delivery = holdABatch();
    long now = accepted + 45 * SECOND;
    gate.observe(0, now - 30 * SECOND);
    gate.started(0, 1, Age.FRESH, 0, now - 30 * SECOND);
    gate.observe(20, now - 10 * SECOND); // an event each second, and as many batches
    paceFrom(now);
    long latest = 5 * SECOND; // till 10 s are left of its 60
    while (gate.nanosUntilBacklog(0, Long.MAX_VALUE, now) < latest) {
      assertThat(keeper.nanosUntilTurn(delivery, now))
          .isEqualTo(gate.nanosUntilBacklog(0, Long.MAX_VALUE, now));
      gate.started(0, 1, Age.BACKLOG, 0, now);
    }
    assertThat(keeper.nanosUntilTurn(delivery, now))
        .isEqualTo(gate.nanosUntilBacklog(0, 0, now))
        .isLessThan(2 * SECOND);
  }

  /** Whether a trouble that is over leaves nothing behind that waited for its end. */
  private boolean leavesNothing(long nowNanos) {
    succeed(nowNanos);
    fail(nowNanos);
    succeed(nowNanos);
    assertThat(gate.isTroubled()).isTrue();
    keeper.observe(rig.snapshot().accepted().total(), nowNanos);
    return !gate.isTroubled();
  }

  @Test
  void withNothingHeldThereIsNoBacklog() {
    assertThat(leavesNothing(stillFresh + 1)).isTrue();
  }

  @Test
  void whatWaitsInTheQueueIsABacklogWhenItIsOld() {
    holdABatch();
    assertThat(leavesNothing(stillFresh + 1)).isFalse();
    assertThat(leavesNothing(stillFresh)).isTrue();
  }

  @Test
  void whatWaitsInALaneIsABacklogWhenItIsOld() {
    sendABatch();
    waitInLane();
    assertThat(probe.deliveries()).isEmpty();
    assertThat(leavesNothing(stillFresh + 1)).isFalse();
    assertThat(leavesNothing(stillFresh)).isTrue();
  }

  /** It was due long ago. */
  @Test
  void whatFailedOnceWaitsForItsTurnBehindTheProbesThatWereDelivered() {
    rig.underWay(Severity.INFO, 3);
    while (rig.clock.nanos() - accepted < 10 * SECOND) {
      rig.untilSent();
      rig.transport.open().get(0).fail(FailureKind.CONNECT_REFUSED);
      rig.work();
    }
    for (int delivered = 0; delivered < 2; delivered++) {
      rig.untilSent();
      rig.transport.onlyOpen().answer(200);
      rig.work();
    }
    long backAt = rig.clock.nanos();
    assertThat(probe.deliveries()).anyMatch(waiting -> waiting.dueAtNanos() <= backAt);

    rig.untilSent();
    assertThat(rig.clock.nanos() - backAt).isGreaterThan(SECOND / 10);
  }
}
