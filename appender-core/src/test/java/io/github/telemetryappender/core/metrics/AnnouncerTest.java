package io.github.telemetryappender.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnnouncerTest {

  private final Announcer announcer = new Announcer("telemetry-appender-announcer-test");

  @AfterEach
  void end() {
    announcer.close();
  }

  @Test
  void whatIsSaidIsSaidOnADaemonOfItsOwn() throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    announcer.execute(() -> thread.complete(Thread.currentThread()));
    Thread speaker = thread.get(10, TimeUnit.SECONDS);
    assertThat(speaker.isDaemon()).isTrue();
    assertThat(speaker.getName()).isEqualTo("telemetry-appender-announcer-test");
  }

  @Test
  void whatFindsNoRoomIsCounted() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    announcer.execute(
        () -> {
          busy.countDown();
          awaitQuietly(release);
        });
    assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < Announcer.MAX_WAITING + 3; i++) {
      announcer.execute(() -> {});
    }
    release.countDown();
    assertThat(announcer.dropped()).isEqualTo(3);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void afterTheEndNothingIsSaidAndNothingThrown() {
    announcer.close();
    announcer.execute(() -> {});
    assertThat(announcer.dropped()).isEqualTo(1);
  }
}
