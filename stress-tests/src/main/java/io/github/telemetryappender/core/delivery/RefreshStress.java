package io.github.telemetryappender.core.delivery;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.telemetryappender.core.auth.CredentialListener;
import io.github.telemetryappender.core.auth.Credentials;
import io.github.telemetryappender.core.auth.Token;
import io.github.telemetryappender.core.auth.TokenSource;
import io.github.telemetryappender.core.time.Clock;
import io.github.telemetryappender.core.time.Parker;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * One refresh at a time, ended once. The credentials are the delivery thread's alone; what races
 * are the refusals that other exchanges bring back, and the refresh that ends on the thread of its
 * source while the delivery thread gives it up. Results: fetches started, failures told, the
 * generation. Every outcome that is not listed is forbidden.
 *
 * <p>Seen to fail: when a refresh that was given up is not told from the one that is awaited, and
 * when a refusal starts a fetch beside another.
 */
public class RefreshStress {

  /** A first token that was refused, and the fetch of a second under way. */
  private static final class Refreshing implements TokenSource, Clock, Parker, CredentialListener {

    private final Mailbox mailbox = new Mailbox(this);
    private final Credentials credentials =
        Credentials.refreshed(this, this, new SplittableRandom(1), mailbox, this);
    private CompletableFuture<Token> fetch = new CompletableFuture<>();
    private int fetches;
    private int failures;

    Refreshing() {
      credentials.doWork(0);
      fetch.complete(Token.of("first"));
      mailbox.doWork();
      credentials.refused(1, 401, null, 0);
    }

    void refuse() {
      mailbox.accept(() -> credentials.refused(1, 401, null, 0));
    }

    void read(III_Result r) {
      mailbox.doWork();
      r.r1 = fetches;
      r.r2 = failures;
      r.r3 = (int) credentials.generation();
    }

    /** When the delivery thread waits no longer for a fetch. */
    void giveUp() {
      mailbox.doWork();
      credentials.doWork(TimeUnit.SECONDS.toNanos(30));
    }

    @Override
    public CompletableFuture<Token> fetch() {
      fetches++;
      fetch = new CompletableFuture<>();
      return fetch;
    }

    @Override
    public void close() {}

    @Override
    public long nanos() {
      return 0;
    }

    @Override
    public long epochMillis() {
      return 0;
    }

    @Override
    public void park(long nanos) {}

    @Override
    public void unpark() {}

    @Override
    public void refreshFailed(String reason) {
      failures++;
    }

    @Override
    public void refreshFailing(int failureCount, Duration since, String reason) {
      failures++;
    }

    @Override
    public void refreshTerminal(String reason) {
      failures++;
    }

    @Override
    public void refreshRecovered(int failureCount, Duration after) {}

    @Override
    public void held(int status) {}

    @Override
    public void released() {}
  }

  /** Refusals while the refresh fails. */
  @JCStressTest
  @Outcome(id = "2, 1, 1", expect = ACCEPTABLE, desc = "one refresh, one failure")
  @State
  public static class RefusalAgainstFailure {
    private final Refreshing refreshing = new Refreshing();

    @Actor
    public void exchange() {
      refreshing.refuse();
    }

    @Actor
    public void source() {
      refreshing.fetch.completeExceptionally(new IOException("down"));
    }

    @Arbiter
    public void later(III_Result r) {
      refreshing.read(r);
    }
  }

  /** As before, with two exchanges. Needs three processors. */
  @JCStressTest
  @Outcome(id = "2, 1, 1", expect = ACCEPTABLE, desc = "one refresh, one failure")
  @State
  public static class TwoRefusalsAgainstFailure {
    private final Refreshing refreshing = new Refreshing();

    @Actor
    public void exchange() {
      refreshing.refuse();
    }

    @Actor
    public void another() {
      refreshing.refuse();
    }

    @Actor
    public void source() {
      refreshing.fetch.completeExceptionally(new IOException("down"));
    }

    @Arbiter
    public void later(III_Result r) {
      refreshing.read(r);
    }
  }

  /** The token comes at the moment at which nobody waits for it any longer. */
  @JCStressTest
  @Outcome(id = "2, 0, 2", expect = ACCEPTABLE, desc = "in time")
  @Outcome(id = "2, 1, 1", expect = ACCEPTABLE, desc = "given up, and discarded")
  @State
  public static class TokenAgainstGivingUp {
    private final Refreshing refreshing = new Refreshing();

    @Actor
    public void source() {
      refreshing.fetch.complete(Token.of("second"));
    }

    @Actor
    public void delivery() {
      refreshing.giveUp();
    }

    @Arbiter
    public void later(III_Result r) {
      refreshing.read(r);
    }
  }

  /** As before, but what comes is a failure: it counts once. */
  @JCStressTest
  @Outcome(id = "2, 1, 1", expect = ACCEPTABLE, desc = "given up; once")
  @Outcome(id = "3, 1, 1", expect = ACCEPTABLE, desc = "in time, and asked again after the backoff")
  @State
  public static class FailureAgainstGivingUp {
    private final Refreshing refreshing = new Refreshing();

    @Actor
    public void source() {
      refreshing.fetch.completeExceptionally(new IOException("down"));
    }

    @Actor
    public void delivery() {
      refreshing.giveUp();
    }

    @Arbiter
    public void later(III_Result r) {
      refreshing.read(r);
    }
  }
}
