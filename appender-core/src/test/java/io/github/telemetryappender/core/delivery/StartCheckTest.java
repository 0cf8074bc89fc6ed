package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.auth.Token;
import io.github.telemetryappender.core.auth.TokenSource;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.metrics.Health;
import io.github.telemetryappender.core.transport.FailureKind;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The one HEAD after the start, in virtual time. */
class StartCheckTest {

  private final LoopRig rig =
      new LoopRig(
          Map.of(
              "verifyOnStart", "report",
              "auth.bearerToken", "s3cret",
              "header", "X-Tenant: shop"));

  @AfterEach
  void close() {
    rig.checkAndClose();
  }

  /** Lets the loop start, and gives the check's exchange. */
  private ScriptedTransport.Exchange check() {
    rig.work();
    assertThat(rig.transport.all).isEmpty();
    assertThat(rig.rest).isEqualTo(Duration.ofSeconds(1).toNanos());
    rig.rest();
    ScriptedTransport.Exchange check = rig.transport.onlyOpen();
    assertThat(check.request.method()).isEqualTo("HEAD");
    return check;
  }

  private void answer(int status) {
    check().answer(status);
    rig.work();
  }

  @Test
  void itCarriesWhatRequestsCarryButNoEvent() {
    ScriptedTransport.Exchange check = check();
    assertThat(check.header("Authorization")).isEqualTo("Bearer s3cret");
    assertThat(check.header("X-Tenant")).isEqualTo("shop");
    assertThat(check.header("Idempotency-Key")).isEmpty();
  }

  /** One that has no credential yet could only be refused. */
  @Test
  void itWaitsForACredential() {
    CompletableFuture<Token> fetched = new CompletableFuture<>();
    try (LoopRig waiting =
        new LoopRig(Map.of("verifyOnStart", "report"), new OnceFetched(fetched))) {
      waiting.work();
      waiting.clock.advance(Duration.ofSeconds(5));
      waiting.work();
      assertThat(waiting.transport.all).isEmpty();
      fetched.complete(Token.of("new"));
      waiting.work();
      assertThat(waiting.transport.onlyOpen().header("Authorization")).isEqualTo("Bearer new");
    }
  }

  private record OnceFetched(CompletableFuture<Token> token) implements TokenSource {

    @Override
    public CompletableFuture<Token> fetch() {
      return token;
    }

    @Override
    public void close() {}
  }

  @Test
  void aDrainAsksNoMore() {
    rig.log(Severity.INFO, 1);
    rig.lanes.seal();
    rig.mailbox.accept(() -> rig.loop.drain(Duration.ofSeconds(5).toNanos(), () -> {}));
    rig.work();
    rig.advance(Duration.ofSeconds(2));
    assertThat(rig.transport.onlyOpen().request.method()).isEqualTo("POST");
    rig.transport.onlyOpen().answer(200);
    rig.work();
  }

  @Test
  void oneStepAsksAndPlansNothingMore() {
    rig.work();
    rig.clock.advance(Duration.ofSeconds(1));
    assertThat(rig.loop.doWork(rig.clock.nanos())).isEqualTo(Long.MAX_VALUE);
    assertThat(rig.transport.open()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 407})
  void aRefusalIsOneWarningThatSaysWhatToChange(int status) {
    answer(status);
    assertThat(rig.reports.warnings)
        .singleElement()
        .asString()
        .contains("the check at the start failed: localhost:4318 answered " + status)
        .contains(status == 407 ? "check proxy" : "check auth.*");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 204, 302, 400, 404, 405, 429, 500, 503})
  void anyOtherAnswerIsFine(int status) {
    answer(status);
    assertThat(rig.reports.warnings).isEmpty();
    assertThat(rig.reports.infos).singleElement().asString().contains("answered " + status);
  }

  @ParameterizedTest
  @EnumSource
  void whatGotNoConnectionIsAWarningAndWhatGotNoAnswerProvesNothing(FailureKind kind) {
    check().fail(kind);
    rig.work();
    boolean unconnected =
        switch (kind) {
          case UNKNOWN_HOST,
              CONNECT_REFUSED,
              CONNECT_TIMEOUT,
              PROXY_REFUSED,
              PROXY_UNAUTHORIZED,
              CERTIFICATE,
              TLS,
              TLS_FILES ->
              true;
          default -> false;
        };
    assertThat(rig.reports.warnings).hasSize(unconnected ? 1 : 0);
    assertThat(rig.reports.infos).isEmpty();
  }

  @Test
  void nothingElseFollowsFromIt() {
    answer(401);
    LedgerSnapshot ledger = rig.snapshot();
    assertThat(ledger.attemptsByOutcome()).isEmpty();
    assertThat(ledger.lastError()).isEmpty();
    assertThat(ledger.vitals().health()).isEqualTo(Health.FINE);
    assertThat(ledger.vitals().breakerState()).isEqualTo("closed");
    assertThat(rig.rest).as("nothing is planned").isEqualTo(Long.MAX_VALUE);

    rig.log(Severity.INFO, 1);
    rig.work();
    rig.advance(Duration.ofSeconds(1));
    rig.transport.onlyOpen().answer(200);
    rig.work();
    assertThat(rig.snapshot().delivered().total()).isEqualTo(1);
  }

  @Test
  void itIsNeverRepeated() {
    check().fail(FailureKind.CONNECT_REFUSED);
    rig.work();
    rig.advance(Duration.ofHours(1));
    assertThat(rig.transport.all).hasSize(1);
  }

  @Test
  void eventsDoNotWaitForIt() {
    ScriptedTransport.Exchange check = check();
    rig.log(Severity.INFO, 3);
    rig.work();
    rig.advance(Duration.ofSeconds(1));
    assertThat(rig.transport.open()).hasSize(2);
    rig.transport.open().stream().filter(open -> open != check).forEach(open -> open.answer(200));
    rig.work();
    assertThat(rig.snapshot().delivered().total()).isEqualTo(3);
    assertThat(rig.snapshot().inFlight()).isZero();
  }

  @Test
  void theStopDoesNotWaitForItsAnswerButForItsEnd() {
    ScriptedTransport.Exchange check = check();
    boolean[] drained = new boolean[1];
    rig.lanes.seal();
    rig.mailbox.accept(
        () -> rig.loop.drain(Duration.ofSeconds(5).toNanos(), () -> drained[0] = true));
    rig.work();
    assertThat(drained[0]).isTrue();
    assertThat(rig.loop.isOver()).as("its thread may still load classes").isFalse();

    check.fail(FailureKind.CANCELED);
    rig.work();
    assertThat(rig.loop.isOver()).isTrue();
    assertThat(rig.reports.warnings).isEmpty();
  }

  @Test
  void oneThatStopsAtOnceDoesNotAskAnyMore() {
    rig.lanes.seal();
    rig.mailbox.accept(() -> rig.loop.drain(0, () -> {}));
    rig.work();
    assertThat(rig.transport.all).isEmpty();
  }
}
