package io.github.telemetryappender.log4j2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The whole way of an event on the thread that logs it, through the real appender with its pipeline
 * at work, against an endpoint on the loopback interface.
 */
class AppendAllocationTest {

  private static final int EVENTS = 5_000;
  private static final int ROUNDS = 12;

  private HttpServer endpoint;
  private LoggerContext context;
  private MeasuringAppender measuring;

  @BeforeEach
  void start() throws IOException {
    endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    endpoint.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    endpoint.start();
    context = Configurator.initialize(getClass().getClassLoader(), source(), null);
    measureIn(context.getConfiguration().getRootLogger());
    ThreadContext.put("user", "ada");
    ThreadContext.put("tenant", "42");
    ThreadContext.put("request", "4711");
  }

  private ConfigurationSource source() throws IOException {
    String xml =
        """
        <Configuration>
          <Appenders>
            <Telemetry name="it" endpoint="http://127.0.0.1:%d/"/>
          </Appenders>
          <Loggers><Root level="INFO"><AppenderRef ref="it"/></Root></Loggers>
        </Configuration>
        """
            .formatted(endpoint.getAddress().getPort());
    return new ConfigurationSource(new ByteArrayInputStream(xml.getBytes(UTF_8)));
  }

  private void measureIn(LoggerConfig root) {
    Appender appender = root.getAppenders().get("it");
    root.removeAppender("it");
    measuring = new MeasuringAppender((TelemetryAppender) appender);
    root.addAppender(measuring, null, null);
    context.updateLoggers();
  }

  @AfterEach
  void stop() {
    ThreadContext.clearAll();
    Configurator.shutdown(context);
    endpoint.stop(0);
  }

  @Test
  void anEventWithTwoArgumentsAndThreeMdcEntriesAllocatesNothing() {
    Logger logger = context.getLogger("com.example.Shop");

    long leastBytes = Long.MAX_VALUE;
    // The least of some rounds: the first ones warm up, and the JVM may allocate on its own.
    for (int round = 0; round < ROUNDS; round++) {
      long before = measuring.bytes;
      for (int i = 0; i < EVENTS; i++) {
        logger.info("{} of {} items are on their way", "three", "four");
      }
      leastBytes = Math.min(leastBytes, measuring.bytes - before);
      measuring.appender.flush(Duration.ofSeconds(20)).join(); // so that the lane never fills
    }

    assertThat(measuring.appender.snapshot().total().accepted())
        .as("every event went the whole way")
        .isEqualTo((long) ROUNDS * EVENTS);
    assertThat(leastBytes).isZero();
  }

  /** Hands events on, and remembers what that took. */
  private static final class MeasuringAppender extends AbstractAppender {

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final TelemetryAppender appender;
    private long bytes;

    MeasuringAppender(TelemetryAppender appender) {
      super("measuring", null, null, false, Property.EMPTY_ARRAY);
      this.appender = appender;
      start();
    }

    @Override
    public void append(LogEvent event) {
      long before = threads.getCurrentThreadAllocatedBytes();
      appender.append(event);
      bytes += threads.getCurrentThreadAllocatedBytes() - before;
    }
  }
}
