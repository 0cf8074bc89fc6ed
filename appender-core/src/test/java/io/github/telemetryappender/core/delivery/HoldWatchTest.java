package io.github.telemetryappender.core.delivery;

import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.transport.FailureKind;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Certificates and keys that are replaced while delivery is on hold for them. */
class HoldWatchTest {

  private final LoopRig rig = new LoopRig(Map.of());

  @BeforeEach
  void holdForACertificate() {
    rig.transport.watched = true;
    rig.log(Severity.ERROR, 1);
    rig.work();
    rig.advance(ofSeconds(1));
    rig.transport.onlyOpen().fail(FailureKind.CERTIFICATE);
    rig.work();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aLookComesEvery10Seconds() {
    rig.advance(ofSeconds(10).minusNanos(1));
    assertThat(rig.transport.looks).isEmpty();
    rig.advance(ofNanos(1));
    assertThat(rig.transport.looks).hasSize(1);

    rig.transport.looks.get(0).complete(false);
    rig.advance(ofSeconds(10));
    assertThat(rig.transport.looks).hasSize(2);
    assertThat(rig.transport.all).hasSize(1);
  }

  @Test
  void aChangeIsTriedAtOnce() {
    rig.advance(ofSeconds(10));
    rig.transport.looks.get(0).complete(true);
    rig.work();

    rig.transport.onlyOpen().answer(200);
    rig.work();
    assertThat(rig.loop.snapshot().held().total()).isZero();
    rig.advance(ofSeconds(60));
    assertThat(rig.transport.looks).hasSize(1);
  }

  @Test
  void aLookThatHangsIsNotRepeated() {
    rig.advance(ofSeconds(10));
    rig.advance(ofSeconds(10));
    rig.advance(ofSeconds(9));

    assertThat(rig.transport.looks).hasSize(1);
  }

  @Test
  void filesThatCannotBeUsedAreAHoldThatLosesNothing() {
    rig.advance(ofSeconds(10));
    rig.transport.looks.get(0).complete(true);
    rig.work();
    rig.transport.onlyOpen().fail(FailureKind.TLS_FILES);
    rig.work();

    assertThat(rig.transport.open()).isEmpty();
    rig.advance(ofSeconds(30));
    rig.transport.onlyOpen().answer(200);
    rig.work();
    assertThat(rig.loop.snapshot().held().total()).isZero();
  }
}
