package io.github.telemetryappender.core.auth;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.github.telemetryappender.core.time.Clock;
import io.github.telemetryappender.core.transport.Header;
import io.github.telemetryappender.core.transport.SecretMask;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that are fetched, refreshed ahead of their end, and replaced when refused. A state machine
 * in the hands of the delivery thread: only the completion of a fetch happens elsewhere, and that
 * does no more than note the time and post itself to the mailbox.
 *
 * <p>Invariants: at most one fetch is under way; no header is given out past the hard stop of its
 * token; the generation only grows, by one for each token that can be used.
 */
final class TokenCredentials implements Credentials {

  /** A fetch that takes longer is given up. */
  static final long FETCH_TIMEOUT_NANOS = SECONDS.toNanos(30);

  /**
   * A token refused at this age, when it just replaced another, may not be known everywhere yet.
   */
  static final long YOUNG_NANOS = SECONDS.toNanos(60);

  private static final long HELD_REFRESH_NANOS = SECONDS.toNanos(300);

  /** Between two looks at files that may have been replaced, while there is work or a hold. */
  static final long LOOK_NANOS = SECONDS.toNanos(10);

  /** The same after the source said that asking again is pointless until a file changes. */
  static final long TERMINAL_LOOK_NANOS = SECONDS.toNanos(60);

  /** Between two fetches of which the first brought a token, however short that one lasts. */
  private static final long MIN_SPACING_NANOS = SECONDS.toNanos(1);

  /** An endpoint may show a token in its answer for as long as a request that carries it lasts. */
  static final long FORMER_NANOS = SECONDS.toNanos(600);

  /** More than are replaced in that time, but for an issuer whose tokens end at once. */
  static final int MAX_FORMER = 64;

  /** Forward only; the first step leads from the first to the second. */
  private enum Life {
    NEW,
    RUNNING,
    CLOSED
  }

  /** What the endpoint thinks of the current token. */
  private enum Standing {
    UNTRIED,
    ACCEPTED,
    /** Refused, and a refresh was asked for: it is not sent any more. */
    INVALID,
    /** Refused, and nothing is left to try: only probes are sent with it. */
    HELD
  }

  private final TokenSource source;
  private final Clock clock;
  private final RandomGenerator random;
  private final Consumer<Runnable> mailbox;
  private final CredentialListener listener;

  // Owned by the delivery thread: the token.
  private @Nullable Grant grant;
  private long generation;
  private Standing standing = Standing.UNTRIED;

  /** Those before this token whose requests may still be answered, the oldest first. */
  private final Deque<Former> former = new ArrayDeque<>();

  /** Hides this token and those before. */
  private SecretMask mask = SecretMask.NONE;

  /** The token replaces one that was refused, so that another refusal means something else. */
  private boolean replacement;

  // Owned by the delivery thread: the refresh.
  private final Alarm refresh = new Alarm();
  private final Alarm fetchTimeout = new Alarm();
  private final RefreshFailures failures;
  private Life life = Life.NEW;
  private @Nullable CompletableFuture<Token> fetch;

  // Owned by the delivery thread: the files behind the source, where there are any.
  private final Alarm nextLook = new Alarm();
  private final Alarm lookTimeout = new Alarm();
  private @Nullable CompletableFuture<Boolean> look;
  private boolean replaced;
  private long replacements;

  // Owned by the delivery thread: what refusals led to.
  private final PropagationGrace grace = new PropagationGrace();
  private boolean held;

  TokenCredentials(
      TokenSource source,
      Clock clock,
      RandomGenerator random,
      Consumer<Runnable> mailbox,
      CredentialListener listener) {
    this.source = source;
    this.clock = clock;
    this.random = random;
    this.mailbox = mailbox;
    this.listener = listener;
    this.failures = new RefreshFailures(new RefreshBackoff(random), listener);
  }

  @Override
  public Readiness readiness(long nowNanos) {
    if (usable(nowNanos) == null) {
      return failures.areTerminal() ? Readiness.HELD : Readiness.WAITING;
    }
    if (standing == Standing.HELD) {
      return Readiness.HELD;
    }
    return grace.isPending(nowNanos) ? Readiness.WAITING : Readiness.READY;
  }

  @Override
  public boolean mayProbe(long nowNanos) {
    return usable(nowNanos) != null;
  }

  @Override
  public @Nullable Header header(long nowNanos) {
    Grant usable = usable(nowNanos);
    return usable == null ? null : usable.header();
  }

  private @Nullable Grant usable(long nowNanos) {
    Grant current = grant;
    return current == null || standing == Standing.INVALID || current.isPastHardStop(nowNanos)
        ? null
        : current;
  }

  @Override
  public long generation() {
    return generation;
  }

  @Override
  public long nanosUntilLook(long nowNanos) {
    return fetch == null && look == null ? nextLook.restNanos(nowNanos) : Long.MAX_VALUE;
  }

  @Override
  public long replacements() {
    return replacements;
  }

  @Override
  public long tokenAgeNanos(long nowNanos) {
    Grant current = grant;
    return current == null ? -1 : current.ageNanos(nowNanos);
  }

  @Override
  public long doWork(long nowNanos) {
    if (life == Life.CLOSED) {
      return Long.MAX_VALUE;
    }
    giveUpLateFetch(nowNanos);
    giveUpLateLook(nowNanos);
    if (fetch == null && isRefreshDue(nowNanos)) {
      startFetch(nowNanos);
    }
    if (fetch == null && look == null && nextLook.isDue(nowNanos)) {
      startLook(nowNanos);
    }
    long rest = Math.min(refresh.restNanos(nowNanos), fetchTimeout.restNanos(nowNanos));
    return Math.min(Math.min(rest, grace.restNanos(nowNanos)), lookRestNanos(nowNanos));
  }

  /** On a hold the thread wakes up to look; else it looks when something else has woken it. */
  private long lookRestNanos(long nowNanos) {
    if (look != null) {
      return lookTimeout.restNanos(nowNanos);
    }
    boolean isAwaited = held || failures.areTerminal();
    return isAwaited ? nanosUntilLook(nowNanos) : Long.MAX_VALUE;
  }

  private void startLook(long nowNanos) {
    CompletableFuture<Boolean> answer = source.look();
    look = answer;
    nextLook.clear();
    lookTimeout.at(nowNanos + FETCH_TIMEOUT_NANOS);
    var unused =
        answer.whenComplete(
            (changed, failure) ->
                mailbox.accept(() -> settleLook(answer, Boolean.TRUE.equals(changed))));
  }

  private void settleLook(CompletableFuture<Boolean> answer, boolean changed) {
    if (answer != look) {
      return; // given up before
    }
    long nowNanos = clock.nanos();
    endLook(nowNanos);
    replaced |= changed;
    if (changed && fetch == null) {
      startFetch(nowNanos);
    }
  }

  private void giveUpLateLook(long nowNanos) {
    CompletableFuture<Boolean> late = look;
    if (late != null && lookTimeout.isDue(nowNanos)) {
      endLook(nowNanos);
      late.cancel(true);
    }
  }

  private void endLook(long nowNanos) {
    look = null;
    lookTimeout.clear();
    planLook(nowNanos);
  }

  private void planLook(long nowNanos) {
    if (source.isWatched()) {
      nextLook.at(nowNanos + (failures.areTerminal() ? TERMINAL_LOOK_NANOS : LOOK_NANOS));
    }
  }

  private boolean isRefreshDue(long nowNanos) {
    return life == Life.NEW || refresh.isDue(nowNanos) || hasEndedInSuspension();
  }

  private boolean hasEndedInSuspension() {
    return grant != null
        && !failures.areUnderWay()
        && grant.hasEndedByWallClock(clock.epochMillis());
  }

  private void giveUpLateFetch(long nowNanos) {
    CompletableFuture<Token> late = fetch;
    if (late != null && fetchTimeout.isDue(nowNanos)) {
      endFetch();
      late.cancel(true);
      failed(RefreshException.late(FETCH_TIMEOUT_NANOS), nowNanos);
    }
  }

  private void startFetch(long nowNanos) {
    CompletableFuture<Token> answer = source.fetch(); // first: if it throws, nothing has changed
    fetch = answer;
    life = Life.RUNNING;
    refresh.clear();
    fetchTimeout.at(nowNanos + FETCH_TIMEOUT_NANOS);
    var unused = answer.whenComplete((token, failure) -> post(answer, token, failure));
  }

  /** On whatever thread the source completes: the time is taken here, the rest waits its turn. */
  private void post(
      CompletableFuture<Token> answer, @Nullable Token token, @Nullable Throwable failure) {
    long receivedAtNanos = clock.nanos();
    long receivedAtEpochMillis = clock.epochMillis();
    mailbox.accept(() -> settle(answer, token, failure, receivedAtNanos, receivedAtEpochMillis));
  }

  private void settle(
      CompletableFuture<Token> answer,
      @Nullable Token token,
      @Nullable Throwable failure,
      long receivedAtNanos,
      long receivedAtEpochMillis) {
    if (answer != fetch) {
      return; // given up before; whatever came of it is discarded
    }
    endFetch();
    conclude(token, failure, receivedAtNanos, receivedAtEpochMillis);
    planLook(receivedAtNanos);
  }

  private void conclude(
      @Nullable Token token,
      @Nullable Throwable failure,
      long receivedAtNanos,
      long receivedAtEpochMillis) {
    if (failure != null) {
      failed(failure, receivedAtNanos);
      return;
    }
    try {
      granted(Grant.of(token, receivedAtNanos, receivedAtEpochMillis));
    } catch (RefreshException unusable) {
      failed(unusable, receivedAtNanos);
    }
  }

  private void endFetch() {
    fetch = null;
    fetchTimeout.clear();
  }

  private void granted(Grant fresh) {
    replacement = standing == Standing.INVALID || standing == Standing.HELD;
    if (grant != null) {
      remember(grant, fresh.receivedAtNanos());
    }
    mask = maskOf(fresh);
    grant = fresh;
    generation++;
    replacements += replaced ? 1 : 0;
    replaced = false;
    standing = Standing.UNTRIED;
    grace.reset();
    planRefresh(fresh);
    failures.end(fresh.receivedAtNanos());
  }

  private void remember(Grant replaced, long nowNanos) {
    former.addLast(new Former(replaced.value(), nowNanos));
    while (former.size() > MAX_FORMER
        || nowNanos - former.getFirst().replacedAtNanos() >= FORMER_NANOS) {
      former.removeFirst();
    }
  }

  private SecretMask maskOf(Grant fresh) {
    List<String> values = new ArrayList<>();
    values.add(fresh.value());
    former.forEach(token -> values.add(token.value()));
    return SecretMask.of(values);
  }

  private void planRefresh(Grant fresh) {
    if (fresh.isEndless()) {
      refresh.clear();
      return;
    }
    long earliest = fresh.receivedAtNanos() + MIN_SPACING_NANOS;
    long planned = fresh.refreshAtNanos(random);
    refresh.at(planned - earliest < 0 ? earliest : planned);
  }

  private void failed(@Nullable Throwable failure, long nowNanos) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof TerminalCredentialException refused) {
      String secret = grant == null ? null : grant.value();
      long restNanos = failures.addTerminal(Failures.messageOf(refused, secret), nowNanos);
      planAfterTerminal(nowNanos + restNanos);
    } else {
      Grant usable = usable(nowNanos);
      long usableNanos = usable == null ? 0 : usable.usableNanos(nowNanos);
      refresh.at(nowNanos + failures.add(Failures.reasonOf(cause), usableNanos, nowNanos));
    }
  }

  /** Where a file stands behind it, only a change of that file can help, and a look sees it. */
  private void planAfterTerminal(long nextNanos) {
    if (source.isWatched()) {
      refresh.clear();
    } else {
      refresh.at(nextNanos);
    }
  }

  @Override
  public Verdict refused(
      long usedGeneration, int status, @Nullable String wwwAuthenticate, long nowNanos) {
    Grant refused = usable(nowNanos);
    if (refused == null) {
      return Verdict.REFRESH; // under way or planned, as always when there is nothing to send
    }
    if (usedGeneration != generation) {
      return Verdict.RESEND;
    }
    if (held) {
      return holdOn(refused, status, nowNanos);
    }
    return blamesToken(status, wwwAuthenticate) ? replace(refused, status, nowNanos) : hold(status);
  }

  /** What may have changed since is at the source of tokens; the old one goes on probing. */
  private Verdict holdOn(Grant refused, int status, long nowNanos) {
    Verdict verdict = hold(status);
    if (refused.ageNanos(nowNanos) >= HELD_REFRESH_NANOS) {
      fetchUnlessFailing(nowNanos);
    }
    return verdict;
  }

  /** A refused token is replaced once; a refused replacement is given time, then held. */
  private Verdict replace(Grant refused, int status, long nowNanos) {
    if (!replacement) {
      return invalidate(nowNanos);
    }
    if (refused.ageNanos(nowNanos) < YOUNG_NANOS) {
      return grace.mayWait(nowNanos) ? new Verdict.Wait(grace.waitNanos(nowNanos)) : hold(status);
    }
    return standing == Standing.ACCEPTED ? invalidate(nowNanos) : hold(status);
  }

  private Verdict invalidate(long nowNanos) {
    standing = Standing.INVALID;
    if (failures.areUnderWay() && !failures.areTerminal()) {
      refresh.atTheLatest(nowNanos + failures.hasten());
    }
    fetchUnlessFailing(nowNanos);
    return Verdict.REFRESH;
  }

  /** While refreshes fail their own schedule stands: a refusal must not outrun the backoff. */
  private void fetchUnlessFailing(long nowNanos) {
    if (fetch == null && life != Life.CLOSED && !failures.areUnderWay()) {
      startFetch(nowNanos);
    }
  }

  private Verdict hold(int status) {
    standing = Standing.HELD;
    grace.reset();
    if (!held) {
      held = true;
      listener.held(status);
    }
    return Verdict.HOLD;
  }

  /**
   * A 403 usually means that the credential is good and not entitled, which no refresh changes; RFC
   * 6750 section 3.1 has {@code error="invalid_token"} for the other case.
   */
  private static boolean blamesToken(int status, @Nullable String wwwAuthenticate) {
    if (status != 403) {
      return true;
    }
    String challenge = wwwAuthenticate == null ? "" : wwwAuthenticate.toLowerCase(Locale.ROOT);
    return challenge.contains("invalid_token") || challenge.contains("expired");
  }

  @Override
  public void accepted(long usedGeneration) {
    if (usedGeneration != generation || standing == Standing.INVALID) {
      return;
    }
    standing = Standing.ACCEPTED;
    grace.reset();
    if (held) {
      held = false;
      listener.released();
    }
  }

  @Override
  public void heardDate(@Nullable String date) {
    source.heardDate(date);
  }

  @Override
  public SecretMask mask() {
    return mask;
  }

  @Override
  public void close() {
    life = Life.CLOSED;
    CompletableFuture<Token> underWay = fetch;
    CompletableFuture<Boolean> looking = look;
    endFetch();
    look = null;
    if (underWay != null) {
      underWay.cancel(true);
    }
    if (looking != null) {
      looking.cancel(true);
    }
    source.close();
  }

  /** A token that is not sent any more. */
  private record Former(String value, long replacedAtNanos) {

    @Override
    public String toString() {
      return "token that was replaced";
    }
  }

  @Override
  public String toString() {
    return "generation " + generation + " of tokens from " + source;
  }
}
