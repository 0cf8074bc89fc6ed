package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What retrying costs the endpoint, in attempts for each batch that arrives. */
class AttemptBudgetTest {

  private static final Duration TICK = Duration.ofMillis(250);
  private static final int TICKS_PER_SECOND = 4;

  private final LoopRig rig = new LoopRig(Map.of("batch.maxEvents", "10"));
  private final DeliveryProbe probe = new DeliveryProbe(rig.loop);
  private int eventsEachSecond = 1;
  private int attempts;
  private int probes;
  private int delivered;

  @AfterEach
  void ledgerIsExact() {
    rig.checkAndClose();
  }

  /** Logs an event each second, and answers what was sent a tick later. */
  private void live(int seconds, Answers answers) {
    for (int tick = 0; tick < seconds * TICKS_PER_SECOND; tick++) {
      for (ScriptedTransport.Exchange exchange : rig.transport.open()) {
        int status = answers.status();
        delivered += status == 200 ? 1 : 0;
        exchange.answer(status);
      }
      rig.transport.all.clear();
      rig.work();
      if (tick % TICKS_PER_SECOND == 0) {
        rig.log(Severity.INFO, eventsEachSecond);
      }
      rig.clock.advance(TICK);
      rig.work();
      count();
    }
  }

  private void count() {
    boolean probing = probe.gate(rig.clock.nanos()) != DeliveryProbe.Gate.CLOSED;
    attempts += rig.transport.all.size();
    probes += probing ? rig.transport.all.size() : 0;
  }

  private interface Answers {
    int status();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void fivePercentOfRandom503sCostATenthAtMost(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    live(3600, () -> random.nextInt(100) < 5 ? 503 : 200);
    assertThat(delivered).isGreaterThan(2500);
    assertThat((double) attempts / delivered).isBetween(1.01, 1.1);
  }

  /**
   * An endpoint with a part that is broken: more fails than the budget has tokens for, and the pace
   * never gets beyond its lowest. All of it arrives in the end.
   */
  @ParameterizedTest
  @CsvSource({"10, 1", "20, 1", "30, 1", "40, 1", "10, 10", "20, 10"})
  void whatIsRefusedInPartForEverArrivesBeforeItIsTooOld(int percent, int eventsPerSecond) {
    SplittableRandom random = new SplittableRandom(percent);
    eventsEachSecond = eventsPerSecond;
    live(300, () -> 200);
    live(2 * 3600, () -> random.nextInt(100) < percent ? 503 : 200);
    assertThat(rig.snapshot().expired().total()).isZero();
    assertThat(rig.snapshot().held().total()).isLessThan(60L * eventsPerSecond);
    assertThat((double) attempts / delivered).isLessThan(1.02 / (1 - percent / 100.0));
  }

  @Test
  void anOutageCostsHalfAsMuchAgainAtMostWithoutItsProbes() {
    live(300, () -> 200);
    live(600, () -> 503);
    live(900, () -> 200);
    assertThat(rig.snapshot().held().total()).isLessThan(10);
    assertThat(probes).isPositive();
    assertThat((double) (attempts - probes) / delivered).isLessThanOrEqualTo(1.5);
  }
}
