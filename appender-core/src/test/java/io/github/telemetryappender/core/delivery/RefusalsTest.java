package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.format.Receipt;
import io.github.telemetryappender.core.transport.ExchangeResult;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a batch that is refused for what is in it, or that cannot be sent for it. */
class RefusalsTest {

  private static final Duration LINGER = Duration.ofMillis(10);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final SizedFormat format = new SizedFormat();
  private final LoopRig rig =
      new LoopRig(
          Map.of(
              "batch.maxBytes", "64KB",
              "batch.maxEvents", "256",
              "batch.linger", "10ms",
              "batch.urgentLinger", "10ms",
              "delivery.maxInFlight", "1",
              "compression", "none"),
          format);

  @AfterEach
  void close() {
    try {
      assertThat(rig.snapshot().held().total()).as("all is settled").isZero();
      assertThat(rig.retryMemory.usedBytes()).as("all memory is given back").isZero();
    } finally {
      rig.checkAndClose();
    }
  }

  private void send(int events) throws Exception {
    rig.log(Severity.INFO, events, 200);
    rig.work();
    rig.advance(LINGER);
    render();
  }

  /** Makes the body, as the transport would. */
  private void render() throws Exception {
    rig.transport.onlyOpen().request.payload().render().writeTo(new ByteArrayOutputStream());
  }

  private void answer(int status) {
    rig.transport.onlyOpen().answer(status);
    rig.work();
  }

  /**
   * Answers whatever comes without waiting, by the number of its events.
   *
   * @return how many requests that were
   */
  private int answerAll(IntUnaryOperator statusOf) {
    int requests = 0;
    while (!rig.transport.open().isEmpty()) {
      answer(statusOf.applyAsInt(rig.transport.onlyOpen().events()));
      requests++;
    }
    return requests;
  }

  /** So many events that are under way, packed: one in front of them arrived, and then a 503. */
  private void sendPacked(int events) throws Exception {
    send(1 + events);
    format.receipt = new Receipt.FirstDelivered(1);
    answer(503);
    format.receipt = null;
    rig.untilSent();
    render();
    assertThat(rig.transport.onlyOpen().events()).isEqualTo(events);
    assertThat(rig.retryMemory.usedBytes()).isPositive();
  }

  // Too large for the endpoint

  @Test
  void afterABatchThatWasTooLargeLaterOnesAreCutSmaller() throws Exception {
    format.bodyBytes = 10_000;
    send(64);
    answer(413);
    assertThat(answerAll(events -> 200)).isEqualTo(2);
    rig.log(Severity.INFO, 64, 200);
    rig.work();
    assertThat(rig.transport.onlyOpen().events()).as("nine tenths of that").isEqualTo(45);
    answerAll(events -> 200);
    rig.advance(LINGER);
    answerAll(events -> 200);
  }

  @Test
  void howOftenItIsHalvedToFitIsNotLimited() throws Exception {
    send(128);
    assertThat(answerAll(events -> events > 1 ? 413 : 200)).isEqualTo(128 + 127);
    assertThat(rig.snapshot().delivered().total()).isEqualTo(128);
  }

  @Test
  void ofTwoEventsNoMessageIsCut() throws Exception {
    format.bodyBytes = 1100;
    send(2);
    answer(413);
    assertThat(rig.snapshot().attemptsByOutcome()).containsOnly(Map.entry("split", 1L));
    answerAll(events -> 200);
  }

  @Test
  void noMessageIsCutForARefusalThatIsNotAboutSize() throws Exception {
    format.bodyBytes = 1100;
    send(1);
    answer(400);
    assertThat(rig.snapshot().lostByReason()).containsExactly(Map.entry("rejected.400", 1L));
  }

  private Map<String, Long> afterTooLarge(int bodyBytes, int messageBytes) throws Exception {
    format.bodyBytes = bodyBytes;
    rig.logText(Severity.INFO, "x".repeat(messageBytes));
    rig.work();
    rig.advance(LINGER);
    render();
    answer(413);
    return rig.snapshot().attemptsByOutcome();
  }

  /** Nine tenths of the body fit, and what is above that is taken from the message. */
  @Test
  void aMessageIsCutWhereSixtyFourBytesOfItAreLeft() throws Exception {
    assertThat(afterTooLarge(2000, 200 + 64)).containsOnly(Map.entry("shorten", 1L));
    answer(200);
  }

  @Test
  void aMessageIsNotCutWhereLessIsLeft() throws Exception {
    assertThat(afterTooLarge(2000, 200 + 63)).containsOnly(Map.entry("split", 1L));
    assertThat(rig.snapshot().lostByReason()).containsExactly(Map.entry("rejected.413", 1L));
  }

  @Test
  void whereAKilobyteIsTooLargeNoCutHelps() throws Exception {
    assertThat(afterTooLarge(1024, 1000)).containsOnly(Map.entry("split", 1L));
    assertThat(rig.snapshot().lostByReason()).containsExactly(Map.entry("rejected.413", 1L));
  }

  @Test
  void afterAMessageWasCutLaterBatchesAreCutSmaller() throws Exception {
    afterTooLarge(10_000, 5000);
    answer(200);
    rig.log(Severity.INFO, 64, 200);
    rig.work();
    assertThat(rig.transport.onlyOpen().events()).isEqualTo(45);
    answerAll(events -> 200);
    rig.advance(LINGER);
    answerAll(events -> 200);
  }

  // Refused for what is in it

  @Test
  void sixtyFourRequestsGoIntoTheSearchAtOnceAndThenOneEachSecondOrSo() throws Exception {
    long began = rig.clock.nanos();
    send(128);
    assertThat(answerAll(events -> events > 1 ? 400 : 200)).isEqualTo(1 + 64);
    while (rig.snapshot().held().total() > 0) {
      rig.untilSent();
      answerAll(events -> events > 1 ? 400 : 200);
    }
    assertThat(rig.snapshot().delivered().total()).isEqualTo(128);
    assertThat(Duration.ofNanos(rig.clock.nanos() - began))
        .as("254 halves, 64 a minute")
        .isBetween(MINUTE.multipliedBy(280).dividedBy(100), MINUTE.multipliedBy(3));
  }

  /** Two batches of four events are four pairs that were refused to the last. */
  @Test
  void aBatchCountsOnceHoweverOftenItWasHalved() throws Exception {
    for (int batch = 0; batch < 2; batch++) {
      send(4);
      answerAll(events -> 400);
    }
    send(4);
    answer(400);
    assertThat(rig.transport.onlyOpen().events()).as("it is searched still").isEqualTo(2);
    answerAll(events -> 200);
  }

  @Test
  void thatItRefusesWhateverItIsSentIsSaidWithTheThirdBatchsLastEvent() throws Exception {
    for (int batch = 0; batch < 3; batch++) {
      send(2);
      answer(400);
      answer(400);
      assertThat(rig.snapshot().lastError())
          .contains("answered 400")
          .doesNotContain("refuses whatever it is sent");
      answer(400);
    }
    assertThat(rig.snapshot().lastError()).contains("it refuses whatever it is sent");
  }

  private void bringIntoMismatch() throws Exception {
    for (int batch = 0; batch < 3; batch++) {
      send(2);
      answerAll(events -> 400);
    }
  }

  @Test
  void inAMismatchNothingIsHalvedAnyMore() throws Exception {
    bringIntoMismatch();
    send(4);
    answer(451);
    assertThat(rig.transport.open()).isEmpty();
    assertThat(rig.snapshot().lostByReason()).containsEntry("rejected.451", 4L);
  }

  @Test
  void inAMismatchOneEventIsTriedByItselfAndWhenItArrivesTheSearchGoesOn() throws Exception {
    bringIntoMismatch();
    rig.advance(MINUTE.multipliedBy(5));
    sendPacked(4);
    answer(400);
    assertThat(rig.transport.onlyOpen().events()).isEqualTo(1);
    assertThat(rig.snapshot().lostByReason()).containsEntry("rejected.400", 6L + 3L);
    assertThat(rig.snapshot().lastError())
        .contains("answered 400", "it refuses whatever it is sent");
    answer(200);

    send(4);
    answer(400);
    assertThat(rig.transport.onlyOpen().events()).isEqualTo(2);
    answerAll(events -> 200);
  }

  // Memory of what was packed

  @Test
  void halvesOfAPackedBatchTakeThePlaceOfIt() throws Exception {
    sendPacked(4);
    answer(400);
    assertThat(answerAll(events -> 200)).isEqualTo(2);
  }

  @Test
  void aShorterMessageTakesThePlaceOfThePackedOne() throws Exception {
    format.bodyBytes = 1100;
    sendPacked(1);
    answer(413);
    assertThat(rig.snapshot().attemptsByOutcome()).containsEntry("shorten", 1L);
    answer(200);
  }

  @Test
  void whatIsLeftOfAPackedBatchTakesThePlaceOfIt() throws Exception {
    sendPacked(3);
    for (int shortage = 0; shortage < 2; shortage++) {
      rig.transport.onlyOpen().runOutOfMemory();
      rig.work();
      rig.advance(Duration.ofSeconds(1));
    }
    assertThat(rig.snapshot().lostByReason()).containsExactly(Map.entry("abandoned.encoding", 1L));
    answerAll(events -> 200);
  }

  // Too large to be sent

  private void passTheLimit() {
    ExchangeResult.TooLarge result = new ExchangeResult.TooLarge(16_000);
    rig.transport.onlyOpen().future.complete(result);
    rig.work();
  }

  @Test
  void aBodyThatIsLargerThanThoughtGetsAllTheRoomThereIsAndThenItIsHalved() throws Exception {
    send(2);
    rig.transport.onlyOpen().answer(503);
    rig.work();
    rig.untilSent();
    long before = rig.bodyMemory.usedBytes();
    passTheLimit();
    assertThat(rig.transport.onlyOpen().events()).isEqualTo(2);
    assertThat(rig.bodyMemory.usedBytes()).isGreaterThan(before);

    passTheLimit();
    assertThat(rig.transport.onlyOpen().events()).isEqualTo(1);
    answerAll(events -> 200);
  }

  @Test
  void anEventThatIsTooLargeWithAllTheRoomThereIsIsLost() throws Exception {
    send(1);
    passTheLimit();
    passTheLimit();
    assertThat(rig.snapshot().lostByReason()).containsExactly(Map.entry("abandoned.encoding", 1L));
    assertThat(rig.snapshot().lastError()).contains("the body passes 16,000 bytes");
  }
}
