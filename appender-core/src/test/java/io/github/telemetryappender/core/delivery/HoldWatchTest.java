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
    other.close();
  }

  @Test
  void aLookComesEvery10Seconds() {
    rig.advance(ofSeconds(4));
    assertThat(rig.rest).isEqualTo(ofSeconds(6).toNanos());
    rig.advance(ofSeconds(6).minusNanos(1));
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
  void aRefusedCredentialIsTriedAtOnceAsWell() {
    rig.advance(ofSeconds(30));
    rig.transport.onlyOpen().answer(403); // for the key it was shown
    rig.work();
    rig.advance(ofSeconds(10));
    rig.transport.looks.get(rig.transport.looks.size() - 1).complete(true);
    rig.work();

    rig.transport.onlyOpen().answer(403);
    rig.work();
    rig.advance(ofSeconds(30).minusNanos(1));
    assertThat(rig.transport.open()).isEmpty();
    rig.advance(ofNanos(1));
    assertThat(rig.transport.open()).hasSize(1);
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

  private final ReplaceableToken token = new ReplaceableToken();
  private final LoopRig other = new LoopRig(Map.of(), token);

  private void holdTheOther(int status) {
    other.log(Severity.ERROR, 1);
    other.work();
    other.advance(ofSeconds(1));
    other.transport.onlyOpen().answer(status);
    other.work();
  }

  private void restAndLook() {
    other.rest();
    other.work(); // it has looked
    other.work(); // and read
  }

  @Test
  void aCredentialThatIsReplacedIsTriedAtOnceWhateverTheHoldIsFor() {
    for (int status : new int[] {402, 410}) {
      holdTheOther(status);
      assertThat(other.rest).as("wakes to look").isLessThanOrEqualTo(ofSeconds(10).toNanos());
      restAndLook();
      assertThat(other.transport.open()).isEmpty();

      token.replace("after-" + status);
      restAndLook();
      assertThat(other.transport.onlyOpen().header("Authorization"))
          .isEqualTo("Bearer after-" + status);
      other.transport.onlyOpen().answer(200);
      other.work();
      assertThat(other.rest).as("nothing to look for").isGreaterThan(ofSeconds(10).toNanos());
    }
  }

  @Test
  void aFileThatStaysTheSameEndsNoHold() {
    holdTheOther(410);
    for (int look = 0; look < 100; look++) {
      restAndLook();
    }
    assertThat(other.transport.open()).isEmpty();
    assertThat(other.transport.looks).as("there are no files of TLS").isEmpty();
  }

  @Test
  void aFileThatIsLookedAtOnceAMinuteWakesNobodyInBetween() {
    token.refuse();
    other.work();
    other.work(); // and what came of it
    assertThat(other.rest).isEqualTo(ofSeconds(60).toNanos());
  }

  @Test
  void whatWasReplacedBeforeTheHoldDoesNotEndIt() {
    other.work();
    token.replace("two");
    other.advance(ofSeconds(10));
    holdTheOther(410);
    other.advance(ofSeconds(600));
    assertThat(other.transport.open()).isEmpty();
  }

  @Test
  void theStepThatEndsTheHoldDoesAllThereIsToDo() {
    holdTheOther(410);
    restAndLook();
    token.replace("another");
    other.clock.advance(ofNanos(other.rest));
    long rest = 0;
    for (int steps = 0; steps < 5 && other.transport.open().isEmpty(); steps++) {
      rest = other.loop.doWork(other.clock.nanos());
    }
    assertThat(other.transport.open()).hasSize(1);
    assertThat(rest).isPositive();
  }

  @Test
  void whereNothingIsWatchedNobodyWakesToLook() {
    try (LoopRig plain = new LoopRig(Map.of())) {
      plain.log(Severity.ERROR, 1);
      plain.work();
      plain.advance(ofSeconds(1));
      plain.transport.onlyOpen().answer(410);
      plain.work();
      plain.advance(ofSeconds(4));
      assertThat(plain.rest).isEqualTo(ofSeconds(10).toNanos()); // as long as it ever rests
    }
  }
}
