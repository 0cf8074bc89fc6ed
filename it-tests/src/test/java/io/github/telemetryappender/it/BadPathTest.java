package io.github.telemetryappender.it;

import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** The endpoint is well; what lies between is not. */
class BadPathTest extends ShippingContract {

  private static final int WHOLE = 16 << 10;
  private static final LongSupplier AT_ONCE = () -> 0;

  /** 10 kB a second. */
  @Test
  void aNarrowPathIsWaitedForAndNothingComesTwice() {
    try (BadPath path = new BadPath(endpoint.port(), 500, () -> 50)) {
      start(settings("endpoint", path.url()));
      logEach(Severity.INFO, 500);

      awaitDelivered(500);
      assertThat(endpoint.acceptedEvents()).hasSize(500);
    }
  }

  /** 500 ms each way, 400 more or less. */
  @Test
  void aPathThatIsLateNowMoreNowLessBringsAllOnce() {
    SplittableRandom random = new SplittableRandom(500);
    try (BadPath path = new BadPath(endpoint.port(), WHOLE, () -> late(random))) {
      start(settings("endpoint", path.url()));
      logEach(Severity.INFO, 50);
      logEach(Severity.ERROR, 5);

      awaitDelivered(55);
      assertThat(endpoint.acceptedEvents()).hasSize(55);
    }
  }

  private static synchronized long late(SplittableRandom random) {
    return random.nextLong(100, 901);
  }

  @Test
  void aPathThatComesAndGoesLosesNothing() {
    try (BadPath path = new BadPath(endpoint.port(), WHOLE, AT_ONCE)) {
      start(settings("endpoint", path.url()));
      for (int times = 1; times <= 4; times++) {
        path.beDown();
        long failed = failedAttempts();
        logEach(Severity.INFO, 20);
        eventually("another failure", () -> failedAttempts() > failed, logging::snapshot);
        path.beUp();
        long arrived = 20L * times;
        eventually(
            arrived + " have arrived",
            () -> logging.snapshot().total().delivered() == arrived,
            logging::snapshot);
      }
      assertThat(logging.snapshot().total().lost()).isZero();
      assertThat(endpoint.acceptedIds()).hasSize(80);
    }
  }

  private long failedAttempts() {
    return logging.snapshot().attemptsByOutcome().getOrDefault("retry", 0L);
  }
}
