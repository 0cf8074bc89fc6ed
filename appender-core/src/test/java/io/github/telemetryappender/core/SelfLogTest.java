package io.github.telemetryappender.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.event.EventSource;
import io.github.telemetryappender.core.event.Severity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is ours, by the logger and the thread of an event. */
class SelfLogTest {

  @ParameterizedTest
  @CsvSource({
    // our loggers, wherever
    "io.github.telemetryappender.core.Any, main, true",
    "io.github.telemetryappender.logback.Any, main, true",
    "io.github.telemetryappender.log4j2.Any, main, true",
    "io.github.telemetryappender.demo.Any, main, false",
    "io.github.other.Any, main, false",
    // our threads, whatever the logger
    "com.example.Proxy, telemetry-appender-it, true",
    "com.example.Proxy, OkHttp telemetry-appender-it 1, true",
    "com.example.Proxy, telemetry, false",
    "com.example.Proxy, timer-1, false",
    // the client's loggers on the client's threads
    "okhttp3.internal.http2.Http2, OkHttp TaskRunner, true",
    "okio.Any, Okio Watchdog, true",
    "okhttp3.internal.http2.Http2, main, false",
    "com.example.Shop, OkHttp https://shop.example/..., false",
    // nothing to go by
    "'', '', false",
    "'', main, false",
    "com.example.Shop, '', false",
  })
  void isToldByLoggerAndThread(String logger, String thread, boolean ours) {
    assertThat(SelfLog.isOurs(new Named(logger, thread), "event")).isEqualTo(ours);
  }

  private record Named(String logger, String thread) implements EventSource<String> {

    @Override
    public Severity severity(String event) {
      return Severity.INFO;
    }

    @Override
    public String loggerName(String event) {
      return logger;
    }

    @Override
    public String threadName(String event) {
      return thread;
    }

    @Override
    public void read(String event, EventFields fields) {
      throw new UnsupportedOperationException("not read");
    }
  }
}
