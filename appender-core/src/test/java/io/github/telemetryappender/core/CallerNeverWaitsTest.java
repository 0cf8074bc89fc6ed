package io.github.telemetryappender.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.event.EventSource;
import io.github.telemetryappender.core.event.ReportChannel;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.settings.TypedSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * P1: the caller never waits. Held against what the JVM counts of a thread: how often it waited or
 * was blocked, while the endpoint accepts connections and never answers and memory is full.
 */
class CallerNeverWaitsTest {

  private static final int EVENTS = 200_000;

  private static final EventSource<String> SOURCE =
      new EventSource<>() {
        @Override
        public Severity severity(String event) {
          return Severity.ERROR;
        }

        @Override
        public String loggerName(String event) {
          return "app.Main";
        }

        @Override
        public void read(String event, EventFields fields) {
          fields.instant(1_700_000_000L, 0);
          fields.logger("app.Main");
          fields.message(event);
        }
      };

  private static final ReportChannel SILENT =
      new ReportChannel() {
        @Override
        public void info(String message) {}

        @Override
        public void warn(String message, @Nullable Throwable cause) {}
      };

  @Test
  void aCallerNeitherWaitsNorBlocksWhileTheEndpointHangsAndMemoryIsFull() throws IOException {
    try (ServerSocket hanging = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      TelemetryPipeline<String> pipeline =
          TelemetryPipeline.start(
              "test",
              new TypedSettings()
                  .add("endpoint", "http://localhost:" + hanging.getLocalPort())
                  .add("memory.maxBytes", "4MB")
                  .add("shutdownTimeout", "100ms"),
              SOURCE,
              SILENT);
      pipeline.append("warm up, so that classes are loaded");
      ThreadInfo before = thisThread();
      for (int i = 0; i < EVENTS; i++) {
        pipeline.append("an event of the usual length, with a number in it: " + i);
      }
      ThreadInfo after = thisThread();
      long dropped = pipeline.snapshot().total().dropped();
      pipeline.stop();

      assertThat(dropped).isPositive();
      assertThat(after.getWaitedCount()).isEqualTo(before.getWaitedCount());
      assertThat(after.getBlockedCount()).isEqualTo(before.getBlockedCount());
    }
  }

  private static ThreadInfo thisThread() {
    return ManagementFactory.getThreadMXBean().getThreadInfo(Thread.currentThread().getId());
  }
}
