package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.format.Answer;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.PlainFormat;
import io.github.telemetryappender.core.format.Receipt;
import io.github.telemetryappender.core.format.Receipt.Pushback;
import io.github.telemetryappender.core.format.RenderBuffer;
import io.github.telemetryappender.core.transport.FailureKind;
import io.github.telemetryappender.core.transport.Header;
import io.github.telemetryappender.core.transport.PayloadTooLargeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an answer says of single events is what becomes of them. */
class ReceiptsTest {

  private static final Map<String, String> SETTINGS =
      Map.of("batch.linger", "10ms", "batch.urgentLinger", "10ms", "compression", "none");

  private final Told format = new Told();
  private LoopRig rig = new LoopRig(SETTINGS, format);

  @AfterEach
  void close() {
    rig.checkAndClose();
  }

  private void withSetting(String name, String value) {
    rig.close();
    Map<String, String> settings = new HashMap<>(SETTINGS);
    settings.put(name, value);
    rig = new LoopRig(settings, format);
  }

  @Test
  void onlyTheEventsThatAreToGoAgainGoAgainWithTheSameIds() throws Exception {
    List<String> sent = send(6);
    format.receipt = new Receipt.PerEvent(bits(1, 4), bits(2), Pushback.FAILURE, "no field");
    answer(200);

    assertThat(rig.snapshot().delivered().total()).isEqualTo(3);
    assertThat(rig.snapshot().rejected().total()).isEqualTo(1);
    assertThat(rig.snapshot().held().total()).isEqualTo(2);
    assertThat(rig.retryMemory.usedBytes()).isPositive();

    rig.advance(Duration.ofSeconds(60));
    assertThat(idsOfOpen()).containsExactly(sent.get(1), sent.get(4));
    format.receipt = null;
    answer(200);
    assertThat(rig.snapshot().delivered().total()).isEqualTo(5);
    assertThat(rig.retryMemory.usedBytes()).isZero();
    assertThat(rig.snapshot().lostByReason()).containsExactly(Map.entry("rejected.event", 1L));
  }

  @Test
  void aReportThatBreaksDownOverWhatWasRefusedLeavesWhatGoesAgain() throws Exception {
    List<String> sent = send(6);
    format.receipt = new Receipt.PerEvent(bits(1, 4), bits(2), Pushback.FAILURE, "no field");
    rig.reports.broken = true;
    assertThatThrownBy(() -> answer(200)).isInstanceOf(AssertionError.class);
    rig.reports.broken = false;
    rig.checkLedger();

    rig.advance(Duration.ofSeconds(60));
    assertThat(idsOfOpen()).containsExactly(sent.get(1), sent.get(4));
    format.receipt = null;
    answer(200);
    assertThat(rig.snapshot().delivered().total()).isEqualTo(5);
    assertThat(rig.snapshot().lostByReason()).containsExactly(Map.entry("rejected.event", 1L));
  }

  @Test
  void theBatchThatGoesAgainHasAKeyOfItsOwn() throws Exception {
    send(6);
    String key = rig.transport.onlyOpen().header("Idempotency-Key");
    format.receipt = new Receipt.PerEvent(bits(1, 4), bits(), Pushback.FAILURE, "");
    answer(200);
    rig.advance(Duration.ofSeconds(60));

    assertThat(rig.transport.onlyOpen().header("Idempotency-Key")).isNotEqualTo(key).endsWith("-2");
    format.receipt = null;
    answer(200);
  }

  @Test
  void eventsLeftOutOfTheBodyDoNotShiftTheOthers() throws Exception {
    format.unwritable = 2;
    List<String> sent = send(6);
    format.receipt = new Receipt.PerEvent(bits(2), bits(), Pushback.FAILURE, "");
    answer(200);

    assertThat(rig.snapshot().abandoned().total()).isEqualTo(1);
    format.unwritable = -1;
    rig.advance(Duration.ofSeconds(60));
    assertThat(idsOfOpen()).containsExactly(sent.get(2));
    format.receipt = null;
    answer(200);
  }

  @Test
  void eventsThatWereTooManyPauseTheEndpoint() throws Exception {
    send(4);
    format.receipt = new Receipt.PerEvent(bits(0), bits(), Pushback.THROTTLE, "busy");
    answer(200);

    rig.log(Severity.INFO, 1);
    rig.advance(Duration.ofMillis(50));
    assertThat(rig.transport.open()).isEmpty();
    format.receipt = null;
    rig.advance(Duration.ofSeconds(3));
    while (!rig.transport.open().isEmpty()) {
      answer(200);
    }
    assertThat(rig.snapshot().delivered().total()).isEqualTo(5);
  }

  @Test
  void anAnswerThatTookNothingIsAFailure() throws Exception {
    send(3);
    format.receipt = new Receipt.PerEvent(bits(0, 1, 2), bits(), Pushback.FAILURE, "shards");
    answer(200);

    assertThat(rig.snapshot().attemptsByOutcome())
        .containsEntry("retry", 1L)
        .doesNotContainKey("ok");
    format.receipt = null;
    rig.advance(Duration.ofSeconds(60));
    answer(200);
    assertThat(rig.snapshot().delivered().total()).isEqualTo(3);
  }

  @Test
  void anAnswerThatTookNothingForThereWasTooMuchIsAPause() throws Exception {
    send(3);
    format.receipt = new Receipt.PerEvent(bits(0, 1, 2), bits(), Pushback.THROTTLE, "busy");
    answer(200);

    assertThat(rig.snapshot().attemptsByOutcome()).containsOnly(Map.entry("retry_after", 1L));
    rig.log(Severity.INFO, 1);
    rig.advance(Duration.ofMillis(50));
    assertThat(rig.transport.open()).isEmpty();
    format.receipt = null;
    rig.advance(Duration.ofSeconds(3));
    while (!rig.transport.open().isEmpty()) {
      answer(200);
    }
    assertThat(rig.snapshot().delivered().total()).isEqualTo(4);
  }

  @Test
  void someRefusedAreCountedAndNothingIsSentAgain() throws Exception {
    send(5);
    format.receipt = new Receipt.SomeRefused(2, "too old");
    answer(200);

    assertThat(rig.snapshot().delivered().total()).isEqualTo(3);
    assertThat(rig.snapshot().lostByReason()).containsExactly(Map.entry("rejected.partial", 2L));
    rig.advance(Duration.ofMinutes(5));
    assertThat(rig.transport.open()).isEmpty();
    assertThat(rig.reports.warnings).anyMatch(line -> line.contains("too old"));
  }

  @Test
  void moreRefusedThanWereSentIsNoMoreThanAll() throws Exception {
    send(5);
    format.receipt = new Receipt.SomeRefused(Long.MAX_VALUE, "");
    answer(200);

    assertThat(rig.snapshot().rejected().total()).isEqualTo(5);
  }

  @Test
  void whatStandsBehindTheEndOfAnAnswerGoesOn() throws Exception {
    List<String> sent = send(5);
    format.receipt = new Receipt.FirstDelivered(3);
    answer(503);

    assertThat(rig.snapshot().delivered().total()).isEqualTo(3);
    rig.advance(Duration.ofSeconds(60));
    assertThat(idsOfOpen()).containsExactly(sent.get(3), sent.get(4));
    format.receipt = null;
    answer(200);
  }

  @Test
  void whatStandsBehindARefusalGoesOnAtOnce() throws Exception {
    List<String> sent = send(5);
    format.receipt = new Receipt.FirstDelivered(3);
    answer(400);

    assertThat(idsOfOpen()).containsExactly(sent.get(3), sent.get(4));
    format.receipt = null;
    answer(200);
    assertThat(rig.snapshot().delivered().total()).isEqualTo(5);
  }

  @Test
  void aSuccessThatIsNoneIsAHold() throws Exception {
    send(2);
    format.receipt = new Receipt.NotTaken("blocked");
    answer(260);

    assertThat(rig.snapshot().delivered().total()).isZero();
    assertThat(rig.snapshot().attemptsByOutcome()).containsEntry("hold", 1L);
    format.receipt = null;
    rig.advance(Duration.ofSeconds(31));
    while (!rig.transport.open().isEmpty()) {
      answer(204);
    }
    assertThat(rig.snapshot().delivered().total()).isEqualTo(2);
  }

  @Test
  void anAnswerThatCannotBeReadIsTakenByItsStatus() throws Exception {
    send(2);
    format.breaks = true;
    answer(200);

    assertThat(rig.snapshot().delivered().total()).isEqualTo(2);
    assertThat(rig.reports.warnings).singleElement().asString().contains("counted as delivered");
  }

  @Test
  void whatTheProtocolForbidsToRepeatIsGivenUp() throws Exception {
    send(2);
    answer(500 + 7);

    assertThat(rig.snapshot().lostByReason()).containsExactly(Map.entry("rejected.507", 2L));
  }

  // What an answer says that took all

  @Test
  void anAnswerThatTookEverythingIsWorthNoWord() throws Exception {
    send(3);
    format.receipt = new Receipt.PerEvent(bits(), bits(), Pushback.FAILURE, "");
    answer(200);
    send(3);
    format.receipt = new Receipt.SomeRefused(0, "");
    answer(200);
    send(3);
    format.receipt = null;
    answer(200);

    assertThat(rig.snapshot().delivered().total()).isEqualTo(9);
    assertThat(rig.snapshot().lastError()).isEmpty();
    assertThat(rig.reports.warnings).isEmpty();
  }

  @Test
  void aRemarkIsPassedOnAndIsNoFailure() throws Exception {
    send(3);
    format.receipt = new Receipt.SomeRefused(0, "the attribute is deprecated");
    answer(200);

    assertThat(rig.snapshot().delivered().total()).isEqualTo(3);
    assertThat(rig.snapshot().lastError()).isEmpty();
    assertThat(rig.reports.warnings)
        .singleElement()
        .asString()
        .contains("remarked: the attribute is deprecated");
  }

  // Some of them refused

  @Test
  void whyEventsWereRefusedIsTheLastError() throws Exception {
    send(3);
    format.receipt = new Receipt.SomeRefused(1, "too old");
    answer(200);
    assertThat(rig.snapshot().lastError()).contains("refused some events", "too old");

    send(3);
    format.receipt = new Receipt.PerEvent(bits(), bits(1), Pushback.FAILURE, "no such field");
    answer(200);
    assertThat(rig.snapshot().lastError()).contains("refused some events", "no such field");
    assertThat(rig.snapshot().delivered().total()).isEqualTo(4);
  }

  @Test
  void ofThoseNotNamedTheMostSevereAreCountedAndTheLeastAsWell() throws Exception {
    rig.log(Severity.TRACE, 2);
    rig.log(Severity.DEBUG, 2);
    rig.work();
    rig.advance(Duration.ofMillis(10));
    idsOfOpen();
    format.receipt = new Receipt.SomeRefused(3, "");
    answer(200);

    assertThat(rig.snapshot().rejected().of(Severity.DEBUG)).isEqualTo(2);
    assertThat(rig.snapshot().rejected().of(Severity.TRACE)).isEqualTo(1);
    assertThat(rig.snapshot().delivered().of(Severity.TRACE)).isEqualTo(1);
  }

  @Test
  void anEventLeftOutOfTheBodyIsNeitherDeliveredNorRefused() throws Exception {
    format.unwritable = 1;
    send(5);
    format.receipt = new Receipt.SomeRefused(1, "too old");
    answer(200);

    assertThat(rig.snapshot().delivered().total()).isEqualTo(3);
    assertThat(rig.snapshot().lostByReason())
        .containsOnly(Map.entry("rejected.partial", 1L), Map.entry("abandoned.encoding", 1L));
  }

  @Test
  void aStatusThatIsNoSuccessDecidesWhateverTheBodySays() throws Exception {
    send(2);
    format.receipt = new Receipt.NotTaken("blocked");
    answer(503);
    assertThat(rig.snapshot().attemptsByOutcome()).containsOnly(Map.entry("retry", 1L));
    format.receipt = null;
    rig.advance(Duration.ofSeconds(60));
    answer(200);
  }

  // Some of them again

  @Test
  void whatGoesAgainWaitsForItsBackoffAndIsTheLastError() throws Exception {
    send(3);
    format.receipt = new Receipt.PerEvent(bits(1), bits(), Pushback.FAILURE, "");
    answer(200);
    assertThat(rig.snapshot().lastError()).contains("answered 200");
    rig.advance(Duration.ofNanos(Backoff.FLOOR_NANOS - 1));
    assertThat(rig.transport.open()).isEmpty();
    format.receipt = null;
    rig.rest();
    answer(200);
    assertThat(rig.snapshot().delivered().total()).isEqualTo(3);
  }

  @Test
  void eventsTheEndpointFailedOverKeepNoOtherWaiting() throws Exception {
    send(4);
    format.receipt = new Receipt.PerEvent(bits(0), bits(), Pushback.FAILURE, "shard");
    answer(200);
    format.receipt = null;

    send(1);
    answer(200);
    assertThat(rig.snapshot().delivered().total()).isEqualTo(4);
  }

  @Test
  void eachTimeThatAnEventGoesAgainIsAnAttempt() throws Exception {
    withSetting("retry.maxAttempts", "2");
    send(4);
    format.receipt = new Receipt.PerEvent(bits(0, 1), bits(), Pushback.FAILURE, "");
    answer(200);
    rig.advance(Duration.ofSeconds(60));
    assertThat(idsOfOpen()).hasSize(2);
    format.receipt = new Receipt.PerEvent(bits(0), bits(), Pushback.FAILURE, "");
    answer(200);

    assertThat(rig.snapshot().delivered().total()).isEqualTo(3);
    assertThat(rig.snapshot().lostByReason())
        .containsExactly(Map.entry("rejected.max_attempts", 1L));
    assertThat(rig.snapshot().heldBytes()).isZero();
  }

  // Stopped in the middle

  @Test
  void anAnswerThatStoppedBeforeTheFirstOrBehindTheLastIsAFailureOfAll() throws Exception {
    for (int delivered : new int[] {0, 3}) {
      send(3);
      format.receipt = new Receipt.FirstDelivered(delivered);
      answer(503);
      assertThat(rig.snapshot().held().total()).isEqualTo(3);
      assertThat(rig.retryMemory.usedBytes()).as("all are in their lane still").isZero();
      format.receipt = null;
      rig.advance(Duration.ofSeconds(60));
      assertThat(idsOfOpen()).hasSize(3);
      answer(200);
    }
  }

  @Test
  void behindTheEndOfAnAnswerNoPermanentRedirectCounts() throws Exception {
    send(3);
    rig.transport.onlyOpen().answer(308, new Header("Location", "/v2"));
    rig.work();
    assertThat(idsOfOpen()).hasSize(3);
    assertThat(rig.transport.onlyOpen().request.url()).endsWith("/v2");
    format.receipt = new Receipt.FirstDelivered(1);
    answer(503);
    format.receipt = null;
    rig.advance(Duration.ofSeconds(60));
    assertThat(rig.transport.onlyOpen().request.url()).endsWith("/logs");
    answer(200);
  }

  @Test
  void whatStandsBehindAPauseGoesOnAfterIt() throws Exception {
    List<String> sent = send(5);
    format.receipt = new Receipt.FirstDelivered(3);
    rig.transport.onlyOpen().answer(429, new Header("Retry-After", "10"));
    rig.work();

    assertThat(rig.snapshot().delivered().total()).isEqualTo(3);
    rig.advance(Duration.ofSeconds(10).minusNanos(1));
    assertThat(rig.transport.open()).isEmpty();
    format.receipt = null;
    rig.advance(Duration.ofSeconds(3));
    assertThat(idsOfOpen()).containsExactly(sent.get(3), sent.get(4));
    answer(200);
  }

  @Test
  void aHoldInTheMiddleHoldsAll() throws Exception {
    send(5);
    format.receipt = new Receipt.FirstDelivered(3);
    answer(402);

    assertThat(rig.snapshot().attemptsByOutcome()).containsOnly(Map.entry("hold", 1L));
    assertThat(rig.snapshot().held().total()).isEqualTo(5);
    format.receipt = null;
    rig.advance(Duration.ofSeconds(30));
    answer(200);
    assertThat(rig.snapshot().delivered().total()).isEqualTo(5);
  }

  /** An answer about the data shows that the endpoint is there. */
  @Test
  void aProbeThatIsRefusedInTheMiddleIsFollowedByAnother() throws Exception {
    send(3);
    for (int failure = 0; failure < 5; failure++) {
      rig.transport.onlyOpen().fail(FailureKind.CONNECT_REFUSED);
      rig.work();
      rig.untilSent();
    }
    idsOfOpen();
    format.receipt = new Receipt.FirstDelivered(1);
    answer(400);
    assertThat(idsOfOpen()).hasSize(2);
    format.receipt = null;
    answer(200);
  }

  // In a drain

  private boolean[] drain() {
    boolean[] over = new boolean[1];
    rig.lanes.seal();
    rig.mailbox.accept(
        () -> rig.loop.drain(Duration.ofSeconds(10).toNanos(), () -> over[0] = true));
    rig.work();
    return over;
  }

  @Test
  void inADrainWhatStandsBehindARefusalIsSentAndWhatFailedIsNot() throws Exception {
    boolean[] over = drainWith(5);
    format.receipt = new Receipt.FirstDelivered(3);
    answer(400);
    assertThat(idsOfOpen()).hasSize(2);
    format.receipt = new Receipt.PerEvent(bits(1), bits(), Pushback.FAILURE, "");
    answer(200);

    assertThat(over[0]).as("what had its attempt is not waited for").isTrue();
    assertThat(rig.snapshot().delivered().total()).isEqualTo(4);
    assertThat(rig.snapshot().lostByReason()).containsExactly(Map.entry("abandoned.shutdown", 1L));
  }

  /** The attempt is the drain's own. */
  private boolean[] drainWith(int events) throws Exception {
    rig.log(Severity.INFO, events);
    boolean[] over = drain();
    assertThat(idsOfOpen()).hasSize(events);
    return over;
  }

  @Test
  void aDrainSendsWhatFailedBeforeItBegan() throws Exception {
    send(3);
    format.receipt = new Receipt.PerEvent(bits(1), bits(), Pushback.FAILURE, "");
    answer(200);
    boolean[] over = drain();
    format.receipt = null;
    while (rig.transport.open().isEmpty() && !over[0]) {
      rig.rest();
    }
    assertThat(idsOfOpen()).hasSize(1);
    answer(200);
    assertThat(over[0]).isTrue();
    assertThat(rig.snapshot().delivered().total()).isEqualTo(3);
  }

  private List<String> send(int events) throws Exception {
    rig.log(Severity.INFO, events);
    rig.work();
    rig.advance(Duration.ofMillis(10));
    return idsOfOpen();
  }

  /** The ids in the body of the exchange that is open; renders it, as the transport would. */
  private List<String> idsOfOpen() throws PayloadTooLargeException, IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    rig.transport.onlyOpen().request.payload().render().writeTo(out);
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private void answer(int status) {
    rig.transport.open().get(0).answer(status);
    rig.work();
  }

  private static BitSet bits(int... indexes) {
    BitSet bits = new BitSet();
    for (int index : indexes) {
      bits.set(index);
    }
    return bits;
  }

  /** Event ids, one a line; its receipts are as told. */
  private static final class Told extends PlainFormat implements BodyWriter {

    volatile @Nullable Receipt receipt;
    volatile boolean breaks;
    volatile int unwritable = -1;
    private int seen;

    Told() {
      super("told");
    }

    @Override
    public BodyWriter newBodyWriter() {
      return this;
    }

    @Override
    public io.github.telemetryappender.core.format.RetryProfile retryProfile() {
      return status -> status == 507;
    }

    @Override
    public @Nullable Receipt receipt(Answer answer) {
      if (breaks) {
        throw new IllegalStateException("on purpose");
      }
      return receipt;
    }

    @Override
    public void begin(RenderBuffer out) {
      seen = 0;
    }

    @Override
    public void event(RecordReader event, int index, RenderBuffer out) {
      if (seen++ == unwritable) {
        throw new IllegalStateException("on purpose");
      }
      byte[] id = new byte[RecordReader.MAX_EVENT_ID_BYTES];
      out.put(id, 0, event.eventId(id, 0));
      out.put((byte) '\n');
    }

    @Override
    public void end(RenderBuffer out) {}
  }
}
