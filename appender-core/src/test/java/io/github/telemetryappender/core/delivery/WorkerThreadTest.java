package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.time.Parker;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** A thread that goes on with its steps until it is over, whatever they throw. */
class WorkerThreadTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long DEADLINE_MILLIS = 30_000;

  private final FakeClock clock = new FakeClock();
  private final List<Long> rests = new ArrayList<>();
  private final List<Throwable> told = new ArrayList<>();
  private final List<Long> toldAtNanos = new ArrayList<>();
  private boolean teller = true;
  private boolean over;
  private boolean ended;
  private int steps;

  /** Runs it to its end. All of the above is its own meanwhile. */
  private Thread run(LongUnaryOperator step) throws InterruptedException {
    Parker parker =
        new Parker() {
          @Override
          public void park(long nanos) {
            rests.add(nanos);
          }

          @Override
          public void unpark() {}
        };
    WorkerThread worker =
        new WorkerThread(
            "worker",
            clock,
            parker,
            now -> {
              steps++;
              return step.applyAsLong(now);
            },
            () -> over || steps > 100,
            (error, nowNanos) -> {
              told.add(error);
              toldAtNanos.add(nowNanos);
              if (!teller) {
                throw new IllegalStateException("nobody to tell");
              }
            },
            () -> ended = true);
    worker.start();
    worker.thread().join(DEADLINE_MILLIS);
    assertThat(worker.thread().isAlive()).isFalse();
    return worker.thread();
  }

  private long overAfter(int last, long restNanos) {
    over = steps == last;
    return restNanos;
  }

  @Test
  void itRestsAsLongAsAStepWantsAndNotBeforeTheNextOneOrTheEnd() throws Exception {
    run(now -> overAfter(4, steps == 2 ? 0 : 10 + steps));
    assertThat(steps).isEqualTo(4);
    assertThat(rests).containsExactly(11L, 13L);
    assertThat(ended).isTrue();
    assertThat(told).isEmpty();
  }

  @Test
  void whatAStepThrowsIsToldAndAfterASecondItGoesOn() throws Exception {
    Error broken = new OutOfMemoryError("test");
    run(
        now -> {
          overAfter(2, 0);
          if (steps == 1) {
            throw broken;
          }
          return 0;
        });
    assertThat(told).containsExactly(broken);
    assertThat(toldAtNanos).containsExactly(clock.nanos());
    assertThat(rests).containsExactly(SECOND);
    assertThat(steps).isEqualTo(2);
    assertThat(ended).isTrue();
  }

  @Test
  void itGoesOnThoughNobodyCanBeTold() throws Exception {
    teller = false;
    run(
        now -> {
          overAfter(2, 0);
          throw new IllegalStateException("test");
        });
    assertThat(steps).isEqualTo(2);
    assertThat(told).hasSize(2);
    assertThat(ended).isTrue();
  }

  @Test
  void itIsADaemonThatKeepsNobodysClassLoader() throws Exception {
    Thread here = Thread.currentThread();
    ClassLoader before = here.getContextClassLoader();
    ClassLoader[] seen = new ClassLoader[1];
    try (URLClassLoader ofAnApplication = new URLClassLoader(new URL[0], before)) {
      here.setContextClassLoader(ofAnApplication);
      Thread thread =
          run(
              now -> {
                seen[0] = Thread.currentThread().getContextClassLoader();
                return overAfter(1, 0);
              });
      assertThat(thread.isDaemon()).isTrue();
      assertThat(thread.getName()).isEqualTo("worker");
    } finally {
      here.setContextClassLoader(before);
    }
    assertThat(seen[0]).isSameAs(WorkerThread.class.getClassLoader());
  }
}
