package io.github.telemetryappender.core.auth;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** When the files behind a source of tokens are looked at, and what a change of them brings. */
class WatchedSourceTest {

  private final CredentialBench bench = new CredentialBench(FixedRandom.LOWEST);

  WatchedSourceTest() {
    bench.source.watch();
    bench.step();
    bench.answer(Token.of("one"));
  }

  @Test
  void aLookComesNoMoreOftenThanEvery10Seconds() {
    bench.advance(ofSeconds(10).minusNanos(1));
    assertThat(bench.source.lookCount()).isZero();

    bench.advance(ofNanos(1));
    assertThat(bench.source.lookCount()).isEqualTo(1);
    bench.source.looked(false);
    bench.step();
    bench.advance(ofSeconds(10).minusNanos(1));
    assertThat(bench.source.lookCount()).isEqualTo(1);
    bench.advance(ofNanos(1));
    assertThat(bench.source.lookCount()).isEqualTo(2);
  }

  @Test
  void nobodyWakesUpToLookWhileAllIsWell() {
    assertThat(bench.step()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whatHasNotChangedIsNotFetched() {
    bench.advance(ofSeconds(10));
    bench.source.looked(false);
    bench.step();

    assertThat(bench.source.fetchCount()).isEqualTo(1);
    assertThat(bench.sent()).isEqualTo("one");
  }

  @Test
  void theOldTokenServesUntilTheNewOneIsRead() {
    bench.advance(ofSeconds(10));
    bench.source.looked(true);
    bench.step();
    assertThat(bench.sent()).isEqualTo("one");

    bench.answer(Token.of("two"));
    assertThat(bench.sent()).isEqualTo("two");
    assertThat(bench.credentials.generation()).isEqualTo(2);
  }

  @Test
  void aReplacementIsATokenThatALookLedTo() {
    assertThat(bench.credentials.nanosUntilLook(bench.now()))
        .isEqualTo(TokenCredentials.LOOK_NANOS);
    assertThat(bench.credentials.replacements()).isZero();
    bench.advance(ofSeconds(10));
    bench.source.looked(true);
    bench.step();
    assertThat(bench.credentials.replacements()).as("not read yet").isZero();
    bench.answer(Token.of("two"));
    assertThat(bench.credentials.replacements()).isEqualTo(1);

    bench.refuse(401);
    bench.answer(Token.of("three"));
    assertThat(bench.credentials.replacements()).as("it was refused").isEqualTo(1);
  }

  @Test
  void onAHoldTheThreadWakesUpToLook() {
    hold();

    assertThat(bench.step()).isLessThanOrEqualTo(TokenCredentials.LOOK_NANOS);
    bench.advance(ofSeconds(10));
    assertThat(bench.source.isLooking()).isTrue();
  }

  @Test
  void aChangeOfTheFileEndsAHold() {
    hold();
    bench.advance(ofSeconds(10));
    bench.source.looked(true);
    bench.step();
    bench.answer(Token.of("new"));

    assertThat(bench.readiness()).isEqualTo(Readiness.READY);
    assertThat(bench.sent()).isEqualTo("new");
  }

  @Test
  void afterATerminalFailureOnlyAChangeOfTheFileLeadsToAFetch() {
    bench.refuse(401);
    bench.fail(new TerminalCredentialException("the refresh token has expired"));
    assertThat(bench.readiness()).isEqualTo(Readiness.HELD);

    bench.advance(ofSeconds(60).minusNanos(1));
    assertThat(bench.source.isLooking()).isFalse();
    bench.advance(ofNanos(1));
    for (int i = 0; i < 20; i++) {
      assertThat(bench.source.isLooking()).isTrue();
      bench.source.looked(false);
      bench.step();
      bench.advance(ofSeconds(60));
    }
    assertThat(bench.source.fetchCount()).isEqualTo(2);

    bench.source.looked(true);
    bench.step();
    bench.answer(Token.of("new"));
    assertThat(bench.readiness()).isEqualTo(Readiness.READY);
    assertThat(bench.listener.lines())
        .containsExactly("terminal: the refresh token has expired", "recovered from 1 after PT21M");
  }

  @Test
  void aFailureThatMayPassIsRepeatedByItself() {
    bench.refuse(401);
    bench.fail(new IOException());

    bench.advance(ofSeconds(1));
    assertThat(bench.source.fetchCount()).isEqualTo(3);
  }

  @Test
  void aLookThatHangsIsGivenUp() {
    bench.advance(ofSeconds(10));
    CompletableFuture<Boolean> hanging = bench.source.latestLook();
    bench.advance(ofSeconds(30));

    assertThat(hanging).isCancelled();
    bench.advance(ofSeconds(10));
    assertThat(bench.source.lookCount()).isEqualTo(2);
  }

  @Test
  void closingGivesUpTheLook() {
    bench.advance(ofSeconds(10));
    bench.credentials.close();

    assertThat(bench.source.latestLook()).isCancelled();
    bench.advance(ofMinutes(5));
    assertThat(bench.source.lookCount()).isEqualTo(1);
  }

  private void hold() {
    bench.refuse(401);
    bench.answer(Token.of("one"));
    for (int wait : new int[] {3, 10, 30}) {
      bench.refuse(401);
      bench.advance(ofSeconds(wait));
      if (bench.source.isLooking()) {
        bench.source.looked(false);
        bench.step();
      }
    }
    assertThat(bench.refuse(401)).isEqualTo(Verdict.HOLD);
  }
}
