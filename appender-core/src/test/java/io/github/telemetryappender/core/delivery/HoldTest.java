package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.Header;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A time in which nothing is sent but probes. */
class HoldTest extends LoopScenes {

  private static final Duration FIRST_PROBE = Duration.ofSeconds(30);
  private static final Duration SECOND_PROBE = Duration.ofSeconds(60);

  private void hold(int status) {
    send(Severity.INFO, 1);
    answer(status);
  }

  private void holdWithAProbeUnderWay(int newEvents) {
    hold(402);
    rig.log(Severity.INFO, newEvents);
    rig.advance(FIRST_PROBE);
  }

  private void nothingIsSentBefore(Duration wait) {
    rig.advance(wait.minus(LoopRig.NANO));
    assertThat(rig.transport.open()).isEmpty();
    rig.advance(LoopRig.NANO);
    assertThat(rig.transport.open()).hasSize(1);
  }

  private void doNotSend(ExchangeResult result) {
    rig.transport.onlyOpen().future.complete(result);
    rig.work();
  }

  @Test
  void itIsProbedAfterThirtySecondsThenAfterTwiceAsLong() {
    hold(402);
    nothingIsSentBefore(FIRST_PROBE);
    answer(402);
    nothingIsSentBefore(SECOND_PROBE);
  }

  @Test
  void itIsProbedWhenTheRetryAfterIsOver() {
    send(Severity.INFO, 1);
    rig.transport.onlyOpen().answer(402, new Header("Retry-After", "100"));
    rig.work();
    oneIsSentAfter(Duration.ofSeconds(100));
  }

  @Test
  void aProbeThatIsDeliveredEndsIt() {
    holdWithAProbeUnderWay(5);
    answer(200);
    rig.advance(Duration.ofSeconds(10)); // at the pace of a backlog
    assertThat(rig.transport.onlyOpen().events()).isEqualTo(5);
  }

  @Test
  void aProbeThatCouldNotBeSentDoesNotPutTheNextOneOff() {
    holdWithAProbeUnderWay(1);
    doNotSend(new ExchangeResult.TooLarge(1_000)); // with all the room there is it may be sent
    doNotSend(new ExchangeResult.TooLarge(1_000));
    assertThat(rig.snapshot().lostByReason()).containsExactly(Map.entry("abandoned.encoding", 1L));
    doNotSend(new ExchangeResult.RenderingFailed(new IllegalStateException()));
    rig.log(Severity.INFO, 1);
    rig.advance(LINGER);
    assertThat(rig.transport.open()).hasSize(1);
  }

  @Test
  void whereThereIsNoMemoryForAProbeTheNextOneComesAfterTwiceTheTime() {
    holdWithAProbeUnderWay(1);
    doNotSend(new ExchangeResult.RenderingFailed(new OutOfMemoryError("simulated")));
    nothingIsSentBefore(SECOND_PROBE);
  }

  @Test
  void anEndpointThatIsGoneIsNotProbedByTime() {
    hold(410);
    for (int i = 0; i < 10; i++) {
      rig.advance(Duration.ofMinutes(1));
    }
    assertThat(rig.transport.open()).isEmpty();
  }

  @Test
  void aRefusedFixedTokenHoldsAndLosesNothing() {
    withSettings(Map.of("auth.bearerToken", "s3cret"));
    send(Severity.INFO, 1);
    assertThat(rig.transport.onlyOpen().header("Authorization")).isEqualTo("Bearer s3cret");
    answer(401);
    rig.advance(FIRST_PROBE.minus(LoopRig.NANO));
    assertThat(rig.transport.open()).isEmpty();
    assertThat(rig.snapshot().held().total()).isEqualTo(1);
    assertThat(String.join("\n", rig.reports.warnings)).contains("401").doesNotContain("s3cret");
  }
}
