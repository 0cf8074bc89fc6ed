package io.github.telemetryappender.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.delivery.Mailbox;
import io.github.telemetryappender.core.event.ReportChannel;
import io.github.telemetryappender.core.metrics.AlertLevel;
import io.github.telemetryappender.core.metrics.Announcer;
import io.github.telemetryappender.core.metrics.Health;
import io.github.telemetryappender.core.metrics.HealthLevel;
import io.github.telemetryappender.core.metrics.Reporter;
import io.github.telemetryappender.core.time.Clock;
import io.github.telemetryappender.core.time.ThreadParker;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Listeners that behave, that throw, that are slow and that hang; the test is the delivery side.
 */
class DeliveryNewsTest {

  private static final Health NOTICE =
      new Health(HealthLevel.DELAYED, AlertLevel.NOTICE, "1 failed attempts in a row");

  private final List<String> reports = new CopyOnWriteArrayList<>();
  private final Announcer announcer = new Announcer("telemetry-appender-listener-test", 1);
  private final DeliveryNews news =
      new DeliveryNews(
          announcer,
          new Mailbox(new ThreadParker()),
          new Reporter(
              "test",
              new ReportChannel() {
                @Override
                public void info(String message) {}

                @Override
                public void warn(String message, @Nullable Throwable cause) {
                  reports.add(message);
                }
              }),
          Clock.system());

  @AfterEach
  void end() {
    news.close(0);
  }

  private void tellOnce() {
    news.changed(Health.FINE, NOTICE, 0);
  }

  private static DeliveryListener onHealth(Runnable work) {
    return new DeliveryListener() {
      @Override
      public void onHealthChange(Health before, Health now) {
        work.run();
      }
    };
  }

  @Test
  void aListenerIsCalledOnADaemonOfItsOwn() throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    news.add(onHealth(() -> thread.complete(Thread.currentThread())));
    tellOnce();
    Thread called = thread.get(10, TimeUnit.SECONDS);
    assertThat(called).isNotSameAs(Thread.currentThread());
    assertThat(called.isDaemon()).isTrue();
    assertThat(called.getContextClassLoader()).isSameAs(getClass().getClassLoader());
  }

  @Test
  void withoutListenersThereIsNoThread() {
    tellOnce();
    assertThat(announcer.thread()).isNull();
  }

  @Test
  void oneThatThrowsKeepsNoOtherFromHearing() throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    news.add(
        onHealth(
            () -> {
              throw new AssertionError("user code");
            }));
    news.add(onHealth(() -> heard.complete("heard")));
    tellOnce();
    assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("heard");
  }

  @Test
  void whatASlowOneMissesIsCountedAndReportedOnce() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    news.add(
        onHealth(
            () -> {
              busy.countDown();
              awaitInterruptibly(release);
            }));
    tellOnce();
    assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
    tellOnce(); // waits
    tellOnce();
    tellOnce();
    release.countDown();
    assertThat(announcer.dropped()).isEqualTo(2);
    assertThat(reports)
        .singleElement()
        .asString()
        .contains("is too slow: 1 calls were left out so far");
  }

  @Test
  void oneThatHangsIsInterruptedAndHoldsNobodyUp() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CompletableFuture<String> interrupted = new CompletableFuture<>();
    news.add(
        onHealth(
            () -> {
              busy.countDown();
              awaitInterruptibly(new CountDownLatch(1));
              interrupted.complete("interrupted");
            }));
    tellOnce();
    assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
    long startNanos = System.nanoTime();
    news.close(TimeUnit.MILLISECONDS.toNanos(20));
    assertThat(System.nanoTime() - startNanos).isLessThan(TimeUnit.SECONDS.toNanos(10));
    assertThat(interrupted.get(10, TimeUnit.SECONDS)).isEqualTo("interrupted");
  }

  @Test
  void atTheEndWhatWaitsIsStillHeard() {
    List<String> heard = new CopyOnWriteArrayList<>();
    news.add(onHealth(() -> heard.add("heard")));
    tellOnce();
    news.close(TimeUnit.SECONDS.toNanos(10));
    assertThat(heard).containsExactly("heard");
  }

  private static void awaitInterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
