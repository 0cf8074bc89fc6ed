package io.github.telemetryappender.core.simulation;

import static io.github.telemetryappender.core.simulation.Scenario.MILLI;
import static io.github.telemetryappender.core.simulation.Scenario.SECOND;

import io.github.telemetryappender.core.auth.TerminalCredentialException;
import io.github.telemetryappender.core.auth.Token;
import io.github.telemetryappender.core.auth.TokenSource;
import io.github.telemetryappender.core.simulation.SimIssuer.Issued;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * Where one pipeline asks for tokens: slow, dead or silent now and then. It knows of every refresh
 * why it may be made.
 */
final class SimTokens implements TokenSource {

  private static final long GIVEN_UP_AFTER_NANOS = 30 * SECOND;
  private static final long SHORTEST_BACKOFF_NANOS = 100 * MILLI;
  private static final long SHORTEST_SPACING_NANOS = SECOND;
  private static final long TERMINAL_NANOS = 300 * SECOND;
  private static final long TERMINAL_LOOK_NANOS = 60 * SECOND;
  private static final long LOOK_NANOS = 10 * SECOND;

  private final Scenario scenario;
  private final SimClock clock;
  private final Timeline timeline;
  private final SimIssuer issuer;
  private final SplittableRandom random;
  private final boolean watched;

  private CompletableFuture<Token> fetch;
  private CompletableFuture<Boolean> look;
  private Issued current;
  private boolean refused;
  private boolean refreshedAfterRefusal;
  private Failure failure = Failure.NONE;
  private long fetchedAtNanos;
  private long endedAtNanos = Timeline.NEVER;
  private long lookedAtNanos;
  private boolean replaced;
  private boolean changeSeen;
  private boolean healed;
  private int fetches;
  private int looks;
  private boolean closed;

  SimTokens(
      Scenario scenario,
      SimClock clock,
      Timeline timeline,
      SimIssuer issuer,
      SplittableRandom random) {
    this.scenario = scenario;
    this.clock = clock;
    this.timeline = timeline;
    this.issuer = issuer;
    this.random = random;
    this.watched = scenario.auth() == Scenario.Auth.WATCHED_TOKENS;
  }

  @Override
  public CompletableFuture<Token> fetch() {
    checkFetch();
    fetches++;
    fetchedAtNanos = clock.elapsed();
    changeSeen = false;
    refreshedAfterRefusal |= refused;
    CompletableFuture<Token> answer = new CompletableFuture<>();
    fetch = answer;
    boolean silent = happens(Fault.TOKEN_SILENT);
    if (!silent) {
      timeline.in(delayNanos(), () -> answer(answer));
    }
    return answer;
  }

  private void checkFetch() {
    if (closed) {
      throw new Violation("13 auth", "a refresh after the end");
    }
    if (isUnderWay()) {
      throw new Violation("13 auth", "two refreshes in flight");
    }
    noteGivenUp();
    if (!mayFetch()) {
      throw new Violation("13 auth", "a refresh without a reason");
    }
  }

  private void noteGivenUp() {
    if (fetch != null && fetch.isCancelled()) {
      ended(Failure.PASSING, fetchedAtNanos + GIVEN_UP_AFTER_NANOS);
    }
  }

  private boolean mayFetch() {
    if (fetches == 0 || changeSeen) {
      return true;
    }
    if (failure != Failure.NONE) {
      return mayRepeat();
    }
    long sinceNanos = clock.elapsed() - endedAtNanos;
    boolean refusedNow = refused && !refreshedAfterRefusal;
    boolean isDue =
        clock.elapsed() >= current.mayBeRefreshedAtNanos() && sinceNanos >= SHORTEST_SPACING_NANOS;
    return refusedNow || isDue || clock.epochMillis() >= current.endsAtEpochMillis();
  }

  /** After a failure; where the clock says that the machine slept, nothing is asked for sooner. */
  private boolean mayRepeat() {
    long sinceNanos = clock.elapsed() - endedAtNanos;
    return failure == Failure.TERMINAL
        ? !watched && sinceNanos >= TERMINAL_NANOS
        : sinceNanos >= SHORTEST_BACKOFF_NANOS;
  }

  private long delayNanos() {
    return happens(Fault.TOKEN_SLOW) ? random.nextLong(45 * SECOND) : random.nextLong(SECOND / 2);
  }

  private void answer(CompletableFuture<Token> answer) {
    if (answer.isDone()) {
      return; // given up
    }
    long now = clock.elapsed();
    lookedAtNanos = now;
    if (happens(Fault.TOKEN_DEAD)) {
      ended(Failure.PASSING, now);
      answer.completeExceptionally(new IOException("simulated, with " + SimIssuer.MARK));
    } else if (happens(Fault.TOKEN_TERMINAL)) {
      ended(Failure.TERMINAL, now);
      answer.completeExceptionally(new TerminalCredentialException("invalid_grant"));
    } else {
      Issued issued = issuer.issue(happens(Fault.TOKEN_SHORT));
      ended(issued.isUsable() ? Failure.NONE : Failure.PASSING, now);
      if (issued.isUsable()) {
        current = issued;
        refused = false;
        refreshedAfterRefusal = false;
      }
      answer.complete(issued.token());
    }
  }

  private void ended(Failure how, long atNanos) {
    failure = how;
    endedAtNanos = atNanos;
    fetch = null;
  }

  private boolean isUnderWay() {
    return fetch != null && !fetch.isDone();
  }

  @Override
  public boolean isWatched() {
    return watched;
  }

  @Override
  public CompletableFuture<Boolean> look() {
    noteGivenUp();
    long spacing = failure == Failure.TERMINAL ? TERMINAL_LOOK_NANOS : LOOK_NANOS;
    if (closed || isUnderWay() || (look != null && !look.isDone())) {
      throw new Violation("13 auth", "a look at the files while something is under way");
    }
    if (clock.elapsed() - lookedAtNanos < spacing) {
      throw new Violation("13 auth", "a look %d ns after", clock.elapsed() - lookedAtNanos);
    }
    looks++;
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    look = answer;
    if (!happens(Fault.TOKEN_SILENT)) {
      timeline.in(delayNanos(), () -> seen(answer));
    }
    return answer;
  }

  private void seen(CompletableFuture<Boolean> answer) {
    if (!answer.isDone()) {
      lookedAtNanos = clock.elapsed();
      boolean changed = replaced;
      replaced = false;
      changeSeen = changed && !isUnderWay();
      answer.complete(changed);
    }
  }

  private boolean happens(Fault fault) {
    double rate = scenario.rate(fault);
    return !healed && rate > 0 && random.nextDouble() < rate;
  }

  /** The endpoint answered 401 or 403 to this token, and the loop is about to hear of it. */
  void heardRefusal(String token) {
    refused |= current != null && current.token().value().equals(token);
  }

  /** Somebody replaces the file: the next one who looks sees it. */
  void replaceFile() {
    replaced = watched;
  }

  /** Until when a refresh has to begin at the latest; {@link Timeline#NEVER} where none has to. */
  long mustFetchAtNanos() {
    if (closed) {
      return Timeline.NEVER;
    }
    if (fetches == 0) {
      return clock.elapsed();
    }
    if (isUnderWay()) {
      return Timeline.NEVER; // a silent one is given up when its own time is over
    }
    return failure == Failure.NONE && fetch == null
        ? Math.max(endedAtNanos + SHORTEST_SPACING_NANOS, current.mustBeRefreshedAtNanos())
        : Timeline.NEVER;
  }

  /** Whether requests can go until then, as far as tokens go. */
  boolean isSurelyUsableUntil(long elapsedNanos) {
    return current != null && !refused && elapsedNanos < current.stopsAtNanos();
  }

  /** When a fetch that nobody answers is over; {@link Timeline#NEVER} where there is none. */
  static long longestFetchNanos() {
    return GIVEN_UP_AFTER_NANOS;
  }

  /**
   * Whether the latest fetch was answered well, and requests need not wait for the next one: none
   * of before the healing is waited for.
   */
  boolean isRenewed() {
    return failure == Failure.NONE && fetch == null && current != null && !current.isShort();
  }

  void heal() {
    healed = true;
    replaceFile();
  }

  /** How often it was asked for anything. */
  int asked() {
    return fetches + looks;
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return "simulated tokens";
  }

  /** How the latest fetch failed. */
  private enum Failure {
    NONE,
    PASSING,
    TERMINAL
  }
}
