package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.transport.ExchangeRequest.ConnectionUse;
import io.github.telemetryappender.core.transport.FailureKind;
import io.github.telemetryappender.core.transport.Header;
import io.github.telemetryappender.core.transport.Payload;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer leads to, beyond its row of the table: what it proves, resets and remembers. */
class OutcomesTest {

  private static final Duration LINGER = Duration.ofSeconds(1);

  private LoopRig rig = new LoopRig(Map.of());

  @AfterEach
  void close() {
    rig.checkAndClose();
  }

  private void withSettings(Map<String, String> settings) {
    rig.close();
    rig = new LoopRig(settings);
  }

  private void withToken(ReplaceableToken token) {
    rig.close();
    rig = new LoopRig(Map.of(), token);
  }

  private ScriptedTransport.Exchange send(int events) {
    rig.log(Severity.INFO, events);
    rig.work();
    rig.advance(LINGER);
    return rig.transport.onlyOpen();
  }

  private void answer(int status, Header... headers) {
    rig.transport.onlyOpen().answer(status, headers);
    rig.work();
  }

  private void fail(FailureKind kind) {
    rig.transport.onlyOpen().fail(kind);
    rig.work();
  }

  private boolean isOnHold() {
    return new DeliveryProbe(rig.loop).gate(rig.clock.nanos()) == DeliveryProbe.Gate.HELD;
  }

  // What it proves

  @ParameterizedTest
  @ValueSource(ints = {408, 500, 502, 503, 504, 507, 520, 599, 600, 999, 99, 0, -1})
  void afterAnAnswerThatLeavesItOpenAConflictIsADelivery(int status) {
    send(1);
    answer(status);
    rig.untilSent();
    answer(409);
    assertThat(rig.snapshot().delivered().total()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {421, 423, 424, 425, 429, 404, 402, 100, 199})
  void afterAnAnswerThatTookNothingAConflictIsARefusal(int status) {
    send(1);
    answer(status);
    rig.untilSent();
    answer(409);
    assertThat(rig.snapshot().lostByReason()).containsEntry("rejected.409", 1L);
  }

  @ParameterizedTest
  @EnumSource
  void whetherAFailureLeavesItOpenIsTheFailuresToSay(FailureKind kind) {
    send(1);
    fail(kind);
    rig.untilSent();
    answer(409);
    boolean open = kind.sent() != FailureKind.Sent.NO;
    assertThat(rig.snapshot().delivered().total()).isEqualTo(open ? 1 : 0);
    assertThat(rig.snapshot().rejected().total()).isEqualTo(open ? 0 : 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 299, 400, 409, 413, 422})
  void anAnswerAboutTheDataShowsThatTheCredentialIsTaken(int status) {
    withSettings(Map.of("auth.bearerToken", "s3cret"));
    send(1);
    answer(401);
    assertThat(isOnHold()).isTrue();
    rig.advance(Duration.ofSeconds(30));
    answer(status);
    assertThat(isOnHold()).isFalse();
    assertThat(String.join("\n", rig.reports.infos)).contains("accepts the credential again");
  }

  @ParameterizedTest
  @ValueSource(ints = {199, 300, 404, 408, 429, 500, 503})
  void anyOtherAnswerShowsNothingOfIt(int status) {
    withSettings(Map.of("auth.bearerToken", "s3cret"));
    send(1);
    answer(401);
    rig.advance(Duration.ofSeconds(30));
    answer(status);
    assertThat(isOnHold()).isTrue();
  }

  @Test
  void aRefusedTokenIsReplacedAndTheBatchSentAgainAtOnce() {
    withToken(new ReplaceableToken());
    rig.work();
    send(1);
    answer(401);
    rig.work();
    assertThat(rig.transport.onlyOpen().header("Authorization")).isEqualTo("Bearer one");
    assertThat(rig.reports.warnings).as("that a token ends is worth no word").isEmpty();
    assertThat(rig.snapshot().lastError()).contains("401");
    answer(401);
    assertThat(rig.transport.open()).isEmpty();
    assertThat(rig.reports.warnings)
        .as("that a new one is refused is")
        .singleElement()
        .asString()
        .contains("401", "attempt 1 comes in 3.0s");
    rig.advance(Duration.ofSeconds(3));
    answer(200);
    assertThat(rig.snapshot().attemptsByOutcome()).containsEntry("reauth", 2L);
  }

  @Test
  void aForbiddenRequestIsAHoldUnlessTheTokenIsToBlame() {
    withToken(new ReplaceableToken());
    rig.work();
    send(1);
    answer(403, new Header("WWW-Authenticate", "Bearer error=\"invalid_token\""));
    rig.work();
    answer(403);
    assertThat(isOnHold()).isTrue();
    assertThat(rig.snapshot().attemptsByOutcome()).containsEntry("reauth", 2L);
  }

  // What it resets

  @Test
  void onlyTheSameKindOfFailureInARowLeadsToAHold() {
    send(1);
    for (int i = 0; i < 5; i++) {
      fail(FailureKind.TLS);
      rig.untilSent();
    }
    fail(FailureKind.CONNECT_REFUSED);
    rig.untilSent();
    for (int i = 0; i < 5; i++) {
      fail(FailureKind.TLS);
      assertThat(isOnHold()).isFalse();
      rig.untilSent();
    }
    fail(FailureKind.TLS);
    assertThat(isOnHold()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 405})
  void aMissingRouteIsWaitedForFiveMinutesThenItIsAHold(int status) {
    send(1);
    long firstAt = rig.clock.nanos();
    while (!isOnHold()) {
      answer(status);
      long since = rig.clock.nanos() - firstAt;
      assertThat(isOnHold()).isEqualTo(since >= Duration.ofMinutes(5).toNanos());
      if (!isOnHold()) {
        rig.untilSent();
      }
    }
  }

  @Test
  void redirectsAreCountedAnewAfterAnotherAnswer() {
    send(1);
    answer(307, new Header("Location", "/a"));
    answer(307, new Header("Location", "/b"));
    assertThat(rig.transport.onlyOpen().request.url()).endsWith("/b");
    answer(503);
    rig.untilSent();
    assertThat(rig.transport.onlyOpen().request.url()).endsWith("/logs");
    answer(307, new Header("Location", "/c"));
    answer(307, new Header("Location", "/d"));
    assertThat(rig.transport.onlyOpen().request.url()).endsWith("/d");
    answer(200);
  }

  @Test
  void twoTimeoutsInARowHalveWhatIsCutAndADeliveryBringsItBack() {
    withSettings(Map.of("batch.maxEvents", "64", "delivery.maxInFlight", "1"));
    send(1);
    fail(FailureKind.TIMEOUT);
    rig.untilSent();
    answer(200);
    send(1);
    fail(FailureKind.TIMEOUT);
    assertThat(rig.snapshot().held().total()).isEqualTo(1);
    rig.untilSent();
    answer(200);
    for (int i = 0; i < 10; i++) { // so that the share of successes says little
      send(1);
      answer(200);
    }
    assertThat(sizeOfTheNextCut()).as("never two in a row").isGreaterThan(32);

    send(1);
    fail(FailureKind.TIMEOUT);
    rig.untilSent();
    fail(FailureKind.TIMEOUT);
    rig.log(Severity.ERROR, 64);
    rig.work();
    rig.untilSent();
    assertThat(rig.transport.onlyOpen().lane()).isEqualTo("u");
    assertThat(rig.transport.onlyOpen().events()).isLessThanOrEqualTo(32);
    while (rig.snapshot().held().total() > 0) {
      rig.untilSent();
      answer(200);
    }
    assertThat(sizeOfTheNextCut()).as("as before").isGreaterThan(32);
  }

  private int sizeOfTheNextCut() {
    rig.log(Severity.ERROR, 64);
    rig.work();
    rig.untilSent();
    int events = rig.transport.onlyOpen().events();
    while (rig.snapshot().held().total() > 0) {
      rig.untilSent();
      answer(200);
    }
    return events;
  }

  /** No more than the share of successes asks for. */
  @Test
  void failuresThatAreNoTimeoutsDoNotHalveWhatIsCut() {
    withSettings(Map.of("batch.maxEvents", "64", "delivery.maxInFlight", "1"));
    send(1);
    fail(FailureKind.CONNECT_REFUSED);
    rig.untilSent();
    fail(FailureKind.CONNECT_REFUSED);
    rig.log(Severity.ERROR, 64);
    rig.work();
    rig.untilSent();
    assertThat(rig.transport.onlyOpen().events()).isEqualTo(32);
  }

  @Test
  void batchesAreCutSmallerWhereAttemptsFail() {
    withSettings(Map.of("batch.maxEvents", "64", "delivery.maxInFlight", "1"));
    send(1);
    answer(503);
    rig.untilSent();
    answer(200);
    assertThat(sizeOfTheNextCut()).as("one of two failed").isEqualTo(32);
  }

  // What it remembers

  @Test
  void aPermanentRedirectIsForgottenWithTheNextFailure() {
    send(1);
    answer(308, new Header("Location", "/v2"));
    answer(200);
    assertThat(send(1).request.url()).endsWith("/v2");
    answer(503);
    rig.untilSent();
    assertThat(rig.transport.onlyOpen().request.url()).endsWith("/logs");
  }

  @Test
  void aPermanentRedirectIsForgottenWithAHold() {
    send(1);
    answer(308, new Header("Location", "/v2"));
    answer(402);
    rig.advance(Duration.ofSeconds(30));
    assertThat(rig.transport.onlyOpen().request.url()).endsWith("/logs");
  }

  @Test
  void anOlderVersionOfHttpIsForThatBatchAlone() throws Exception {
    send(40);
    answer(505);
    assertThat(rig.transport.onlyOpen().request.connectionUse())
        .isEqualTo(ConnectionUse.FRESH_HTTP_1);
    assertThat(render().contentEncoding()).isNull();
    answer(200);
    send(40);
    assertThat(rig.transport.onlyOpen().request.connectionUse()).isEqualTo(ConnectionUse.POOLED);
    assertThat(render().contentEncoding()).isEqualTo("gzip");
    assertThat(rig.snapshot().attemptsByOutcome()).containsEntry("plain", 1L);
  }

  private Payload render() throws Exception {
    return rig.transport.onlyOpen().request.payload().render();
  }

  @Test
  void aNewConnectionIsAskedForOnce() {
    send(1);
    fail(FailureKind.STREAM_REFUSED);
    assertThat(rig.transport.onlyOpen().request.connectionUse()).isEqualTo(ConnectionUse.FRESH);
    answer(503);
    rig.untilSent();
    assertThat(rig.transport.onlyOpen().request.connectionUse()).isEqualTo(ConnectionUse.POOLED);
  }

  @Test
  void maxAttemptsCountsWhatFailedAndNoStepOfAJourney() {
    withSettings(Map.of("retry.maxAttempts", "2"));
    send(1);
    answer(307, new Header("Location", "/elsewhere"));
    fail(FailureKind.STREAM_REFUSED);
    answer(503);
    rig.untilSent();
    answer(429);
    assertThat(rig.snapshot().lostByReason())
        .containsExactly(Map.entry("rejected.max_attempts", 1L));
    assertThat(rig.reports.warnings)
        .filteredOn(line -> line.contains("rejected:"))
        .singleElement()
        .asString()
        .contains("answered 429", "retry.maxAttempts = 2 is used up");
  }

  /** Two failures of attempts one after the other, so that the endpoint waits; one is under way. */
  private ScriptedTransport.Exchange waitWithOneUnderWay(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("batch.maxEvents", "1");
    withSettings(all);
    rig.underWay(Severity.INFO, 2);
    rig.log(Severity.FATAL, 1);
    ScriptedTransport.Exchange other = rig.transport.open().get(0);
    rig.transport.open().get(1).answer(502);
    rig.work();
    rig.clock.advance(Duration.ofNanos(1));
    rig.transport.open().get(1).answer(502);
    rig.work();
    assertThat(rig.transport.open()).containsExactly(other);
    return other;
  }

  @ParameterizedTest
  @CsvSource({
    "414, true",
    "413, true",
    "451, true",
    "400, true",
    "499, true",
    "-400, true",
    "-499, true",
    "-500, false"
  })
  void aRefusalOfTheDataEndsTheEndpointsWait(int status, boolean ends) {
    Map<String, String> dropped =
        status < 0 ? Map.of("retry.statuses", Integer.toString(status)) : Map.of();
    ScriptedTransport.Exchange other = waitWithOneUnderWay(dropped);
    other.answer(Math.abs(status));
    rig.work();
    assertThat(rig.transport.open().isEmpty()).isNotEqualTo(ends);
  }

  @Test
  void whatWasNeverSentProvesNothingOfTheEndpoint() {
    ScriptedTransport.Exchange other = waitWithOneUnderWay(Map.of());
    other.runOutOfMemory();
    rig.work();
    assertThat(rig.transport.open()).isEmpty();
  }

  private ScriptedTransport.Exchange probe() {
    return probe(1, 104);
  }

  /** Five failures, and the breaker's first probe is under way. */
  private ScriptedTransport.Exchange probe(int events, int bytes) {
    rig.log(Severity.INFO, events, bytes);
    rig.work();
    rig.advance(LINGER);
    for (int i = 0; i < 5; i++) {
      rig.untilSent();
      fail(FailureKind.CONNECT_REFUSED);
    }
    rig.untilSent();
    assertThat(gate()).isEqualTo(DeliveryProbe.Gate.HALF_OPEN);
    return rig.transport.onlyOpen();
  }

  private DeliveryProbe.Gate gate() {
    return new DeliveryProbe(rig.loop).gate(rig.clock.nanos());
  }

  @Test
  void aProbeThatIsSentOnDecidesNothingYet() {
    withToken(new ReplaceableToken());
    rig.work();
    probe().answer(307, new Header("Location", "/elsewhere"));
    rig.work();
    fail(FailureKind.STREAM_REFUSED);
    answer(401);
    rig.work();
    assertThat(rig.transport.onlyOpen().header("Authorization")).isNotEmpty();
    assertThat(gate()).isEqualTo(DeliveryProbe.Gate.HALF_OPEN);
  }

  @Test
  void aProbeThatFoundNoMemoryIsFollowedByAnother() {
    probe().runOutOfMemory();
    rig.work();
    rig.advance(Duration.ofSeconds(1));
    assertThat(rig.transport.open()).hasSize(1);
    assertThat(gate()).isEqualTo(DeliveryProbe.Gate.HALF_OPEN);
  }

  @Test
  void aProbeThatIsRefusedForItsDataIsOneThatSucceeded() {
    probe().answer(414);
    rig.work();
    rig.log(Severity.ERROR, 1);
    rig.work();
    rig.advance(LINGER);
    answer(414);
    assertThat(gate()).isEqualTo(DeliveryProbe.Gate.CLOSED);
  }

  @Test
  void aProbeThatIsHalvedIsOneThatSucceeded() {
    probe(2, 104).answer(451);
    rig.work();
    answer(200);
    assertThat(gate()).isEqualTo(DeliveryProbe.Gate.CLOSED);
  }

  @Test
  void aProbeThatIsShortenedIsOneThatSucceededAndTheRefusalIsRemembered() throws Exception {
    probe(1, 10_000);
    render();
    answer(413);
    assertThat(rig.snapshot().lastError()).contains("answered 413");
    answer(200);
    assertThat(gate()).isEqualTo(DeliveryProbe.Gate.CLOSED);
  }

  @Test
  void aProbeThatLeadsToAHoldGivesItsPermitBack() {
    probe().answer(402);
    rig.work();
    rig.advance(Duration.ofSeconds(30));
    answer(200);
    assertThat(gate())
        .as("not taken back by the clock meanwhile")
        .isEqualTo(DeliveryProbe.Gate.HALF_OPEN);
  }

  @Test
  void ofTwoThatAreRefusedTogetherOneBeginsTheHold() {
    withSettings(Map.of("batch.maxEvents", "1"));
    rig.underWay(Severity.INFO, 2);
    rig.transport.open().get(0).answer(402);
    rig.work();
    rig.transport.onlyOpen().answer(402);
    rig.work();
    rig.advance(Duration.ofSeconds(30).minusNanos(1));
    assertThat(rig.transport.open()).isEmpty();
    rig.advance(Duration.ofNanos(1));
    assertThat(rig.transport.open()).hasSize(1);
  }

  @Test
  void aRefusalThatIsNoConflictIsOneWhateverCameBefore() {
    send(1);
    fail(FailureKind.TIMEOUT);
    rig.untilSent();
    answer(414);
    assertThat(rig.snapshot().lostByReason()).containsEntry("rejected.414", 1L);
  }

  @Test
  void onlyAServerErrorIsEverTakenForPoison() {
    rig.log(Severity.ERROR, 2);
    for (int round = 0; round < 40; round++) {
      rig.log(Severity.INFO, 1);
      rig.advance(Duration.ofSeconds(10));
      while (!rig.transport.open().isEmpty()) {
        ScriptedTransport.Exchange exchange = rig.transport.open().get(0);
        exchange.answer(exchange.lane().equals("u") ? 503 : 200);
        rig.work();
      }
    }
    assertThat(rig.snapshot().attemptsByOutcome()).containsKey("retry").doesNotContainKey("split");
    assertThat(rig.snapshot().held().of(Severity.ERROR)).isEqualTo(2);
  }

  /** How often the urgent lane is answered 500 before it is taken apart; 0 for never. */
  private int serverErrorsBeforeTheSplit(int othersFrom, int othersUntil) {
    rig.log(Severity.ERROR, 2);
    rig.work();
    rig.advance(LINGER);
    for (int errors = 1; errors <= 12; errors++) {
      rig.untilSent();
      answer(500);
      if (rig.snapshot().attemptsByOutcome().containsKey("split")) {
        return errors;
      }
      if (errors >= othersFrom && errors < othersUntil) {
        rig.log(Severity.FATAL, 1);
        rig.work();
        rig.advance(LINGER);
        while (rig.transport.open().isEmpty() || rig.transport.onlyOpen().events() > 1) {
          rig.rest();
          rig.transport.open().stream()
              .filter(one -> one.events() > 1)
              .forEach(one -> one.answer(500));
          rig.work();
        }
        answer(200);
      }
    }
    return 0;
  }

  @Test
  void threeServerErrorsAreNoPoisonAndTheFourthIsWhereOthersPassed() {
    assertThat(serverErrorsBeforeTheSplit(1, 2)).isEqualTo(4);
  }

  @Test
  void whereNothingPassesServerErrorsAreNoPoison() {
    assertThat(serverErrorsBeforeTheSplit(99, 99)).isZero();
  }

  @Test
  void whatTheEndpointSaysOfItsTimeIsHeard() {
    ReplaceableToken token = new ReplaceableToken();
    withToken(token);
    rig.work();
    send(1);
    answer(200, new Header("date", "Sun, 06 Nov 1994 08:49:37 GMT"));
    assertThat(token.heardDate()).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @Test
  void aRefusedFixedTokenIsAHoldThatNamesTheAnswer() {
    withSettings(Map.of("auth.bearerToken", "s3cret"));
    send(1);
    answer(401);
    assertThat(rig.reports.warnings)
        .anyMatch(line -> line.contains("delivery is on hold") && line.contains("answered 401"));
    assertThat(rig.snapshot().waitingForRetry().total()).isEqualTo(1);
    assertThat(rig.snapshot().lastError()).contains("answered 401", "check auth.*");
  }

  @Test
  void whatIsTriedPlainlyGoesOverAnyConnectionAndTheRefusalIsRemembered() throws Exception {
    send(40);
    render();
    answer(415);
    assertThat(rig.transport.onlyOpen().request.connectionUse()).isEqualTo(ConnectionUse.POOLED);
    assertThat(rig.snapshot().lastError()).contains("answered 415");
  }

  @Test
  void aRedirectThatMayNotBeFollowedEndsTheJourney() {
    send(1);
    answer(307, new Header("Location", "/a"));
    answer(307, new Header("Location", "https://evil.example/"));
    assertThat(isOnHold()).isTrue();
    rig.advance(Duration.ofSeconds(30));
    assertThat(rig.transport.onlyOpen().request.url()).endsWith("/logs");
  }

  @Test
  void anAskedPauseIsSaidInFull() {
    send(1);
    answer(429, new Header("Retry-After", "300"));
    assertThat(rig.reports.warnings)
        .singleElement()
        .asString()
        .containsPattern("attempt 2 comes in [56]m\\d+s");
  }

  @Test
  void theEndOfATroubleSaysHowMuchHadWaited() {
    send(3);
    answer(503);
    rig.log(Severity.INFO, 5);
    rig.untilSent();
    rig.work();
    assertThat(rig.transport.onlyOpen().events()).isEqualTo(3);
    answer(200);
    assertThat(rig.reports.infos)
        .singleElement()
        .asString()
        .contains("8 events were waiting, 0 lost");
  }

  @Test
  void aFailureSaysWhatHappenedAndWhenTheNextAttemptComes() {
    withSettings(Map.of("retry.initialBackoff", "100ms"));
    send(3);
    fail(FailureKind.UNKNOWN_HOST);
    assertThat(rig.reports.warnings)
        .singleElement()
        .asString()
        .contains("localhost:4318: UNKNOWN_HOST; 3 events wait, attempt 2 comes in 10.1s");
    assertThat(rig.snapshot().lastError()).isEqualTo("localhost:4318: UNKNOWN_HOST");
  }
}
