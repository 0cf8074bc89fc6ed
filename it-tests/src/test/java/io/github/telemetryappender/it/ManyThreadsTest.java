package io.github.telemetryappender.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** A great many threads log at once. */
class ManyThreadsTest extends ShippingContract {

  private static final int PLATFORM_THREADS = 200;
  private static final int VIRTUAL_THREADS = 10_000;

  @TempDir Path directory;

  @Test
  void ofTwoHundredPlatformThreadsNothingIsLost() throws Exception {
    start(settings());
    logByAll(Executors.newFixedThreadPool(PLATFORM_THREADS), PLATFORM_THREADS, 200);
    awaitDelivered(PLATFORM_THREADS * 200L);

    assertThat(logging.snapshot().total().dropped()).isZero();
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "no virtual threads")
  void ofTenThousandVirtualThreadsNothingIsLostAndNoneIsPinned() throws Exception {
    start(settings());
    logByAll(virtualThreads(), VIRTUAL_THREADS, 1); // classes are loaded, which may pin
    try (Recording recording = new Recording()) {
      recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO).withStackTrace();
      recording.start();
      logByAll(virtualThreads(), VIRTUAL_THREADS, 4);
      recording.stop();

      assertThat(pinnedByUs(recording)).isEmpty();
    }
    awaitDelivered(VIRTUAL_THREADS * 5L);
    assertThat(logging.snapshot().total().dropped()).isZero();
  }

  /** All begin at once. */
  private void logByAll(ExecutorService threads, int count, int eventsEach) throws Exception {
    CountDownLatch begin = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      threads.execute(
          () -> {
            awaitQuietly(begin);
            logEach(Severity.INFO, eventsEach);
            done.countDown();
          });
    }
    begin.countDown();
    assertThat(done.await(60, TimeUnit.SECONDS)).as("all have logged").isTrue();
    threads.shutdown();
  }

  private static void awaitQuietly(CountDownLatch begin) {
    try {
      begin.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The tests are compiled for JDK 17. */
  private static ExecutorService virtualThreads() throws ReflectiveOperationException {
    return (ExecutorService)
        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }

  private List<RecordedEvent> pinnedByUs(Recording recording) throws IOException {
    Path file = directory.resolve("pinned.jfr");
    recording.dump(file);
    List<RecordedEvent> pinned = new ArrayList<>(RecordingFile.readAllEvents(file));
    pinned.removeIf(event -> !isOurs(event));
    return pinned;
  }

  private static boolean isOurs(RecordedEvent event) {
    return event.getStackTrace() != null
        && event.getStackTrace().getFrames().stream()
            .map(frame -> frame.getMethod().getType().getName())
            .anyMatch(
                name ->
                    name.startsWith("io.github.telemetryappender.core")
                        || name.startsWith("io.github.telemetryappender.log"));
  }
}
