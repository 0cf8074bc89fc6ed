package io.github.telemetryappender.it;

import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import io.github.telemetryappender.core.PipelineSnapshot;
import io.github.telemetryappender.core.settings.TypedSettings;
import io.github.telemetryappender.logback.TelemetryAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.logging.log4j.core.LoggerContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The frameworks find by themselves that their file has changed, in the midst of an outage. */
class ConfigurationFileTest {

  private static final long BETWEEN_EVENTS_NANOS = 100_000;
  private static final int EVENTS_EACH_TIME = 300;

  @TempDir Path directory;

  private final Endpoint endpoint = new Endpoint();
  private final AtomicBoolean atWork = new AtomicBoolean(true);
  private final AtomicInteger logged = new AtomicInteger();
  private Path file;
  private Thread application;

  @BeforeEach
  void startTheOutage() {
    endpoint.open();
    endpoint.answer(503);
    file = directory.resolve("logging.xml");
  }

  @AfterEach
  void closeTheEndpoint() throws InterruptedException {
    endTheWork();
    endpoint.close();
  }

  @Test
  void logbackScansItsFileAndNothingAcceptedIsLost() throws Exception {
    ch.qos.logback.classic.LoggerContext context = new ch.qos.logback.classic.LoggerContext();
    write(Framework.LOGBACK, "50ms", Instant.now().minusSeconds(60));
    configure(context);
    TelemetryAppender former = appender(context);
    work(context.getLogger("com.example.shop.Checkout")::info);
    awaitMoreEvents();
    write(Framework.LOGBACK, "20ms", Instant.now());
    eventually(
        "Logback has read its file again",
        () -> appender(context) != null && appender(context) != former,
        () -> context.getStatusManager().getCopyOfStatusList());
    TelemetryAppender latter = appender(context);
    awaitMoreEvents();
    endTheWork();
    endpoint.recover();
    eventually("all is delivered", () -> isSettled(latter.snapshot()), latter::snapshot);
    context.stop();

    assertThatNothingIsLost(former.snapshot(), latter.snapshot());
  }

  @Test
  void log4j2ReadsItsFileAgainAndNothingAcceptedIsLost() throws Exception {
    write(Framework.LOG4J2, "50ms", Instant.now());
    LoggerContext context = new LoggerContext("file-story", null, file.toUri());
    context.start();
    var former = log4j2Appender(context);
    work(context.getLogger("com.example.shop.Checkout")::info);
    awaitMoreEvents();
    write(Framework.LOG4J2, "20ms", Instant.now());
    context.reconfigure();
    var latter = log4j2Appender(context);
    awaitMoreEvents();
    endTheWork();
    endpoint.recover();
    eventually("all is delivered", () -> isSettled(latter.snapshot()), latter::snapshot);
    context.stop();

    assertThat(latter).isNotSameAs(former);
    assertThatNothingIsLost(former.snapshot(), latter.snapshot());
    assertThat(former.snapshot().total().accepted() + latter.snapshot().total().accepted())
        .isEqualTo(logged.get());
  }

  private void assertThatNothingIsLost(PipelineSnapshot former, PipelineSnapshot latter) {
    assertThat(former.total().lost() + latter.total().lost()).isZero();
    assertThat(latter.total().recovered()).isPositive().isEqualTo(former.total().held());
    assertThat(endpoint.acceptedIds())
        .hasSize((int) (former.total().accepted() + latter.total().accepted()));
  }

  private static boolean isSettled(PipelineSnapshot ledger) {
    return ledger.total().held() == 0;
  }

  private void configure(ch.qos.logback.classic.LoggerContext context) throws JoranException {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(file.toFile());
  }

  private static TelemetryAppender appender(ch.qos.logback.classic.LoggerContext context) {
    return (TelemetryAppender)
        context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(LoggingFramework.APPENDER);
  }

  private static io.github.telemetryappender.log4j2.TelemetryAppender log4j2Appender(
      LoggerContext context) {
    return context.getConfiguration().getAppender(LoggingFramework.APPENDER);
  }

  /** The file appears at once and whole, as an orchestrator puts it there. */
  private void write(Framework framework, String linger, Instant modified) throws IOException {
    TypedSettings settings = new TypedSettings();
    settings.add("endpoint", endpoint.url());
    settings.add("batch.linger", linger);
    settings.add("retry.initialBackoff", "100ms");
    settings.add("retry.maxBackoff", "200ms");
    String xml = framework.create().xml(settings);
    Path next = directory.resolve("next.xml");
    Files.writeString(
        next,
        xml.replace("<configuration>", "<configuration scan='true' scanPeriod='50 milliseconds'>"));
    Files.setLastModifiedTime(next, FileTime.from(modified));
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private void work(Consumer<String> log) {
    application =
        new Thread(
            () -> {
              while (atWork.get()) {
                log.accept("order " + logged.incrementAndGet());
                LockSupport.parkNanos(BETWEEN_EVENTS_NANOS);
              }
            });
    application.start();
  }

  private void awaitMoreEvents() {
    int before = logged.get();
    eventually(
        "the application works", () -> logged.get() >= before + EVENTS_EACH_TIME, logged::get);
  }

  private void endTheWork() throws InterruptedException {
    atWork.set(false);
    if (application != null) {
      application.join();
    }
  }
}
