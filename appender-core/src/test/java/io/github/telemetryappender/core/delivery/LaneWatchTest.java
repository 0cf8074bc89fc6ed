package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.lane.Lane;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.transport.Header;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who learns when of what callers put into a lane, and who has to be woken for it. */
class LaneWatchTest {

  private static final Duration LINGER = Duration.ofSeconds(1);
  private static final Duration TICK = Duration.ofMillis(1);
  private static final int BATCH = 100;

  private LoopRig rig = new LoopRig(Map.of("batch.maxEvents", String.valueOf(BATCH)));
  private int unparksSeen;
  private int steps;
  private int answers;
  private long wakesAtNanos = Long.MAX_VALUE;

  @BeforeEach
  void theThreadHasStarted() {
    step();
  }

  @AfterEach
  void ledgerIsExactAndMemoryComesBack() {
    rig.checkAndClose();
  }

  @Test
  void aSteadyFlowIsCutWithoutACallerEverWaking() {
    flow(Duration.ofSeconds(1), 4);
    int unparksBefore = rig.unparks;
    int answersBefore = answers;
    int stepsBefore = steps;
    rig.transport.all.clear();

    flow(Duration.ofSeconds(10), 4);

    assertThat(rig.unparks - unparksBefore).isEqualTo(answers - answersBefore);
    assertThat(rig.transport.all).hasSizeBetween(395, 401);
    assertThat(steps - stepsBefore).isLessThan(3 * 400); // a look, an answer, and some to spare
  }

  @Test
  void aFlowTooThinToFillABatchIsSentAsItsFirstEventsHaveLingered() {
    for (int i = 0; i < 100; i++) {
      rig.log(Severity.INFO, 1);
      flow(Duration.ofMillis(100), 0);
    }

    assertThat(rig.unparks - answers).isEqualTo(1); // by the very first
    assertThat(rig.transport.all).hasSizeBetween(9, 10);
  }

  @Test
  void eventsThatEachAreABatchAreLookedForAsOftenAsTheyCome() {
    rig.close();
    rig = new LoopRig(Map.of("batch.maxEvents", "1"));
    step();
    for (int i = 0; i < 200; i++) {
      rig.log(Severity.INFO, 1);
      flow(Duration.ofMillis(50), 0);
    }

    assertThat(rig.transport.all).hasSizeBetween(195, 200);
    assertThat(steps).isLessThan(4 * 200); // a look or two, and an answer
  }

  @Test
  void aFlowThatEndsOneEventBeforeABatchIsFullIsLookedForEverMoreSeldom() {
    rig.close();
    rig = new LoopRig(Map.of("batch.maxEvents", "10", "batch.linger", "10s"));
    step();
    for (int i = 0; i < 299; i++) {
      rig.log(Severity.INFO, 1);
      flow(TICK, 0);
    }
    int stepsBefore = steps;

    flow(Duration.ofSeconds(5), 0);

    assertThat(steps - stepsBefore).isLessThan(16); // 5 s are 2^12 times the first wait
    assertThat(rig.transport.all).hasSize(29);
  }

  @Test
  void aFlowThatGrowsTenfoldWakesBeforeMoreThanTwoBatchesWait() {
    flow(Duration.ofSeconds(2), 1);

    assertThat(wakesBy(2 * BATCH)).isEqualTo(1);
  }

  @Test
  void theLastEventsOfAFlowLingerNoLongerThanOthers() {
    flow(Duration.ofSeconds(2), 4);
    rig.log(Severity.INFO, 3);

    flow(LINGER.plus(TICK), 0);

    assertThat(rig.transport.all.stream().mapToInt(exchange -> exchange.events()).sum())
        .isEqualTo(2_000 * 4 + 3);
  }

  @Test
  void aLaneThatStayedEmptyForALingerAsksForItsNextEvent() {
    flow(Duration.ofSeconds(2), 4);
    flow(LINGER.plus(LINGER).plus(TICK), 0);

    assertThat(rig.rest).isEqualTo(Long.MAX_VALUE);
    assertThat(wakesBy(1)).isEqualTo(1);
  }

  @Test
  void aLaneThatIsAllButFullOfWhatIsUnderWayAsksForItsNextEvent() {
    rig.close();
    rig = new LoopRig(Map.of("memory.maxBytes", "31MB", "batch.maxBytes", "4MB"));
    step();
    rig.log(Severity.INFO, 1);
    flow(LINGER.plus(TICK), 0); // an answer, and two may be under way
    for (int half = 0; half < 2; half++) {
      for (int i = 0; i < 60; i++) {
        rig.logText(Severity.INFO, "a".repeat(32_000));
      }
      rig.clock.advance(LINGER);
      step();
    }
    Lane lane = rig.backlog(LaneKind.NORMAL).lane();
    assertThat(lane.usedBytes()).isGreaterThan(lane.capacity() / 8 * 7L);
    assertThat(rig.transport.open()).hasSize(2);
    rig.clock.advance(LINGER);
    step();

    assertThat(wakesBy(1)).isEqualTo(1);
  }

  @Test
  void aLaneWakesThisThreadWhenItIsHalfFullWhileTheEndpointIsAway() {
    rig.close();
    rig = new LoopRig(Map.of("memory.maxBytes", "4MB"));
    Lane lane = rig.backlog(LaneKind.NORMAL).lane();
    for (int status : new int[] {200, 503}) {
      rig.log(Severity.INFO, BATCH);
      rig.advance(LINGER);
      rig.transport.onlyOpen().answer(status, new Header("Retry-After", "60"));
      rig.work();
    }
    assertThat(lane.head()).isPositive();
    rig.log(Severity.INFO, 1);
    step();

    int wakes = 0;
    while (lane.usedBytes() < lane.capacity() / 2) {
      assertThat(wakes).isZero();
      wakes = wakesBy(1);
    }

    assertThat(wakes).isEqualTo(1);
  }

  @Test
  void anEventThatComesRightAfterALookIsSentWhenItHasLingeredAndNotLater() {
    rig.log(Severity.INFO, 1);
    flow(LINGER.minus(TICK), 0);
    rig.log(Severity.INFO, 1); // goes with the first one, and the lane is empty
    flow(TICK, 0);
    assertThat(rig.transport.all).hasSize(1);

    rig.log(Severity.INFO, 1);
    flow(LINGER.minus(TICK), 0);
    assertThat(rig.transport.all).hasSize(1);

    flow(TICK, 0);
    assertThat(rig.transport.all).hasSize(2);
  }

  /** How often callers wake this thread by so many events. */
  private int wakesBy(int events) {
    int before = rig.unparks;
    rig.log(Severity.INFO, events);
    return rig.unparks - before;
  }

  // An application and the delivery thread, a millisecond at a time

  private void flow(Duration howLong, int eventsPerTick) {
    for (long i = 0; i < howLong.toMillis(); i++) {
      rig.log(Severity.INFO, eventsPerTick);
      stepIfAwake();
      rig.clock.advance(TICK);
      stepIfAwake();
    }
  }

  private void stepIfAwake() {
    while (rig.unparks > unparksSeen || isOver()) {
      step();
      rig.transport.open().forEach(this::answer);
    }
  }

  private void step() {
    unparksSeen = rig.unparks;
    rig.work();
    steps++;
    wakesAtNanos = rig.rest == Long.MAX_VALUE ? Long.MAX_VALUE : rig.clock.nanos() + rig.rest;
  }

  private boolean isOver() {
    return wakesAtNanos != Long.MAX_VALUE && rig.clock.nanos() - wakesAtNanos >= 0;
  }

  private void answer(ScriptedTransport.Exchange exchange) {
    exchange.answer(200);
    answers++;
  }
}
