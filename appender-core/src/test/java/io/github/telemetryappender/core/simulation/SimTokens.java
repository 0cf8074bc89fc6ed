package io.github.telemetryappender.core.simulation;

import static io.github.telemetryappender.core.simulation.Scenario.SECOND;
import static io.github.telemetryappender.core.simulation.Violation.check;

import io.github.telemetryappender.core.auth.TerminalCredentialException;
import io.github.telemetryappender.core.auth.Token;
import io.github.telemetryappender.core.auth.TokenSource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** Issues tokens, slowly, shortly lived, or not at all. */
final class SimTokens implements TokenSource {

  /** In every token's value, to be found where it should not be. */
  static final String MARK = "t0ken-s3cret-";

  private static final long HARD_STOP_NANOS = 5 * SECOND;

  private final Scenario scenario;
  private final SimClock clock;
  private final Timeline timeline;
  private final SplittableRandom random;
  private final Map<String, Long> usableUntil = new HashMap<>();
  private CompletableFuture<Token> underWay;
  private int issued;
  private int firstValid;
  private boolean healed;
  private int fetches;
  private boolean closed;

  SimTokens(Scenario scenario, SimClock clock, Timeline timeline) {
    this.scenario = scenario;
    this.clock = clock;
    this.timeline = timeline;
    this.random = scenario.random(2);
  }

  @Override
  public CompletableFuture<Token> fetch() {
    check(!closed, "13 auth", "a refresh after the end");
    check(underWay == null || underWay.isDone(), "13 auth", "two refreshes in flight");
    fetches++;
    CompletableFuture<Token> answer = new CompletableFuture<>();
    underWay = answer;
    timeline.in(delayNanos(), () -> answer(answer));
    return answer;
  }

  private long delayNanos() {
    return happens(Fault.TOKEN_SLOW) ? random.nextLong(45 * SECOND) : random.nextLong(SECOND / 2);
  }

  private void answer(CompletableFuture<Token> answer) {
    if (answer.isDone()) {
      return; // given up
    }
    if (happens(Fault.TOKEN_DEAD)) {
      answer.completeExceptionally(new IOException("simulated, with " + MARK));
    } else if (happens(Fault.TOKEN_TERMINAL)) {
      answer.completeExceptionally(new TerminalCredentialException("invalid_grant"));
    } else {
      answer.complete(token());
    }
  }

  private Token token() {
    String value = MARK + issued++;
    boolean isShort = happens(Fault.TOKEN_SHORT);
    if (!isShort && random.nextInt(3) == 0) {
      usableUntil.put(value, Timeline.NEVER);
      return Token.of(value);
    }
    long seconds = isShort ? random.nextInt(20) : 30 + random.nextInt(3600);
    usableUntil.put(value, clock.elapsed() + seconds * SECOND - HARD_STOP_NANOS);
    return random.nextBoolean()
        ? Token.lasting(value, Duration.ofSeconds(seconds))
        : Token.until(value, Instant.ofEpochMilli(clock.epochMillis()).plusSeconds(seconds));
  }

  private boolean happens(Fault fault) {
    return !healed && random.nextDouble() < scenario.rate(fault);
  }

  /** Holds a request's credential against what was issued. */
  void checkSent(String value) {
    Long until = usableUntil.get(value);
    check(until != null, "13 auth", "a token was sent that was never issued");
    check(clock.elapsed() < until, "13 auth", "a token was sent past its hard stop");
  }

  /** Whether the server takes the token. */
  boolean isValid(String value) {
    return healed || Integer.parseInt(value.substring(MARK.length())) >= firstValid;
  }

  void revokeAll() {
    firstValid = issued;
  }

  void heal() {
    healed = true;
  }

  int fetches() {
    return fetches;
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return "simulated tokens";
  }
}
