package io.github.telemetryappender.core.auth;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCredentialsTest {

  private static final Duration NANO = ofNanos(1);

  @Nested
  class AtStart {

    private final CredentialBench bench = new CredentialBench(FixedRandom.LOWEST);

    @Test
    void nothingIsFetchedBeforeTheFirstStep() {
      assertThat(bench.source.fetchCount()).isZero();
      assertThat(bench.readiness()).isEqualTo(Readiness.WAITING);
      assertThat(bench.credentials.header(bench.now())).isNull();
    }

    @Test
    void theFirstStepFetches() {
      bench.step();

      assertThat(bench.source.fetchCount()).isOne();
      assertThat(bench.credentials.generation()).isZero();
    }

    @Test
    void aFetchUnderWayIsNotRepeated() {
      bench.step();
      bench.advance(ofSeconds(30).minus(NANO));

      assertThat(bench.source.fetchCount()).isOne();
    }

    @Test
    void theTokenCountsOnceTheMailboxBroughtIt() {
      bench.step();
      bench.source.answer(Token.of("one"));
      assertThat(bench.readiness()).isEqualTo(Readiness.WAITING);

      bench.step();
      assertThat(bench.readiness()).isEqualTo(Readiness.READY);
      assertThat(bench.sent()).isEqualTo("one");
      assertThat(bench.credentials.generation()).isOne();
    }

    @Test
    void theHeaderIsAuthorizationBearer() {
      bench.step();
      bench.answer(Token.of("one"));

      var header = bench.credentials.header(bench.now());
      assertThat(header.name()).isEqualTo("Authorization");
      assertThat(header.value()).isEqualTo("Bearer one");
    }
  }

  @Nested
  class AheadOfTheEnd {

    @ParameterizedTest
    @CsvSource({
      // life/2 caps the margin up to 240 s, 120 s above; life/10 caps the spread up to 600 s
      "3600, LOWEST, 3480",
      "3600, HIGHEST, 3420",
      "600, LOWEST, 480",
      "600, HIGHEST, 420",
      "240, LOWEST, 120",
      "240, HIGHEST, 96",
      "100, LOWEST, 50",
      "100, HIGHEST, 40",
      // never after the hard stop, at least a second apart
      "8, LOWEST, 3",
      "6, LOWEST, 1",
    })
    void theTokenIsRefreshedAtItsSoftTime(long life, FixedRandom random, long softAt) {
      CredentialBench bench = CredentialBench.with(Token.lasting("one", ofSeconds(life)), random);
      assertThat(bench.credentials.doWork(bench.now())).isEqualTo(ofSeconds(softAt).toNanos());

      bench.advance(ofSeconds(softAt).minus(NANO));
      assertThat(bench.source.fetchCount()).isOne();

      bench.advance(NANO);
      assertThat(bench.source.fetchCount()).isEqualTo(2);
    }

    @Test
    void aTokenThatHardlyLastsIsNotFetchedMoreOftenThanOnceASecond() {
      CredentialBench bench = CredentialBench.with(Token.lasting("one", ofMillis(5001)));

      bench.advance(ofSeconds(1).minus(NANO));
      assertThat(bench.source.fetchCount()).isOne();

      bench.advance(NANO);
      assertThat(bench.source.fetchCount()).isEqualTo(2);
    }

    @Test
    void theOldTokenIsServedDuringTheRefreshUpToTheHardStop() {
      CredentialBench bench = CredentialBench.with(Token.lasting("one", ofSeconds(30)));

      bench.advance(ofSeconds(25).minus(NANO));
      assertThat(bench.source.isUnderWay()).isTrue();
      assertThat(bench.readiness()).isEqualTo(Readiness.READY);
      assertThat(bench.sent()).isEqualTo("one");

      bench.advance(NANO);
      assertThat(bench.readiness()).isEqualTo(Readiness.WAITING);
      assertThat(bench.sent()).isNull();
      assertThat(bench.credentials.mayProbe(bench.now())).isFalse();
    }

    @Test
    void whileARefreshIsUnderWayOnlyItsTimeoutIsDue() {
      CredentialBench bench = CredentialBench.with(Token.lasting("one", ofSeconds(100)));

      assertThat(bench.advance(ofSeconds(50))).isEqualTo(ofSeconds(30).toNanos());
    }

    @Test
    void theNewTokenTakesOver() {
      CredentialBench bench = CredentialBench.with(Token.lasting("one", ofSeconds(100)));
      bench.advance(ofSeconds(50));
      bench.answer(Token.lasting("two", ofSeconds(100)));

      assertThat(bench.sent()).isEqualTo("two");
      assertThat(bench.credentials.generation()).isEqualTo(2);
      assertThat(bench.credentials.doWork(bench.now())).isEqualTo(ofSeconds(50).toNanos());
    }

    @Test
    void lifeCountsFromTheArrivalNotFromTheMailbox() {
      CredentialBench bench = new CredentialBench(FixedRandom.LOWEST);
      bench.step();
      bench.source.answer(Token.lasting("one", ofSeconds(100)));

      assertThat(bench.advance(ofSeconds(10))).isEqualTo(ofSeconds(40).toNanos());
    }

    @Test
    void anInstantIsTurnedIntoALifeOnArrival() {
      CredentialBench bench = new CredentialBench(FixedRandom.LOWEST);
      Instant end = Instant.ofEpochMilli(bench.ticker.epochMillis()).plusSeconds(100);
      bench.step();
      bench.answer(Token.until("one", end));
      bench.ticker.jumpWallClock(ofMinutes(-60));

      assertThat(bench.advance(ofSeconds(50).minus(NANO))).isEqualTo(1);
      assertThat(bench.source.fetchCount()).isOne();
    }

    @Test
    void aLifeGoesBeforeAnInstant() {
      Token token = new Token("one", ofSeconds(100), Instant.EPOCH);

      assertThat(CredentialBench.with(token).step()).isEqualTo(ofSeconds(50).toNanos());
    }

    @Test
    void aTokenThatEndedWhileTheMachineSleptIsRefreshedAndServedMeanwhile() {
      CredentialBench bench = CredentialBench.with(Token.lasting("one", ofSeconds(3600)));

      bench.ticker.jumpWallClock(ofSeconds(3600).minusMillis(1));
      bench.step();
      assertThat(bench.source.fetchCount()).isOne();

      bench.ticker.jumpWallClock(ofMillis(1));
      bench.step();
      assertThat(bench.source.fetchCount()).isEqualTo(2);
      assertThat(bench.readiness()).isEqualTo(Readiness.READY);
    }

    @Test
    void aRefreshAfterSuspensionThatFailsIsRepeatedAtItsOwnPace() {
      CredentialBench bench = CredentialBench.with(Token.lasting("one", ofSeconds(3600)));
      bench.ticker.jumpWallClock(ofSeconds(3600));
      bench.step();
      bench.fail(new IOException());

      assertThat(bench.step()).isEqualTo(ofMillis(100).toNanos());
      assertThat(bench.source.fetchCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("io.github.telemetryappender.core.auth.TokenCredentialsTest#endlessTokens")
    void aTokenWithoutAKnownEndIsNeverRefreshed(Token token) {
      CredentialBench bench = CredentialBench.with(token);

      assertThat(bench.step()).isEqualTo(Long.MAX_VALUE);
      assertThat(bench.advance(Duration.ofDays(365))).isEqualTo(Long.MAX_VALUE);
      assertThat(bench.readiness()).isEqualTo(Readiness.READY);
    }
  }

  static Stream<Token> endlessTokens() {
    return Stream.of(
        Token.of("one"),
        Token.lasting("one", Duration.ofDays(3651)),
        Token.lasting("one", ofSeconds(Long.MAX_VALUE)),
        Token.until("one", Instant.MAX));
  }

  @Nested
  class WhenRefused {

    @Test
    void theTokenIsInvalidatedAndRefreshed() {
      CredentialBench bench = CredentialBench.with(Token.of("one"));

      assertThat(bench.refuse(401)).isEqualTo(Verdict.REFRESH);
      assertThat(bench.source.fetchCount()).isEqualTo(2);
      assertThat(bench.readiness()).isEqualTo(Readiness.WAITING);
      assertThat(bench.sent()).isNull();
    }

    @Test
    void allRequestsOfThatTokenShareOneRefresh() {
      CredentialBench bench = CredentialBench.with(Token.of("one"));

      for (int i = 0; i < 4; i++) {
        assertThat(bench.refuse(401)).isEqualTo(Verdict.REFRESH);
      }
      assertThat(bench.source.fetchCount()).isEqualTo(2);
    }

    @Test
    void aRefreshAheadOfTheEndIsShared() {
      CredentialBench bench = CredentialBench.with(Token.lasting("one", ofSeconds(100)));
      bench.advance(ofSeconds(50));

      assertThat(bench.refuse(401)).isEqualTo(Verdict.REFRESH);
      assertThat(bench.source.fetchCount()).isEqualTo(2);
    }

    @Test
    void aLateRefusalOfAnOldTokenIsSentAgainWithTheNewOne() {
      CredentialBench bench = CredentialBench.withReplacement(Token.of("two"));

      assertThat(bench.credentials.refused(1, 401, null, bench.now())).isEqualTo(Verdict.RESEND);
      assertThat(bench.source.fetchCount()).isEqualTo(2);
      assertThat(bench.readiness()).isEqualTo(Readiness.READY);
    }

    @Test
    void aLateRefusalWaitsForTheRefreshWhereTheNewTokenWasRefusedToo() {
      CredentialBench bench = CredentialBench.with(Token.lasting("one", ofSeconds(100)));
      bench.advance(ofSeconds(50));
      bench.answer(Token.of("two"));
      bench.refuse(401);

      assertThat(bench.credentials.refused(1, 401, null, bench.now())).isEqualTo(Verdict.REFRESH);
    }

    @Test
    void aLateAcceptanceOfAnInvalidTokenDoesNotReviveIt() {
      CredentialBench bench = CredentialBench.with(Token.of("one"));
      bench.refuse(401);
      bench.accept();

      assertThat(bench.readiness()).isEqualTo(Readiness.WAITING);
    }

    @Test
    void aTokenThatWorkedIsReplacedAgainHoweverYoung() {
      CredentialBench bench = CredentialBench.with(Token.lasting("one", ofSeconds(100)));
      bench.accept();
      bench.advance(ofSeconds(50));
      bench.answer(Token.lasting("two", ofSeconds(100)));

      assertThat(bench.refuse(401)).isEqualTo(Verdict.REFRESH);
    }

    @Test
    void aRefusalDoesNotOutrunTheBackoffOfFailingRefreshes() {
      CredentialBench bench =
          CredentialBench.with(Token.lasting("one", ofSeconds(100)), FixedRandom.HIGHEST);
      bench.advance(ofSeconds(40));
      bench.fail(new IOException());

      assertThat(bench.refuse(401)).isEqualTo(Verdict.REFRESH);
      assertThat(bench.source.fetchCount()).isEqualTo(2);

      bench.advance(ofSeconds(1));
      assertThat(bench.source.fetchCount()).isEqualTo(3);
    }
  }

  @Nested
  class WhenTheReplacementIsRefused {

    private final CredentialBench bench = CredentialBench.withReplacement(Token.of("two"));

    @Test
    void itIsGivenTimeToBecomeKnown() {
      assertThat(bench.refuse(401)).isEqualTo(new Verdict.Wait(ofSeconds(3).toNanos()));
      assertThat(bench.source.fetchCount()).isEqualTo(2);
    }

    @Test
    void nothingIsSentDuringTheWait() {
      bench.refuse(401);
      assertThat(bench.step()).isEqualTo(ofSeconds(3).toNanos());

      bench.advance(ofSeconds(3).minus(NANO));
      assertThat(bench.readiness()).isEqualTo(Readiness.WAITING);

      assertThat(bench.advance(NANO)).isEqualTo(Long.MAX_VALUE);
      assertThat(bench.readiness()).isEqualTo(Readiness.READY);
    }

    @Test
    void refusalsDuringTheWaitShareIt() {
      bench.refuse(401);
      bench.advance(ofSeconds(1));

      assertThat(bench.refuse(401)).isEqualTo(new Verdict.Wait(ofSeconds(2).toNanos()));
    }

    @Test
    void theWaitsGrowAndThenItIsHeld() {
      for (long wait : new long[] {3, 10, 30}) {
        assertThat(bench.refuse(401)).isEqualTo(new Verdict.Wait(ofSeconds(wait).toNanos()));
        bench.advance(ofSeconds(wait));
      }
      assertThat(bench.refuse(401)).isEqualTo(Verdict.HOLD);
      assertThat(bench.readiness()).isEqualTo(Readiness.HELD);
      assertThat(bench.listener.lines()).containsExactly("held by 401");
    }

    @Test
    void pastItsEndThereIsNothingToWaitFor() {
      CredentialBench shortLived =
          CredentialBench.withReplacement(Token.lasting("two", ofSeconds(30)));
      shortLived.advance(ofSeconds(25));

      assertThat(shortLived.refuse(401)).isEqualTo(Verdict.REFRESH);
    }

    @Test
    void refusalsDuringTheLastWaitShareItToo() {
      for (long wait : new long[] {3, 10}) {
        bench.refuse(401);
        bench.advance(ofSeconds(wait));
      }
      bench.refuse(401);
      bench.advance(ofSeconds(29));

      assertThat(bench.refuse(401)).isEqualTo(new Verdict.Wait(ofSeconds(1).toNanos()));
    }

    @Test
    void aNewerTokenEndsTheWait() {
      CredentialBench shortLived =
          CredentialBench.withReplacement(Token.lasting("two", ofSeconds(20)));
      shortLived.advance(ofSeconds(9));
      shortLived.refuse(401);
      shortLived.advance(ofSeconds(1));
      shortLived.answer(Token.of("three"));

      assertThat(shortLived.readiness()).isEqualTo(Readiness.READY);
      assertThat(shortLived.sent()).isEqualTo("three");
    }

    @Test
    void holdingEndsTheWait() {
      bench.refuse(401);
      bench.refuse(403);

      assertThat(bench.readiness()).isEqualTo(Readiness.HELD);
      assertThat(bench.step()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void acceptanceStartsTheWaitsAnew() {
      bench.refuse(401);
      bench.advance(ofSeconds(3));
      bench.accept();

      assertThat(bench.refuse(401)).isEqualTo(new Verdict.Wait(ofSeconds(3).toNanos()));
    }

    @Test
    void acceptanceEndsTheWait() {
      bench.refuse(401);
      bench.accept();

      assertThat(bench.readiness()).isEqualTo(Readiness.READY);
    }

    @Test
    void itCountsAsYoungForAMinute() {
      bench.advance(ofSeconds(60).minus(NANO));

      assertThat(bench.refuse(401)).isInstanceOf(Verdict.Wait.class);
    }

    @Test
    void olderThanThatItIsHeld() {
      bench.advance(ofSeconds(60));

      assertThat(bench.refuse(401)).isEqualTo(Verdict.HOLD);
      assertThat(bench.source.fetchCount()).isEqualTo(2);
    }

    @Test
    void olderThanThatAndOnceAcceptedItIsReplaced() {
      bench.accept();
      bench.advance(ofSeconds(60));

      assertThat(bench.refuse(401)).isEqualTo(Verdict.REFRESH);
      assertThat(bench.source.fetchCount()).isEqualTo(3);
    }
  }

  @Nested
  class Forbidden {

    private final CredentialBench bench = CredentialBench.with(Token.of("one"));

    @Test
    void withoutAChallengeItHolds() {
      assertThat(bench.refuse(403)).isEqualTo(Verdict.HOLD);
      assertThat(bench.source.fetchCount()).isOne();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "Bearer error=\"invalid_token\"",
          "bearer realm=\"x\", ERROR=\"INVALID_TOKEN\"",
          "Bearer error_description=\"The access token expired\""
        })
    void aChallengeThatBlamesTheTokenRefreshes(String challenge) {
      assertThat(bench.refuse(403, challenge)).isEqualTo(Verdict.REFRESH);
    }

    @Test
    void aChallengeThatBlamesTheRightsHolds() {
      assertThat(bench.refuse(403, "Bearer error=\"insufficient_scope\"")).isEqualTo(Verdict.HOLD);
    }
  }

  @Nested
  class WhenHeld {

    private final CredentialBench bench = CredentialBench.with(Token.of("one"));

    WhenHeld() {
      bench.refuse(403);
    }

    @Test
    void probesCarryTheToken() {
      assertThat(bench.readiness()).isEqualTo(Readiness.HELD);
      assertThat(bench.credentials.mayProbe(bench.now())).isTrue();
      assertThat(bench.sent()).isEqualTo("one");
    }

    @Test
    void anAcceptedProbeReleases() {
      bench.accept();

      assertThat(bench.readiness()).isEqualTo(Readiness.READY);
      assertThat(bench.listener.lines()).containsExactly("held by 403", "released");
    }

    @Test
    void aLateAnswerToAnOldTokenDoesNotRelease() {
      bench.credentials.accepted(0);

      assertThat(bench.readiness()).isEqualTo(Readiness.HELD);
    }

    @Test
    void refusedProbesAreReportedOnce() {
      bench.refuse(401);
      bench.refuse(403);

      assertThat(bench.listener.lines()).containsExactly("held by 403");
    }

    @Test
    void aRefusedProbeRefreshesEveryFiveMinutes() {
      bench.advance(ofMinutes(5).minus(NANO));
      assertThat(bench.refuse(403)).isEqualTo(Verdict.HOLD);
      assertThat(bench.source.fetchCount()).isOne();

      bench.advance(NANO);
      assertThat(bench.refuse(403)).isEqualTo(Verdict.HOLD);
      assertThat(bench.source.fetchCount()).isEqualTo(2);
      assertThat(bench.readiness()).isEqualTo(Readiness.HELD);
    }

    @Test
    void aNewTokenIsTriedAtOnce() {
      bench.advance(ofMinutes(5));
      bench.refuse(403);
      bench.answer(Token.of("two"));

      assertThat(bench.readiness()).isEqualTo(Readiness.READY);
      assertThat(bench.sent()).isEqualTo("two");
    }

    @Test
    void aNewTokenThatIsRefusedHoldsOnAtOnce() {
      bench.advance(ofMinutes(5));
      bench.refuse(403);
      bench.answer(Token.of("two"));

      assertThat(bench.refuse(401)).isEqualTo(Verdict.HOLD);
      assertThat(bench.source.fetchCount()).isEqualTo(2);
      assertThat(bench.listener.lines()).containsExactly("held by 403");
    }

    @Test
    void aNewTokenThatReleasedItIsAReplacementAndGivenTime() {
      bench.advance(ofMinutes(5));
      bench.refuse(403);
      bench.answer(Token.of("two"));
      bench.accept();

      assertThat(bench.refuse(401)).isEqualTo(new Verdict.Wait(ofSeconds(3).toNanos()));
    }

    @Test
    void aNewTokenThatIsAcceptedReleases() {
      bench.advance(ofMinutes(5));
      bench.refuse(403);
      bench.answer(Token.of("two"));
      bench.accept();

      assertThat(bench.listener.lines()).containsExactly("held by 403", "released");
    }
  }

  @Nested
  class WhenRefreshesFail {

    @ParameterizedTest
    @CsvSource({"LOWEST, 100 100 100 100", "HIGHEST, 1000 2000 4000 8000 16000 32000 60000 60000"})
    void theyAreRepeatedWithFullJitter(FixedRandom random, String restsMillis) {
      CredentialBench bench = new CredentialBench(random);
      bench.step();
      for (String rest : restsMillis.split(" ")) {
        bench.fail(new IOException());
        int fetchCount = bench.source.fetchCount();

        bench.advance(ofMillis(Long.parseLong(rest)).minus(NANO));
        assertThat(bench.source.fetchCount()).isEqualTo(fetchCount);

        bench.advance(NANO);
        assertThat(bench.source.fetchCount()).isEqualTo(fetchCount + 1);
      }
    }

    @Test
    void theRestStaysAtItsCapHoweverOftenTheyFail() {
      CredentialBench bench = new CredentialBench(FixedRandom.HIGHEST);
      bench.step();
      for (int i = 0; i < 100; i++) {
        bench.fail(new IOException());
        bench.advance(ofSeconds(60));
      }
      bench.fail(new IOException());

      assertThat(bench.step()).isEqualTo(ofSeconds(60).toNanos());
    }

    @Test
    void aSuccessStartsTheBackoffAnew() {
      CredentialBench bench = new CredentialBench(FixedRandom.HIGHEST);
      bench.step();
      bench.fail(new IOException());
      bench.advance(ofSeconds(1));
      bench.answer(Token.lasting("one", ofSeconds(100)));
      bench.advance(ofSeconds(40));
      bench.fail(new IOException());

      assertThat(bench.step()).isEqualTo(ofSeconds(55).toNanos() / 2);
    }

    /** A fleet whose tokens end together would ask as one when the token endpoint is back. */
    @Test
    void thereIsNoHurryWhileTheOldTokenIsGood() {
      CredentialBench bench =
          CredentialBench.with(Token.lasting("one", ofHours(1)), FixedRandom.HIGHEST);
      bench.advance(ofMinutes(57));
      bench.fail(new IOException());

      assertThat(bench.step()).isEqualTo(ofSeconds(60).toNanos());
    }

    @Test
    void theRestBeginsAtHalfOfWhatTheOldTokenIsGoodFor() {
      CredentialBench bench =
          CredentialBench.with(Token.lasting("one", ofSeconds(100)), FixedRandom.HIGHEST);
      bench.advance(ofSeconds(40));
      for (long millis : new long[] {27_500, 55_000, 60_000, 60_000}) {
        bench.fail(new IOException());
        assertThat(bench.step()).isEqualTo(ofMillis(millis).toNanos());
        bench.advance(ofMillis(millis));
      }
    }

    @Test
    void theRestIsCutWhenTheOldTokenIsRefused() {
      CredentialBench bench =
          CredentialBench.with(Token.lasting("one", ofHours(1)), FixedRandom.HIGHEST);
      bench.advance(ofMinutes(57));
      bench.fail(new IOException());
      bench.refuse(401);
      assertThat(bench.step()).isEqualTo(ofSeconds(1).toNanos());

      bench.advance(ofSeconds(1));
      bench.fail(new IOException());
      assertThat(bench.step()).isEqualTo(ofSeconds(2).toNanos());
    }

    @Test
    void aRefusalWhileOneIsUnderWayWakesNobody() {
      CredentialBench bench =
          CredentialBench.with(Token.lasting("one", ofHours(1)), FixedRandom.LOWEST);
      bench.advance(ofMinutes(58));
      bench.fail(new IOException());
      bench.advance(ofMillis(100));
      bench.refuse(401);

      assertThat(bench.step()).isEqualTo(ofSeconds(30).toNanos());
    }

    @Test
    void aRefusalDoesNotHastenWhatIsPointless() {
      CredentialBench bench =
          CredentialBench.with(Token.lasting("one", ofHours(1)), FixedRandom.LOWEST);
      bench.advance(ofMinutes(58));
      bench.fail(new TerminalCredentialException("revoked"));
      bench.refuse(401);

      assertThat(bench.step()).isEqualTo(ofMinutes(5).toNanos());
    }

    @Test
    void theTokenInUseIsServedUpToItsHardStop() {
      CredentialBench bench = CredentialBench.with(Token.lasting("one", ofSeconds(100)));
      bench.advance(ofSeconds(50));
      bench.fail(new IOException());

      bench.ticker.advance(ofSeconds(45).minus(NANO));
      assertThat(bench.readiness()).isEqualTo(Readiness.READY);

      bench.ticker.advance(NANO);
      assertThat(bench.readiness()).isEqualTo(Readiness.WAITING);
    }

    @Test
    void theFirstOneIsReportedByTypeAndPlace() {
      CredentialBench bench = new CredentialBench(FixedRandom.LOWEST);
      bench.step();
      bench.fail(new IOException("s3cret", new ConnectException("s3cret")));
      bench.advance(ofSeconds(1));
      bench.fail(new IOException());

      assertThat(bench.listener.lines())
          .singleElement()
          .asString()
          .matches(
              "failed: java.io.IOException \\(caused by java.net.ConnectException\\) at "
                  + getClass().getName().replace("$", "\\$")
                  + ":\\d+");
    }

    @Test
    void fiveMinutesOfFailureAreReportedOnce() {
      CredentialBench bench = new CredentialBench(FixedRandom.HIGHEST);
      bench.step();
      bench.fail(new IOException());
      bench.advance(ofMinutes(5).minus(NANO));
      bench.fail(new IOException());
      assertThat(bench.listener.lines()).hasSize(1);

      bench.advance(ofSeconds(60));
      bench.fail(new IOException());
      bench.advance(ofSeconds(60));
      bench.fail(new IOException());
      assertThat(bench.listener.lines()).hasSize(2);
      assertThat(bench.listener.lines().get(1)).startsWith("failing 3 times in PT5M59.9");
    }

    @Test
    void fiveMinutesIsTheBound() {
      CredentialBench bench = new CredentialBench(FixedRandom.HIGHEST);
      bench.step();
      bench.fail(new IOException());
      bench.advance(ofMinutes(5));
      bench.fail(new IOException());

      assertThat(bench.listener.lines().get(1)).startsWith("failing 2 times in PT5M: ");
    }

    @Test
    void fiveMinutesOfFailureAreReportedAgainAfterARecovery() {
      CredentialBench bench = new CredentialBench(FixedRandom.HIGHEST);
      bench.step();
      for (int i = 0; i < 2; i++) {
        bench.fail(new IOException());
        bench.advance(ofMinutes(5));
        bench.fail(new IOException());
        bench.advance(ofMinutes(1));
        bench.answer(Token.lasting("one", ofSeconds(100)));
        bench.advance(ofSeconds(50));
      }

      assertThat(bench.listener.lines()).filteredOn(line -> line.startsWith("failing")).hasSize(2);
    }

    @Test
    void recoveryIsReported() {
      CredentialBench bench = new CredentialBench(FixedRandom.HIGHEST);
      bench.step();
      bench.fail(new IOException());
      bench.advance(ofSeconds(1));
      bench.fail(new IOException());
      bench.advance(ofSeconds(2));
      bench.answer(Token.of("one"));

      assertThat(bench.listener.lines()).hasSize(2).endsWith("recovered from 2 after PT3S");
    }

    @Test
    void aSuccessWithoutFailureIsNotReported() {
      assertThat(CredentialBench.with(Token.of("one")).listener.lines()).isEmpty();
    }
  }

  @Nested
  class WhenAskingIsPointless {

    private final TerminalCredentialException revoked =
        new TerminalCredentialException("the grant was revoked:\nask for a new one");

    @Test
    void itIsAskedEveryFiveMinutes() {
      CredentialBench bench = new CredentialBench(FixedRandom.LOWEST);
      bench.step();
      for (int i = 1; i <= 3; i++) {
        bench.fail(revoked);

        bench.advance(ofMinutes(5).minus(NANO));
        assertThat(bench.source.fetchCount()).isEqualTo(i);

        bench.advance(NANO);
        assertThat(bench.source.fetchCount()).isEqualTo(i + 1);
      }
    }

    @Test
    void aFleetDoesNotAskInStep() {
      CredentialBench bench = new CredentialBench(FixedRandom.HIGHEST);
      bench.step();
      bench.fail(revoked);

      assertThat(bench.step()).isEqualTo(ofSeconds(330).toNanos());
    }

    @Test
    void withoutATokenItIsHeldAndNotProbed() {
      CredentialBench bench = new CredentialBench(FixedRandom.LOWEST);
      bench.step();
      bench.fail(revoked);

      assertThat(bench.readiness()).isEqualTo(Readiness.HELD);
      assertThat(bench.credentials.mayProbe(bench.now())).isFalse();
    }

    @Test
    void aTokenThatIsStillGoodIsUsed() {
      CredentialBench bench = CredentialBench.with(Token.lasting("one", ofSeconds(100)));
      bench.advance(ofSeconds(50));
      bench.fail(revoked);

      assertThat(bench.readiness()).isEqualTo(Readiness.READY);
    }

    @Test
    void itIsReportedOnceInTheProvidersWordsOnOneLine() {
      CredentialBench bench = new CredentialBench(FixedRandom.LOWEST);
      bench.step();
      bench.fail(revoked);
      bench.advance(ofMinutes(5));
      bench.fail(revoked);

      assertThat(bench.listener.lines())
          .containsExactly("terminal: the grant was revoked: ask for a new one");
    }

    @Test
    void aSuccessEndsIt() {
      CredentialBench bench = new CredentialBench(FixedRandom.LOWEST);
      bench.step();
      bench.fail(revoked);
      bench.advance(ofMinutes(5));
      bench.answer(Token.lasting("one", ofSeconds(30)));
      bench.advance(ofSeconds(25));

      assertThat(bench.readiness()).isEqualTo(Readiness.WAITING);
    }

    @Test
    void itIsKnownThroughAWrapper() {
      CredentialBench bench = new CredentialBench(FixedRandom.LOWEST);
      bench.step();
      bench.fail(new CompletionException(revoked));

      assertThat(bench.readiness()).isEqualTo(Readiness.HELD);
    }

    @Test
    void itMayPassLikeAnyOtherFailure() {
      CredentialBench bench = new CredentialBench(FixedRandom.LOWEST);
      bench.step();
      bench.fail(revoked);
      bench.advance(ofMinutes(5));
      bench.fail(new IOException());
      assertThat(bench.readiness()).isEqualTo(Readiness.WAITING);

      bench.advance(ofMillis(100));
      bench.answer(Token.of("one"));
      assertThat(bench.readiness()).isEqualTo(Readiness.READY);
    }
  }

  @Nested
  class WhenAFetchHangs {

    private final CredentialBench bench = new CredentialBench(FixedRandom.LOWEST);

    @Test
    void itIsGivenUpAfterThirtySeconds() {
      assertThat(bench.step()).isEqualTo(ofSeconds(30).toNanos());
      bench.advance(ofSeconds(30).minus(NANO));
      assertThat(bench.source.latest()).isNotDone();

      bench.advance(NANO);
      assertThat(bench.source.latest()).isCancelled();
      assertThat(bench.listener.lines()).containsExactly("failed: no token within 30s");
    }

    @Test
    void theNextOneFollowsAfterABackoff() {
      bench.step();
      bench.advance(ofSeconds(30));
      bench.advance(ofMillis(100));

      assertThat(bench.source.fetchCount()).isEqualTo(2);
      assertThat(bench.source.isUnderWay()).isTrue();
    }

    @Test
    void anAnswerThatCrossesTheTimeoutIsDiscarded() {
      bench.step();
      bench.ticker.advance(ofSeconds(30));
      bench.source.answer(Token.of("late"));
      bench.credentials.doWork(bench.now());
      bench.step();

      assertThat(bench.sent()).isNull();
      assertThat(bench.credentials.generation()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("unusableTokens")
  void aTokenThatCannotBeUsedIsAFailedRefresh(Token token, String reason) {
    CredentialBench bench = new CredentialBench(FixedRandom.LOWEST);
    bench.step();
    bench.answer(token);

    assertThat(bench.listener.lines())
        .containsExactly("failed: the token cannot be used: " + reason);
    assertThat(bench.readiness()).isEqualTo(Readiness.WAITING);
    assertThat(bench.step()).isEqualTo(ofMillis(100).toNanos());
  }

  static Stream<Object[]> unusableTokens() {
    return Stream.of(
        new Object[] {null, "there is none: null was returned"},
        new Object[] {Token.of(null), "its value is empty"},
        new Object[] {Token.of(""), "its value is empty"},
        new Object[] {
          Token.of("ab\nc"),
          "its value holds a line break at character 3: visible ASCII is accepted"
        },
        new Object[] {
          Token.of("ab c"), "its value holds white space at character 3: visible ASCII is accepted"
        },
        new Object[] {Token.of("abc "), "its value starts or ends with a space: remove it"},
        new Object[] {
          Token.of("a\u0001"),
          "its value holds a control character at character 2: visible ASCII is accepted"
        },
        new Object[] {
          Token.of("\u00fc"),
          "its value holds a character outside ASCII at character 1: visible ASCII is accepted"
        },
        new Object[] {Token.lasting("one", Duration.ZERO), "it has ended, its life is PT0S"},
        new Object[] {Token.lasting("one", ofSeconds(-1)), "it has ended, its life is PT-1S"},
        new Object[] {
          Token.lasting("one", ofSeconds(5)),
          "it lasts PT5S, and none is sent in the last PT5S of its life"
        },
        new Object[] {
          Token.until("one", Instant.ofEpochMilli(1_700_000_000_000L)),
          "it has ended, its life is PT0S"
        });
  }

  @Test
  void anInstantInThePastOfAllTimeIsNoHarm() {
    CredentialBench bench = CredentialBench.with(Token.until("one", Instant.MIN));

    assertThat(bench.listener.lines()).singleElement().asString().contains("it has ended");
  }

  @ParameterizedTest
  @CsvSource({"1, ***", "0, first-token"})
  void aTokenStaysHiddenForTenMinutesAfterItWasReplaced(long answeredAfterNanos, String shown) {
    CredentialBench bench = CredentialBench.with(lasting40Seconds("first-token"));
    bench.advance(ofSeconds(20));
    bench.advance(ofNanos(answeredAfterNanos));
    bench.answer(lasting40Seconds("second-token"));
    assertThat(bench.credentials.mask().hideIn("first-token, second-token")).isEqualTo("***, ***");

    bench.advance(ofSeconds(20));
    bench.answer(lasting40Seconds("third-token"));
    assertThat(bench.credentials.mask().hideIn("first-token")).isEqualTo("***");

    bench.advance(ofMinutes(10).minusSeconds(20).minusNanos(answeredAfterNanos));
    bench.answer(lasting40Seconds("fourth-token"));
    assertThat(bench.credentials.mask().hideIn("first-token")).isEqualTo(shown);
    assertThat(bench.credentials.mask().hideIn("third-token")).isEqualTo("***");
  }

  @Test
  void notMoreThan64TokensAreRemembered() {
    CredentialBench bench = CredentialBench.with(Token.lasting("token-0;", ofSeconds(10)));
    for (int i = 1; i <= 65; i++) {
      bench.advance(ofSeconds(5));
      bench.answer(Token.lasting("token-" + i + ";", ofSeconds(10)));
    }

    assertThat(bench.credentials.mask().hideIn("token-0; token-1;")).isEqualTo("token-0; ***");
  }

  private static Token lasting40Seconds(String value) {
    return Token.lasting(value, ofSeconds(40));
  }

  @Test
  void closingGivesUpTheFetchAndRests() {
    CredentialBench bench = new CredentialBench(FixedRandom.LOWEST);
    bench.step();
    CompletableFuture<Token> underWay = bench.source.latest();
    bench.credentials.close();

    assertThat(underWay).isCancelled();
    assertThat(bench.step()).isEqualTo(Long.MAX_VALUE);
    assertThat(bench.source.closeCount()).isOne();
    assertThat(bench.listener.lines()).isEmpty();
  }

  @Test
  void aRefusalAfterClosingFetchesNothing() {
    CredentialBench bench = CredentialBench.with(Token.of("one"));
    bench.credentials.close();
    bench.refuse(401);

    assertThat(bench.source.fetchCount()).isOne();
  }
}
