package io.github.telemetryappender.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * A method of the application calls itself and logs at each level until the stack is at its end.
 */
class EndlessRecursionTest extends ShippingContract {

  private static final int ROUNDS = 20;
  private static final int AFTERWARDS = 50;
  private static final long STACK_BYTES = 512 * 1024;

  @Test
  void whatIsLoggedAfterwardsArrivesAllTheSame() throws InterruptedException {
    start(settings());
    logEach(Severity.INFO, 1); // classes are loaded where there is room for that
    for (int i = 0; i < ROUNDS; i++) {
      recurseToTheEndOfAStack(i);
    }
    logEach(Severity.ERROR, AFTERWARDS);
    logEach(Severity.INFO, AFTERWARDS);
    logging.stop();

    assertThat(logging.snapshot().counts(Severity.ERROR).delivered()).isEqualTo(AFTERWARDS);
    assertThat(logging.snapshot().total().held()).isZero();
    assertThat(logging.snapshot().total().lost()).isZero();
    assertThat(logging.snapshot().total().delivered()).isGreaterThan(2 * AFTERWARDS + ROUNDS);
  }

  /** Each round with a little less stack, so that it ends somewhere else. */
  private void recurseToTheEndOfAStack(int round) throws InterruptedException {
    AtomicReference<Throwable> end = new AtomicReference<>();
    Thread thread =
        new Thread(null, () -> recurse(0), "round " + round, STACK_BYTES - 1024 * round);
    thread.setUncaughtExceptionHandler((ended, thrown) -> end.set(thrown));
    thread.start();
    thread.join();
    assertThat(end.get()).isInstanceOf(StackOverflowError.class);
  }

  private void recurse(int level) {
    logging.log(LogCall.of(Severity.INFO, "level {}", level));
    recurse(level + 1);
  }
}
