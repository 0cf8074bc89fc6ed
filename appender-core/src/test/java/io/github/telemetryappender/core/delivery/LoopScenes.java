package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.transport.FailureKind;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** A loop, and what happens to it again and again. */
abstract class LoopScenes {

  static final Duration LINGER = Duration.ofSeconds(1);
  static final Duration BUDGET = Duration.ofSeconds(5);

  LoopRig rig = new LoopRig(Map.of());
  final boolean[] over = new boolean[1];

  @AfterEach
  void close() {
    rig.checkAndClose();
  }

  void withSettings(Map<String, String> settings) {
    rig.close();
    rig = new LoopRig(settings);
  }

  void send(Severity severity, int events) {
    rig.log(severity, events);
    rig.work();
    rig.advance(LINGER);
  }

  void answer(int status) {
    rig.transport.onlyOpen().answer(status);
    rig.work();
  }

  void fail() {
    rig.transport.onlyOpen().fail(FailureKind.CONNECT_REFUSED);
    rig.work();
  }

  /** A pause that the endpoint asked for is never undercut, and at most a fifth longer. */
  void oneIsSentAfter(Duration pause) {
    rig.advance(pause.minus(LoopRig.NANO));
    assertThat(rig.transport.open()).isEmpty();

    rig.advance(pause.dividedBy(5).plus(LoopRig.NANO));
    assertThat(rig.transport.open()).hasSize(1);
  }

  void drain() {
    rig.lanes.seal();
    rig.mailbox.accept(() -> rig.loop.drain(BUDGET.toNanos(), () -> over[0] = true));
    rig.work();
  }

  long step() {
    return rig.loop.doWork(rig.clock.nanos());
  }
}
