package io.github.telemetryappender.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The simulator against mistakes made on purpose: one that finds none of them would prove nothing.
 */
class DefectsTest {

  private static final int SEEDS = 600;

  static Stream<Defect> defects() {
    return Stream.of(
        new Defect(
            "events expire a millisecond early",
            "delivery/Expiry.java",
            "return nowNanos - acceptedAtNanos >= maxAgeNanos;",
            "return nowNanos - acceptedAtNanos >= maxAgeNanos - 1_000_000;"),
        new Defect(
            "the rest before an expiry is 5 ms too long",
            "delivery/Expiry.java",
            "nanosLeft(waiting.batch().oldestAcceptedAtNanos(), nowNanos)",
            "nanosLeft(waiting.batch().oldestAcceptedAtNanos(), nowNanos) + 5_000_000"),
        new Defect(
            "a linger ends 2 ms late",
            "batch/LaneBacklog.java",
            "return oldestAcceptedAtNanos() + lingerNanos();",
            "return 2_000_000 + oldestAcceptedAtNanos() + lingerNanos();"),
        new Defect(
            "a slot is not given back now and then",
            "delivery/DeliveryLoop.java",
            "    inFlight.remove(attempt);\n    if (ended) {",
            "    if (attempt.delivery().batch().events() % 7 != 3) inFlight.remove(attempt);\n"
                + "    if (ended) {"),
        new Defect(
            "a completion is lost now and then",
            "delivery/DeliveryLoop.java",
            "Action action = judge(attempt, result);",
            "if (attempt.delivery().batch().events() % 7 == 3) return;"
                + " Action action = judge(attempt, result);"),
        new Defect(
            "memory of a halved batch is given back twice",
            "delivery/Refusals.java",
            "    List<Batch> halves = parts.divider().halve(batch);\n"
                + "    retryQueue.unreserve(batch.packedBytes());",
            "    List<Batch> halves = parts.divider().halve(batch);\n"
                + "    retryQueue.unreserve(2 * batch.packedBytes());"),
        new Defect(
            "half of Retry-After is enough",
            "delivery/EndpointGate.java",
            "Math.max(pausedUntilNanos - nowNanos, waitNanos);",
            "Math.max(pausedUntilNanos - nowNanos, waitNanos / 2);"),
        new Defect(
            "the drawn backoff is halved",
            "delivery/Outcomes.java",
            "    requeue(delivery, waitNanos, nowNanos);",
            "    requeue(delivery, waitNanos / 2, nowNanos);"),
        new Defect(
            "the oldest is evicted whatever its rank",
            "delivery/RetryQueue.java",
            "return byRank == 0 ? one.sequence() < other.sequence() : byRank < 0;",
            "return one.sequence() < other.sequence();"),
        new Defect(
            "what is open goes first whatever waits",
            "delivery/DeliveryLoop.java",
            "return priority(open, nowNanos) > waiting.priority(nowNanos);",
            "return true;"),
        new Defect(
            "what was tried once lets all others go first",
            "delivery/DeliveryLoop.java",
            "delivery.attempts() == 0 || gate.mayResendFreely() || drain != null",
            "delivery.attempts() == 0 || drain != null"),
        new Defect(
            "deliveries are counted twice",
            "delivery/Settlement.java",
            "    ledger.delivered(arrived);",
            "    ledger.delivered(arrived); ledger.delivered(arrived);"),
        new Defect(
            "a failed batch is put back twice",
            "delivery/Outcomes.java",
            "    retryQueue.add(delivery);",
            "    retryQueue.add(delivery); retryQueue.add(delivery);"),
        new Defect(
            "a second refresh is started beside the first",
            "auth/TokenCredentials.java",
            "if (fetch == null && life != Life.CLOSED && !failures.areUnderWay()) {",
            "if (life != Life.CLOSED) {"),
        new Defect(
            "a caller that waited is accepted as of when it began to wait",
            "BlockingSink.java",
            "RecordLayout.acceptAt(record, offset, clock.nanos());",
            ""),
        new Defect(
            "a token is sent past its hard stop",
            "auth/Grant.java",
            "lifeNanos - HARD_STOP_MARGIN_NANOS - ageNanos(nowNanos)",
            "lifeNanos - ageNanos(nowNanos)"),
        new Defect(
            "the first event of a lane wakes nobody",
            "delivery/LaneWatch.java",
            "      return lane.scannedPosition() + 1;",
            "      return Lane.WAKE_NEVER;"),
        new Defect(
            "a lane that was just emptied is not looked at again",
            "delivery/LaneWatch.java",
            "nanos = untilQuiet(nowNanos);",
            ""),
        new Defect(
            "a lane that is all but full asks for no event",
            "delivery/DeliveryLoop.java",
            "    long wakeNanos = lane.wakeAt(wakeAt);",
            "    boolean full = reliefAt <= lane.scannedPosition();\n"
                + "    long wakeNanos = lane.wakeAt(full ? Lane.WAKE_NEVER : wakeAt);"),
        new Defect(
            "the deadline of a flush is forgotten",
            "delivery/DeliveryLoop.java",
            "Math.min(expiry.nanosUntilNext(nowNanos), flushes.nanosUntilDeadline(nowNanos))",
            "expiry.nanosUntilNext(nowNanos)"),
        new Defect(
            "one exchange too many is started",
            "delivery/DeliveryLoop.java",
            "inFlight.size() < slots &&",
            "inFlight.size() <= slots &&"),
        new Defect(
            "an open breaker lets through",
            "delivery/CircuitBreaker.java",
            "case OPEN -> openUntilNanos - nowNanos;",
            "case OPEN -> 0;"),
        new Defect(
            "a drain waits for the last exchange",
            "delivery/DeliveryLoop.java",
            "current.nanosUntilDeadline(nowNanos) == 0\n        || (",
            "("));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("defects")
  void theSimulatorFinds(Defect defect, @TempDir Path directory) throws Exception {
    String found = defect.foundWithin(SEEDS, directory);
    assertThat(found).as("%s: nothing found in %d seeds", defect, SEEDS).isNotNull();
    System.out.println("Found that " + defect + ", by " + found);
  }
}
