package io.github.telemetryappender.core.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.memory.LaneMemory;
import io.github.telemetryappender.core.time.Clock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers that wait for room: three lanes of 256 bytes, eight records of 8 bytes each. */
@Timeout(30)
class LanesBlockingTest {

  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final byte[] RECORD = new byte[8];

  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final Lanes lanes =
      new Lanes(new LaneMemory(), 256, new Random(1), new RecordingParker());

  @BeforeEach
  void fillAll() {
    for (LaneKind kind : LaneKind.values()) {
      Lane lane = lanes.lane(kind);
      for (int i = 0; i < 8; i++) {
        assertThat(lane.offer(RECORD, 0, RECORD.length)).isNotNegative();
      }
    }
  }

  @AfterEach
  void end() throws InterruptedException {
    callers.shutdownNow();
    assertThat(callers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void callerWithoutTimeDoesNotWait() {
    assertThat(offerWithin(0)).isFalse();
    assertThat(lanes.waitingCallers()).isZero();
  }

  @Test
  void callerGivesUpWhenItsTimeIsOverAndNotBefore() {
    long timeoutNanos = TimeUnit.MILLISECONDS.toNanos(20);
    long startNanos = Clock.system().nanos();

    assertThat(offerWithin(timeoutNanos)).isFalse();
    assertThat(Clock.system().nanos() - startNanos).isGreaterThanOrEqualTo(timeoutNanos);
    assertThat(lanes.waitingCallers()).isZero();
  }

  @Test
  void waitingCallerGetsTheRoomThatIsReleased() throws Exception {
    Future<Boolean> accepted = callers.submit(() -> offerWithin(LONG_NANOS));
    until(() -> lanes.waitingCallers() == 1);

    releaseOldest(LaneKind.NORMAL);

    assertThat(accepted.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(lanes.lane(LaneKind.NORMAL).tail()).isEqualTo(256 + 32);
  }

  @Test
  void waitingCallerGetsRoomInALowerLane() throws Exception {
    Future<Boolean> accepted = callers.submit(() -> offerWithin(LONG_NANOS));
    until(() -> lanes.waitingCallers() == 1);

    releaseOldest(LaneKind.LOW);

    assertThat(accepted.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void roomInAHigherLaneIsNotForTheWaitingCaller() throws Exception {
    Future<Boolean> accepted = callers.submit(() -> offerWithin(LONG_NANOS));
    until(() -> lanes.waitingCallers() == 1);

    releaseOldest(LaneKind.URGENT);
    assertThat(lanes.lane(LaneKind.URGENT).tail()).isEqualTo(256);
    releaseOldest(LaneKind.NORMAL);

    assertThat(accepted.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(lanes.lane(LaneKind.URGENT).tail()).isEqualTo(256);
  }

  @Test
  void interruptEndsTheWaitAndStaysSet() throws Exception {
    CountDownLatch flagSeen = new CountDownLatch(1);
    Thread caller =
        new Thread(
            () -> {
              if (!offerWithin(LONG_NANOS) && Thread.currentThread().isInterrupted()) {
                flagSeen.countDown();
              }
            });
    caller.start();
    until(() -> lanes.waitingCallers() == 1);

    caller.interrupt();

    assertThat(flagSeen.await(10, TimeUnit.SECONDS)).isTrue();
    caller.join(10_000);
  }

  @Test
  void interruptedCallerStillGetsRoomThatIsThere() {
    releaseOldest(LaneKind.NORMAL);
    Thread.currentThread().interrupt();

    assertThat(offerWithin(LONG_NANOS)).isTrue();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void sealSendsWaitingCallersAway() throws Exception {
    Future<Boolean> accepted = callers.submit(() -> offerWithin(LONG_NANOS));
    until(() -> lanes.waitingCallers() == 1);

    lanes.seal();

    assertThat(accepted.get(10, TimeUnit.SECONDS)).isFalse();
    assertThat(offerWithin(LONG_NANOS)).isFalse();
  }

  @Test
  void noWakeUpIsLostByTheOneWhoWaits() throws Exception {
    handOverOneByOne(1, 5_000); // nobody else could take the place that he misses
  }

  @Test
  void allOfManyGetTheirPlaces() throws Exception {
    handOverOneByOne(4, 500);
  }

  /** The next place comes free only when the last one is taken: one lost wake-up and all stand. */
  private void handOverOneByOne(int callerCount, int recordsEach) throws Exception {
    List<Future<Integer>> accepted = new ArrayList<>();
    for (int i = 0; i < callerCount; i++) {
      accepted.add(callers.submit(acceptedOf(recordsEach)));
    }

    Lane normal = lanes.lane(LaneKind.NORMAL);
    Lane low = lanes.lane(LaneKind.LOW);
    for (int freed = 0; freed < callerCount * recordsEach; freed++) {
      long bytesBefore = normal.tail() + low.tail();
      Lane lane = freed % 2 == 0 ? normal : low;
      until(() -> releaseOne(lane) == 1); // its caller may still be copying
      until(() -> normal.tail() + low.tail() > bytesBefore);
    }

    for (Future<Integer> each : accepted) {
      assertThat(each.get(10, TimeUnit.SECONDS)).isEqualTo(recordsEach);
    }
    assertThat(lanes.waitingCallers()).isZero();
  }

  // ------------------------------------------------------------------

  private boolean offerWithin(long timeoutNanos) {
    return offer() || lanes.tryWithin(this::offer, timeoutNanos, Clock.system());
  }

  private boolean offer() {
    return lanes.offer(Severity.INFO, RECORD, 0, RECORD.length);
  }

  private Callable<Integer> acceptedOf(int records) {
    return () -> {
      Random random = new Random(records);
      int accepted = 0;
      for (int i = 0; i < records; i++) {
        // Arrive before, while and after the place comes free.
        for (int spins = random.nextInt(200); spins > 0; spins--) {
          Thread.onSpinWait();
        }
        accepted += offerWithin(LONG_NANOS) ? 1 : 0;
      }
      return accepted;
    };
  }

  private void releaseOldest(LaneKind kind) {
    assertThat(releaseOne(lanes.lane(kind))).isEqualTo(1);
  }

  private static int releaseOne(Lane lane) {
    lane.scan(LanesBlockingTest::ignore, 100);
    long first = lane.nextRecord(lane.head(), lane.scannedPosition());
    if (first == lane.scannedPosition()) {
      return 0;
    }
    lane.release(lane.head(), lane.positionAfter(first));
    return 1;
  }

  private static void until(BooleanSupplier condition) {
    long startNanos = Clock.system().nanos();
    while (!condition.getAsBoolean()) {
      assertThat(Clock.system().nanos() - startNanos).isLessThan(LONG_NANOS);
      Thread.yield();
    }
  }

  private static void ignore(long position, ByteBuffer ring, int payloadOffset, int length) {}
}
