package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.telemetryappender.core.auth.TerminalCredentialException;
import io.github.telemetryappender.core.auth.Token;
import io.github.telemetryappender.core.auth.TokenSource;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.lane.Lane;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.lane.SilentProducer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What those around the loop rely on: who hears of what, and what a breakdown leaves. */
class LoopContractTest extends LoopScenes {

  @Test
  void whoListensToEventsHearsOfEachStepFromTheFirstEventOn() {
    int[] heard = new int[1];
    rig.loop.onEvents(() -> heard[0]++);
    step();
    assertThat(heard[0]).isZero();
    rig.log(Severity.INFO, 1);
    step();
    assertThat(heard[0]).isEqualTo(1);
    step();
    assertThat(heard[0]).isEqualTo(2);
  }

  // Breakdowns and shortages

  @Test
  void aProbeThatCouldNotBeHandedToTheTransportIsTriedAgainWithTheNextStep() {
    send(Severity.INFO, 1);
    for (int failure = 0; failure < 5; failure++) {
      rig.untilSent();
      fail();
    }
    rig.transport.broken = true;
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(
            () -> {
              for (int rests = 0; rests < 100; rests++) {
                rig.rest();
              }
            });
    assertThat(rig.bodyMemory.usedBytes()).isZero();
    assertThat(rig.snapshot().held().total()).isEqualTo(1);
    rig.transport.broken = false;
    rig.work();
    answer(200);
    assertThat(rig.snapshot().delivered().total()).isEqualTo(1);
  }

  @Test
  void whatFindsNoMemoryForItsBodyWaitsUntilAnotherComesBack() {
    withSettings(Map.of("batch.maxEvents", "1"));
    rig.underWay(Severity.INFO, 2);
    rig.log(Severity.FATAL, 1, 4000); // the next one, and larger than any other
    long rest = rig.bodyMemory.maxBytes() - rig.bodyMemory.usedBytes();
    assertThat(rig.bodyMemory.tryReserve(rest)).isTrue();
    ScriptedTransport.Exchange second = rig.transport.open().get(1);
    rig.transport.open().get(0).answer(200);
    rig.work();
    assertThat(rig.transport.open()).containsExactly(second);
    assertThat(rig.snapshot().held().of(Severity.FATAL)).isEqualTo(1);

    rig.bodyMemory.release(rest);
    second.answer(200);
    rig.work();
    assertThat(rig.transport.open()).anyMatch(exchange -> exchange.lane().equals("u"));
  }

  /** As long as a slot comes free soon, a lane is not relieved before three quarters of it. */
  @Test
  void behindASlowEndpointALaneMayGetThreeQuartersFull() {
    withSettings(
        Map.of(
            "memory.maxBytes", "4MB",
            "batch.maxBytes", "64KB",
            "delivery.requestTimeout", "5m"));
    send(Severity.ERROR, 1);
    Lane lane = rig.lanes.lane(LaneKind.NORMAL);
    while (lane.usedBytes() < lane.capacity() / 4 * 3 - 1024) {
      rig.log(Severity.INFO, 1, 1000);
      rig.work();
    }
    assertThat(rig.retryMemory.usedBytes()).isZero();
    rig.log(Severity.INFO, 1, 1000);
    rig.work();
    assertThat(rig.retryMemory.usedBytes()).isPositive();
  }

  /** Where the front of a lane is under way nothing can be moved, however full it gets. */
  @Test
  void behindAnExchangeUnderWayAFullLaneKeepsNobodyBusy() {
    withSettings(Map.of("memory.maxBytes", "4MB", "delivery.requestTimeout", "5m"));
    rig.log(Severity.INFO, 1, 1000);
    rig.work();
    rig.advance(LINGER);
    Lane lane = rig.lanes.lane(LaneKind.NORMAL);
    while (lane.usedBytes() < lane.capacity() / 8 * 7) {
      rig.log(Severity.INFO, 1, 1000);
    }
    assertThat(lane.usedBytes()).as("to the byte").isEqualTo(lane.capacity() / 8 * 7);
    rig.work();
    assertThat(rig.rest).isPositive();
    assertThat(rig.retryMemory.usedBytes()).isZero();
  }

  @Test
  void oneStepStartsAllThatMayStart() {
    withSettings(Map.of("batch.maxEvents", "1"));
    rig.underWay(Severity.INFO, 2);
    rig.transport.open().forEach(exchange -> exchange.answer(200));
    step();
    assertThat(rig.transport.open()).hasSizeGreaterThan(1);
  }

  @Test
  void ofOneRankWhatWaitsGoesBeforeWhatIsOpen() {
    withSettings(Map.of("delivery.maxInFlight", "1"));
    send(Severity.INFO, 1);
    String failed = rig.transport.onlyOpen().header("Idempotency-Key");
    answer(503);
    rig.log(Severity.INFO, 1);
    rig.clock.advance(Duration.ofSeconds(10));
    rig.work();
    assertThat(rig.transport.onlyOpen().header("Idempotency-Key")).isEqualTo(failed);
  }

  /** A net under the wake-ups, where there is anything to be caught. */
  @Test
  void whileAnythingIsHeldItNeverRestsLongerThanTenSeconds() {
    withSettings(Map.of("batch.linger", "30s"));
    rig.log(Severity.INFO, 1);
    rig.work();
    assertThat(Duration.ofNanos(rig.rest)).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void whileAnExchangeIsUnderWayItNeverRestsLongerEither() {
    withSettings(Map.of("delivery.requestTimeout", "5m"));
    send(Severity.INFO, 1);
    assertThat(Duration.ofNanos(rig.rest)).isEqualTo(Duration.ofSeconds(10));
  }

  // What is told of what is held

  @Test
  void whatWasNeverTriedDoesNotWaitForARetry() {
    send(Severity.INFO, 2);
    assertThat(rig.snapshot().waitingForRetry().total()).isZero();
    fail();
    assertThat(rig.snapshot().waitingForRetry().total()).isEqualTo(2);
  }

  @Test
  void allMemoryThatIsTakenIsTold() {
    send(Severity.INFO, 2);
    assertThat(rig.retryMemory.tryReserve(1000)).isTrue();
    long inLane = rig.lanes.lane(LaneKind.NORMAL).usedBytes();
    long inBody = rig.bodyMemory.usedBytes();
    assertThat(inLane).isPositive();
    assertThat(inBody).isPositive();
    assertThat(rig.snapshot().heldBytes()).isEqualTo(inLane + inBody + 1000);
  }

  @Test
  void ofThoseDueAtOnceTheOneThatWasLoggedFirstGoesFirst() {
    withSettings(Map.of("batch.maxEvents", "1"));
    rig.underWay(Severity.INFO, 2);
    List<String> failed =
        rig.transport.open().stream().map(open -> open.header("Idempotency-Key")).toList();
    rig.transport.open().get(1).answer(503);
    rig.transport.open().get(0).answer(503);
    rig.work();
    rig.clock.advance(Duration.ofMinutes(1));
    drain();
    List<String> again = new ArrayList<>();
    while (!rig.transport.open().isEmpty()) {
      ScriptedTransport.Exchange next = rig.transport.open().get(0);
      again.add(next.header("Idempotency-Key"));
      next.answer(200);
      rig.work();
    }
    assertThat(again).containsSubsequence(failed);
  }

  @Test
  void whatAReportBreaksDownOverIsHeldOnce() {
    send(Severity.INFO, 1);
    rig.reports.broken = true;
    rig.transport.onlyOpen().answer(402);
    assertThatExceptionOfType(AssertionError.class).isThrownBy(rig::work);
    rig.reports.broken = false;
    rig.work();
    assertThat(rig.snapshot().held().total()).isEqualTo(1);
  }

  @Test
  void whatTheReportOfALossBreaksDownOverIsLostOnce() {
    send(Severity.INFO, 1);
    rig.reports.broken = true;
    rig.transport.onlyOpen().answer(411);
    assertThatExceptionOfType(AssertionError.class).isThrownBy(rig::work);
    rig.reports.broken = false;
    rig.work();
    assertThat(rig.transport.open()).isEmpty();
    assertThat(rig.snapshot().held().total()).isZero();
    rig.checkLedger();
  }

  // Credentials

  /** A source that says that asking it again is pointless, until it has changed its mind. */
  private static final class Revoked implements TokenSource {

    private boolean revoked = true;

    @Override
    public CompletableFuture<Token> fetch() {
      return revoked
          ? CompletableFuture.failedFuture(new TerminalCredentialException("revoked"))
          : CompletableFuture.completedFuture(Token.of("new"));
    }

    @Override
    public boolean isWatched() {
      return true;
    }

    @Override
    public CompletableFuture<Boolean> look() {
      return CompletableFuture.completedFuture(!revoked);
    }

    @Override
    public void close() {}
  }

  @Test
  void withoutAnyCredentialDeliveryIsOnHoldUntilThereIsOne() {
    rig.close();
    Revoked source = new Revoked();
    rig = new LoopRig(Map.of(), source);
    rig.work();
    send(Severity.INFO, 1);
    DeliveryProbe probe = new DeliveryProbe(rig.loop);
    assertThat(rig.transport.open()).isEmpty();
    assertThat(probe.gate(rig.clock.nanos())).isEqualTo(DeliveryProbe.Gate.HELD);
    assertThat(probe.endpointGate().hold().reason()).contains("check auth.*");

    source.revoked = false;
    for (int rests = 0; rests < 100 && rig.transport.open().isEmpty(); rests++) {
      rig.rest();
    }
    assertThat(rig.transport.onlyOpen().header("Authorization")).isEqualTo("Bearer new");
    assertThat(probe.gate(rig.clock.nanos())).isEqualTo(DeliveryProbe.Gate.CLOSED);
    answer(200);
  }

  /** Nothing but this count would tell: what is lost is time, and the net gives it back. */
  @Test
  void whatNobodyAnnouncedIsCountedWhenTheNetFindsIt() {
    send(Severity.INFO, 1);
    Lane lane = rig.lanes.lane(LaneKind.NORMAL);
    byte[] record = new byte[lane.payloadLength(lane.head())];
    lane.copyPayload(lane.head(), record);
    answer(200);
    rig.advance(LINGER.multipliedBy(2));
    assertThat(rig.loop.missedWakeUps()).isZero();

    SilentProducer.offer(lane, record);
    rig.advance(Duration.ofSeconds(10));
    assertThat(rig.loop.missedWakeUps()).isEqualTo(1);
    assertThat(rig.snapshot().accepted().total()).isEqualTo(2);

    assertThatThrownBy(rig::close).hasMessageContaining("wake-up was lost");
    rig = new LoopRig(Map.of());
  }
}
