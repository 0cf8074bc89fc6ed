package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.batch.BatchDivider;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.memory.MemoryPool;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who goes first, who waits for how long, and who gives way, among deliveries that wait. */
class RetryQueueTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final LoopRig rig = new LoopRig(Map.of());
  private final BatchDivider divider = new BatchDivider(bytes -> bytes);
  private final RetryQueue queue = new RetryQueue(new MemoryPool(1 << 20));
  private final long now = rig.clock.nanos();
  private long cut;

  @AfterEach
  void close() {
    rig.close();
    divider.close();
  }

  /** A delivery of events that were logged just now, and is due. */
  private Delivery delivery(Severity severity, int events) {
    return new Delivery(cut++, rig.cut(severity, events), now);
  }

  private Delivery packed(Severity severity) {
    Delivery delivery = delivery(severity, 1);
    delivery.moveTo(divider.pack(delivery.batch()));
    return delivery;
  }

  private void wait(Delivery... deliveries) {
    queue.clear();
    for (Delivery delivery : deliveries) {
      queue.add(delivery);
    }
  }

  private Delivery next() {
    return queue.next(now, delivery -> true).orElseThrow();
  }

  /** Whatever order they came in. */
  private void assertGoesFirst(Delivery first, Delivery second) {
    wait(first, second);
    assertThat(next()).isSameAs(first);
    wait(second, first);
    assertThat(next()).isSameAs(first);
  }

  // Who goes next

  @Test
  void theHigherSeverityGoesFirst() {
    Delivery info = delivery(Severity.INFO, 1);
    Delivery error = delivery(Severity.ERROR, 1);
    info.dueAt(now - SECOND);
    assertGoesFirst(error, info);
  }

  @Test
  void ofOneSeverityTheOneThatWasDueFirstGoesFirst() {
    Delivery second = delivery(Severity.INFO, 1);
    Delivery first = delivery(Severity.INFO, 1);
    second.dueAt(now - 1);
    first.dueAt(now - 2);
    assertGoesFirst(first, second);
  }

  @Test
  void ofThoseDueAtOnceTheOneThatWasCutFirstGoesFirst() {
    Delivery first = delivery(Severity.INFO, 1);
    assertGoesFirst(first, delivery(Severity.INFO, 1));
  }

  @Test
  void whatIsNotDueOrNotAllowedLetsOthersGo() {
    Delivery info = delivery(Severity.INFO, 1);
    Delivery error = delivery(Severity.ERROR, 1);
    wait(error, info);
    assertThat(queue.next(now, delivery -> delivery != error)).containsSame(info);
    error.dueAt(now + 1);
    assertThat(next()).isSameAs(info);
    assertThat(queue.next(now + 1, delivery -> true)).containsSame(error);
    assertThat(queue.next(now, delivery -> false)).isEmpty();
  }

  @Test
  void aProbeIsTheSmallestOfTheHighestRankAmongThoseTriedLeast() {
    Delivery tried = delivery(Severity.ERROR, 1);
    tried.countAttempt();
    Delivery large = delivery(Severity.INFO, 3);
    Delivery small = delivery(Severity.INFO, 2);
    Delivery debug = delivery(Severity.DEBUG, 1);
    wait(tried, debug, large, small);
    assertThat(queue.forProbe(delivery -> true)).containsSame(small);
    assertThat(queue.forProbe(delivery -> delivery != small)).containsSame(large);
    assertThat(queue.smallestOfHighestRank(delivery -> true)).containsSame(tried);
    assertThat(queue.smallestOfHighestRank(delivery -> delivery != tried)).containsSame(small);
  }

  // For how long they wait

  @Test
  void theFirstThatIsDueEndsTheWait() {
    assertThat(queue.nanosUntilDue(now, delivery -> true)).isEqualTo(Long.MAX_VALUE);
    Delivery later = delivery(Severity.INFO, 1);
    Delivery sooner = delivery(Severity.INFO, 1);
    later.dueAt(now + 7);
    sooner.dueAt(now + 5);
    wait(sooner, later);
    assertThat(queue.nanosUntilDue(now, delivery -> true)).isEqualTo(5);
    assertThat(queue.nanosUntilDue(now, delivery -> delivery == later)).isEqualTo(7);
    assertThat(queue.nanosUntilDue(now + 6, delivery -> true)).isZero();
  }

  @Test
  void theOldestIsKnownThroughComingAndGoing() {
    assertThat(queue.oldest()).isNull();
    Delivery old = delivery(Severity.INFO, 1);
    rig.clock.advance(Duration.ofSeconds(3));
    Delivery young = delivery(Severity.INFO, 1);
    queue.add(young);
    assertThat(queue.oldest()).isSameAs(young);
    queue.add(old);
    assertThat(queue.oldest()).isSameAs(old);
    queue.remove(old);
    assertThat(queue.oldest()).isSameAs(young);
    queue.add(old);
    assertThat(queue.oldest()).isSameAs(old);
    queue.remove(young);
    queue.add(young);
    assertThat(queue.oldest()).isSameAs(old);
    queue.clear();
    assertThat(queue.oldest()).isNull();
  }

  @Test
  void theOldestIsFoundInWhateverOrderTheyWait() {
    Delivery old = delivery(Severity.INFO, 1);
    rig.clock.advance(Duration.ofSeconds(3));
    Delivery young = delivery(Severity.INFO, 1);
    wait(old, young);
    assertThat(queue.oldest()).isSameAs(old);
    wait(young, old);
    assertThat(queue.oldest()).isSameAs(old);
  }

  @Test
  void thoseThatHoldAnEventOfAnInstantOrBeforeAreTold() {
    Delivery old = delivery(Severity.INFO, 1);
    rig.clock.advance(Duration.ofSeconds(3));
    Delivery young = delivery(Severity.INFO, 1);
    wait(young, old);
    assertThat(queue.acceptedUntil(now - 1)).isEmpty();
    assertThat(queue.acceptedUntil(now)).containsExactly(old);
    assertThat(queue.acceptedUntil(now + 3 * SECOND)).containsExactly(young, old);
  }

  // Who gives way

  @Test
  void theOldestOfTheLowestRankGivesWay() {
    Delivery info = packed(Severity.INFO);
    Delivery debug = packed(Severity.DEBUG);
    Delivery newer = packed(Severity.DEBUG);
    wait(info, newer, debug);
    assertThat(queue.evict(packed(Severity.ERROR))).isSameAs(debug);
    assertThat(queue.all()).containsExactly(info, newer);
    assertThat(queue.evict(packed(Severity.DEBUG))).isSameAs(newer);
    assertThat(queue.evict(packed(Severity.ERROR))).isSameAs(info);
    wait(debug, newer, info);
    assertThat(queue.evict(packed(Severity.ERROR))).isSameAs(debug);
  }

  @Test
  void whatIsWorthLessThanAllThatWaitsGivesWayItself() {
    Delivery info = packed(Severity.INFO);
    wait(info);
    Delivery debug = packed(Severity.DEBUG);
    assertThat(queue.evict(debug)).isSameAs(debug);
    assertThat(queue.all()).containsExactly(info);
  }

  @Test
  void whatTakesNoMemoryHereDoesNotGiveWay() {
    wait(delivery(Severity.DEBUG, 1));
    Delivery error = packed(Severity.ERROR);
    assertThat(queue.evict(error)).isSameAs(error);
  }

  @Test
  void whatPinsALaneIsTheFirstOfItsDeliveriesThatHasNotLeftIt() {
    Delivery left = packed(Severity.INFO);
    Delivery first = delivery(Severity.INFO, 1);
    Delivery second = delivery(Severity.INFO, 1);
    wait(second, left, delivery(Severity.ERROR, 1), first);
    assertThat(queue.oldestInLane(LaneKind.NORMAL)).containsSame(first);
    wait(first, second);
    assertThat(queue.oldestInLane(LaneKind.NORMAL)).containsSame(first);
    assertThat(queue.oldestInLane(LaneKind.LOW)).isEmpty();
  }
}
