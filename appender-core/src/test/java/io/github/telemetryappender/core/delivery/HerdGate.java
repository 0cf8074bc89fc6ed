package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.BatchLimits;
import io.github.telemetryappender.core.batch.BatchTarget;
import io.github.telemetryappender.core.delivery.BacklogPace.Age;
import io.github.telemetryappender.core.delivery.EndpointGate.Failure;
import io.github.telemetryappender.core.delivery.EndpointGate.Pass;
import io.github.telemetryappender.core.delivery.HerdRules.Meaning;
import io.github.telemetryappender.core.herd.Result;
import io.github.telemetryappender.core.settings.BatchConfig;
import io.github.telemetryappender.core.settings.PipelineConfig;
import java.util.random.RandomGenerator;

/**
 * The production policy of one appender, shown to the model of the herd: the gate with its backoff,
 * breaker, budget, concurrency and pace, and what the table says an answer means. What the delivery
 * loop does around it stands in the model.
 */
public final class HerdGate {

  private final HerdRules rules;
  private final EndpointGate gate;
  private final BatchTarget target;

  public HerdGate(HerdRules rules, RandomGenerator random, long nowNanos) {
    PipelineConfig config = rules.config;
    this.rules = rules;
    this.gate = new EndpointGate(config.retry(), config.delivery(), random, nowNanos);
    this.target = new BatchTarget(limits(config.batch()), nowNanos);
  }

  private static BatchLimits limits(BatchConfig batch) {
    return new BatchLimits(
        batch.maxEvents(),
        batch.maxBytes(),
        batch.linger().toNanos(),
        batch.urgentLinger().toNanos());
  }

  /** Whether a batch whose linger ended then has waited for the endpoint. */
  public static boolean isBacklog(long lingerEndedAtNanos, long nowNanos) {
    return nowNanos - lingerEndedAtNanos > BacklogPace.FRESH_NANOS;
  }

  /** An event that is older is given up. */
  public long maxEventAgeNanos() {
    return rules.maxEventAgeNanos;
  }

  /** The most events that a batch cut now may hold. */
  public int maxEvents() {
    return target.maxEvents();
  }

  public long nanosUntilOpen(long nowNanos) {
    return gate.nanosUntilOpen(nowNanos);
  }

  public int maxInFlight(long nowNanos) {
    return gate.maxInFlight(nowNanos);
  }

  public boolean isProbing(long nowNanos) {
    return gate.isProbing(nowNanos);
  }

  public boolean leadsToProbe(long nowNanos) {
    return gate.leadsToProbe(nowNanos);
  }

  public boolean mayResendFreely() {
    return gate.mayResendFreely();
  }

  public long nanosUntilResend(long nowNanos) {
    return gate.nanosUntilResend(nowNanos);
  }

  /** So many events have come so far. */
  public void observe(long events, long nowNanos) {
    gate.observe(events, nowNanos);
  }

  public boolean isTroubled() {
    return gate.isTroubled();
  }

  /** Nanoseconds until the turn of a batch of the backlog whose oldest event came then. */
  public long nanosUntilTurn(int attempts, long oldestNanos, long nowNanos) {
    long leftNanos = rules.maxEventAgeNanos - (nowNanos - oldestNanos);
    return gate.nanosUntilBacklog(attempts, leftNanos - rules.requestTimeoutNanos, nowNanos);
  }

  public void backlogIsGone() {
    gate.backlogIsGone();
  }

  /** A batch goes out; what is returned comes back with its result. */
  public Object started(int attempts, int events, boolean isBacklog, int inFlight, long nowNanos) {
    Age age = isBacklog ? Age.BACKLOG : Age.FRESH;
    return gate.started(attempts, events, age, inFlight, nowNanos);
  }

  /**
   * What came of it.
   *
   * @return how long the batch waits before it is sent again; 0 for one that was taken
   */
  public long completed(Object started, Result result, long nowNanos) {
    if (result == Result.TIMED_OUT) {
      target.timedOut();
    }
    long waitNanos = judge(started, result, nowNanos);
    target.follow(gate.successShare(nowNanos));
    return waitNanos;
  }

  private long judge(Object started, Result result, long nowNanos) {
    Pass pass = (Pass) started;
    Meaning meaning = rules.of(result);
    return switch (meaning.rule().first()) {
      case OK -> succeeded(pass, nowNanos);
      case RETRY -> gate.failed(pass, failure(result), meaning.rule().minDelayNanos(), nowNanos);
      case RETRY_AFTER ->
          gate.throttled(pass, meaning.retryAfter(), RetryAfter.MAX_NANOS, nowNanos);
      default -> throw new AssertionError("the table has changed: " + result + " is " + meaning);
    };
  }

  private long succeeded(Pass pass, long nowNanos) {
    gate.succeeded(pass, nowNanos);
    target.delivered();
    return 0;
  }

  private static Failure failure(Result result) {
    return result == Result.REFUSED ? Failure.NEVER_SENT : Failure.OVERLOADED;
  }
}
