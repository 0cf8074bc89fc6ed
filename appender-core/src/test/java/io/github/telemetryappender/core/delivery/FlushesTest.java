package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.lane.SlowProducer;
import io.github.telemetryappender.core.transport.FailureKind;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A flush is about what was accepted before it began: no event more, and none less. */
class FlushesTest {

  private static final Duration LINGER = Duration.ofSeconds(1);
  private static final Duration AT_MOST = Duration.ofSeconds(5);

  private final LoopRig rig = new LoopRig(Map.of("delivery.maxInFlight", "1"));

  @AfterEach
  void close() {
    rig.checkAndClose();
  }

  private void answer(int status) {
    rig.transport.onlyOpen().answer(status);
    rig.work();
  }

  /** A flush of so many events, which waits for their next attempt. */
  private CompletableFuture<FlushResult> flushOfWhatFailed(int events) {
    rig.log(Severity.INFO, events);
    CompletableFuture<FlushResult> flush = rig.flush(AT_MOST);
    rig.transport.onlyOpen().fail(FailureKind.CONNECT_REFUSED);
    rig.work();
    assertThat(flush).isNotDone();
    return flush;
  }

  @Test
  void whatIsLoggedAfterwardsLingersAsEver() {
    flushOfWhatFailed(3);
    rig.log(Severity.ERROR, 2);
    rig.work();
    assertThat(rig.transport.open()).isEmpty();
  }

  @Test
  void whatIsLoggedAfterwardsGoesInABatchOfItsOwn() {
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER); // takes the slot
    rig.log(Severity.INFO, 3);
    CompletableFuture<FlushResult> flush = rig.flush(AT_MOST);
    rig.log(Severity.INFO, 2);
    answer(200);
    assertThat(rig.transport.onlyOpen().events()).isEqualTo(3);
    answer(200);
    assertThat(flush).isCompletedWithValue(new FlushResult(4, 0, 0));
  }

  @Test
  void itDoesNotWaitForWhatIsLoggedAfterwards() {
    rig.log(Severity.INFO, 3);
    CompletableFuture<FlushResult> flush = rig.flush(AT_MOST);
    rig.log(Severity.INFO, 2);
    answer(200);
    assertThat(flush).isCompletedWithValue(new FlushResult(3, 0, 0));
  }

  @Test
  void whatIsOpenAtItsDeadlineIsHeldButForWhatWasLoggedAfterwards() {
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER); // takes the slot
    rig.log(Severity.INFO, 3);
    CompletableFuture<FlushResult> flush = rig.flush(AT_MOST);
    rig.log(Severity.INFO, 2);
    rig.advance(AT_MOST);
    assertThat(flush).isCompletedWithValue(new FlushResult(0, 0, 4));
  }

  @Test
  void itTellsOfNoDeliveryOfWhatWasLoggedAfterwards() {
    CompletableFuture<FlushResult> flush = flushOfWhatFailed(3);
    rig.log(Severity.FATAL, 2);
    rig.work();
    rig.advance(Duration.ofMillis(100));
    assertThat(rig.transport.onlyOpen().lane()).isEqualTo("u");
    answer(200);
    assertThat(rig.snapshot().delivered().of(Severity.FATAL)).isEqualTo(2);
    rig.untilSent();
    answer(200);
    assertThat(flush).isCompletedWithValue(new FlushResult(3, 0, 0));
  }

  @Test
  void itTellsOfWhatWasLostButForWhatWasLoggedAfterwards() {
    CompletableFuture<FlushResult> flush = flushOfWhatFailed(3);
    rig.log(Severity.FATAL, 2);
    rig.work();
    rig.advance(Duration.ofMillis(100));
    assertThat(rig.transport.onlyOpen().lane()).isEqualTo("u");
    answer(411);
    assertThat(rig.snapshot().rejected().of(Severity.FATAL)).isEqualTo(2);
    rig.untilSent();
    answer(411);
    assertThat(flush).isCompletedWithValue(new FlushResult(0, 3, 0));
  }

  @Test
  void itWaitsForTheCallerThatIsStillCopying() {
    SlowProducer caller =
        new SlowProducer(rig.lanes.lane(LaneKind.NORMAL), rig.record(Severity.INFO, 104));
    CompletableFuture<FlushResult> flush = rig.flush(AT_MOST);
    assertThat(flush).isNotDone();
    caller.finish();
    rig.work();
    answer(200);
    assertThat(flush).isCompletedWithValue(new FlushResult(1, 0, 0));
  }

  @Test
  void itWaitsForWhatWasSentAndForTheCallerThatIsStillCopying() {
    rig.log(Severity.INFO, 1);
    SlowProducer caller =
        new SlowProducer(rig.lanes.lane(LaneKind.NORMAL), rig.record(Severity.INFO, 104));
    CompletableFuture<FlushResult> flush = rig.flush(AT_MOST);
    assertThat(flush).isNotDone();
    answer(200);
    assertThat(flush).isNotDone();
    caller.finish();
    rig.work();
    answer(200);
    assertThat(flush).isCompletedWithValue(new FlushResult(2, 0, 0));
  }

  @Test
  void itDoesNotWaitForWhatFailsOfWhatWasLoggedAfterwards() {
    CompletableFuture<FlushResult> flush = flushOfWhatFailed(3);
    rig.log(Severity.FATAL, 2);
    rig.work();
    rig.advance(Duration.ofMillis(100));
    assertThat(rig.transport.onlyOpen().lane()).isEqualTo("u");
    answer(402);
    rig.advance(Duration.ofSeconds(4).plusMillis(900));
    assertThat(flush).isCompletedWithValue(new FlushResult(0, 0, 3));
  }

  @Test
  void nobodyWaitsWhereAllAreToldOfTheEnd() {
    Flushes flushes = new Flushes();
    CompletableFuture<FlushResult> flush = new CompletableFuture<>();
    flushes.add(rig.backlogs, rig.clock.nanos(), flush);
    assertThat(flushes.isPending()).isTrue();
    flushes.end(each -> 7);
    assertThat(flush).isCompletedWithValue(new FlushResult(0, 0, 7));
    assertThat(flushes.isPending()).isFalse();
  }
}
