package io.github.telemetryappender.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens, in whatever order: the invariants of the state machine hold at every step. */
class TokenCredentialsPropertyTest {

  /** The scripted source throws when asked for a second token while one is on its way. */
  @Property(tries = 1000)
  void theInvariantsHoldAtEveryStep(@ForAll("events") List<Event> events, @ForAll long seed) {
    Run run = new Run(new SplittableRandom(seed));
    for (Event event : events) {
      run.play(event);
    }
  }

  @Property(tries = 1000)
  void afterAnyHistoryAGoodTokenMakesItReady(
      @ForAll("events") List<Event> events, @ForAll long seed) {
    Run run = new Run(new SplittableRandom(seed));
    for (Event event : events) {
      run.play(event);
    }
    run.heal();

    assertThat(run.bench.readiness()).isEqualTo(Readiness.READY);
  }

  @Property
  void judgingATokenNeverFailsInAnyOtherWay(
      @ForAll String value, @ForAll("lives") Duration life, @ForAll long instantSecond) {
    long second =
        Math.max(
            Instant.MIN.getEpochSecond(), Math.min(Instant.MAX.getEpochSecond(), instantSecond));
    CredentialBench bench = CredentialBench.with(new Token(value, life, null));
    bench.advance(Duration.ofHours(1));
    CredentialBench other = CredentialBench.with(Token.until("one", Instant.ofEpochSecond(second)));
    other.advance(Duration.ofHours(1));

    assertThat(bench.credentials.generation() + bench.listener.lines().size()).isPositive();
    assertThat(other.credentials.generation() + other.listener.lines().size()).isPositive();
  }

  @Provide
  Arbitrary<Duration> lives() {
    return Arbitraries.longs().map(Duration::ofSeconds);
  }

  @Provide
  Arbitrary<List<Event>> events() {
    return Arbitraries.of(Event.values()).list().ofMinSize(1).ofMaxSize(120);
  }

  enum Event {
    A_MILLISECOND,
    A_SECOND,
    TEN_SECONDS,
    TO_THE_NEXT_DEADLINE,
    TEN_MINUTES,
    WALL_CLOCK_JUMPS,
    TOKEN_SHORT,
    TOKEN_LONG,
    TOKEN_ENDLESS,
    TOKEN_UNUSABLE,
    FAILURE,
    TERMINAL_FAILURE,
    MAILBOX,
    REFUSED_CURRENT,
    REFUSED_OLD,
    FORBIDDEN,
    ACCEPTED_CURRENT,
    ACCEPTED_OLD
  }

  /** One history, with what is known of the tokens handed out kept on the side. */
  private static final class Run {

    private final CredentialBench bench;
    private final SplittableRandom random;
    private long generationBefore;
    private long hardStopNanos;
    private boolean endless;
    private long lifeOnItsWayNanos;
    private long arrivedAtNanos;

    Run(SplittableRandom random) {
      this.random = random;
      this.bench = new CredentialBench(random);
      bench.step();
    }

    void play(Event event) {
      switch (event) {
        case A_MILLISECOND -> bench.ticker.advance(Duration.ofMillis(1));
        case A_SECOND -> bench.ticker.advance(Duration.ofSeconds(1));
        case TEN_SECONDS -> bench.ticker.advance(Duration.ofSeconds(10));
        case TEN_MINUTES -> bench.ticker.advance(Duration.ofMinutes(10));
        case TO_THE_NEXT_DEADLINE -> toTheNextDeadline();
        case WALL_CLOCK_JUMPS ->
            bench.ticker.jumpWallClock(Duration.ofSeconds(random.nextLong(-7200, 7200)));
        case TOKEN_SHORT -> token(Duration.ofMillis(random.nextLong(5_001, 30_000)));
        case TOKEN_LONG -> token(Duration.ofSeconds(random.nextLong(30, 7200)));
        case TOKEN_ENDLESS -> token(null);
        case TOKEN_UNUSABLE -> end(() -> bench.source.answer(Token.lasting("x", Duration.ZERO)));
        case FAILURE -> end(() -> bench.source.fail(new IOException()));
        case TERMINAL_FAILURE ->
            end(() -> bench.source.fail(new TerminalCredentialException("revoked")));
        case MAILBOX -> bench.step();
        case REFUSED_CURRENT -> refuse(bench.credentials.generation(), 401);
        case REFUSED_OLD -> refuse(bench.credentials.generation() - 1, 401);
        case FORBIDDEN -> refuse(bench.credentials.generation(), 403);
        case ACCEPTED_CURRENT -> bench.accept();
        case ACCEPTED_OLD -> bench.credentials.accepted(bench.credentials.generation() - 1);
      }
      check();
    }

    private void toTheNextDeadline() {
      long rest = bench.step();
      if (rest != Long.MAX_VALUE) {
        bench.ticker.advance(Duration.ofNanos(rest));
        check();
        assertThat(bench.step()).as("a deadline is served, not repeated").isPositive();
      }
    }

    private void token(Duration life) {
      end(
          () -> {
            lifeOnItsWayNanos = life == null ? -1 : life.toNanos();
            arrivedAtNanos = bench.now();
            bench.source.answer(new Token("t" + arrivedAtNanos, life, null));
          });
    }

    private void end(Runnable answer) {
      if (bench.source.isUnderWay()) {
        answer.run();
      }
    }

    private void refuse(long usedGeneration, int status) {
      if (usedGeneration < 1) {
        return; // nothing was ever sent with it
      }
      Verdict verdict = bench.credentials.refused(usedGeneration, status, null, bench.now());
      if (verdict instanceof Verdict.Wait wait) {
        assertThat(wait.nanos()).isBetween(1L, Duration.ofSeconds(30).toNanos());
        assertThat(bench.readiness()).isEqualTo(Readiness.WAITING);
      } else if (verdict.equals(Verdict.RESEND)) {
        assertThat(usedGeneration).isLessThan(bench.credentials.generation());
        assertThat(bench.sent()).isNotNull();
      } else if (verdict.equals(Verdict.REFRESH)) {
        assertThat(bench.sent()).isNull();
      }
    }

    private void check() {
      generationGrowsOneByOne();
      noHeaderPastTheHardStop();
      readinessAgreesWithTheHeader();
      somethingIsPlannedWhileNothingMayBeSent();
    }

    private void generationGrowsOneByOne() {
      long generation = bench.credentials.generation();
      assertThat(generation - generationBefore).isBetween(0L, 1L);
      if (generation > generationBefore) {
        endless = lifeOnItsWayNanos < 0;
        hardStopNanos = arrivedAtNanos + lifeOnItsWayNanos - Duration.ofSeconds(5).toNanos();
        assertThat(bench.sent() == null || bench.sent().equals("t" + arrivedAtNanos)).isTrue();
      }
      generationBefore = generation;
    }

    private void noHeaderPastTheHardStop() {
      if (generationBefore > 0 && !endless && bench.now() - hardStopNanos >= 0) {
        assertThat(bench.sent()).isNull();
      }
    }

    private void readinessAgreesWithTheHeader() {
      boolean sendable = bench.sent() != null;
      assertThat(bench.credentials.mayProbe(bench.now())).isEqualTo(sendable);
      if (bench.readiness() == Readiness.READY) {
        assertThat(sendable).isTrue();
      }
    }

    private void somethingIsPlannedWhileNothingMayBeSent() {
      if (bench.mailbox.isEmpty() && bench.sent() == null) {
        assertThat(bench.credentials.doWork(bench.now())).isLessThan(Long.MAX_VALUE);
      }
    }

    /** From now on every fetch brings a good token, and every request is accepted. */
    void heal() {
      for (int i = 0; i < 4; i++) {
        toTheNextDeadline();
        if (bench.source.isUnderWay()) {
          bench.answer(Token.of("good"));
        }
        if (bench.credentials.mayProbe(bench.now())) {
          bench.accept();
        }
      }
    }
  }
}
