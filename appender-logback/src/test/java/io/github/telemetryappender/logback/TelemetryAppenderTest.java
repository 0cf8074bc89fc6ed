package io.github.telemetryappender.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.status.Status;
import io.github.telemetryappender.core.FlushReceipt;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The life of the appender, with settings that are refused: nothing here needs an endpoint. */
class TelemetryAppenderTest {

  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("com.example.Shop");
  private final TelemetryAppender appender = new TelemetryAppender();

  TelemetryAppenderTest() {
    appender.setContext(context);
    appender.setName("SHIP");
  }

  @AfterEach
  void stop() {
    appender.stop();
  }

  @Test
  void refusedSettingsGiveOneWarningAndLeaveTheAppenderStarted() {
    appender.start();

    assertThat(appender.isStarted()).isTrue();
    assertThat(statuses(Status.WARN))
        .singleElement()
        .satisfies(status -> assertThat(status.getMessage()).contains("endpoint is not set"))
        .satisfies(status -> assertThat(status.getOrigin()).isSameAs(appender));
    assertThat(statuses(Status.ERROR)).isEmpty();
  }

  @Test
  void whatAnInertAppenderIsGivenIsCounted() {
    appender.start();
    appender.doAppend(event());

    assertThat(dropped("not_started")).isEqualTo(1);
  }

  @Test
  void startingTwiceIsHarmless() {
    appender.start();
    appender.doAppend(event());
    appender.start();

    assertThat(dropped("not_started")).isEqualTo(1);
    assertThat(statuses(Status.WARN)).hasSize(1);
  }

  @Test
  void stoppingTwiceOrBeforeAnyStartIsHarmless() {
    appender.stop();
    appender.start();
    appender.stop();
    appender.stop();

    assertThat(appender.isStarted()).isFalse();
  }

  @Test
  void whatComesAfterTheStopIsStillCounted() {
    appender.start();
    appender.stop();
    appender.doAppend(event());

    assertThat(appender.snapshot().total().dropped()).isEqualTo(1);
  }

  @Test
  void beforeTheFirstStartThereIsNothingToCountOrToFlush() {
    assertThat(appender.snapshot().total().accepted()).isZero();
    assertThat(appender.flush(Duration.ofSeconds(1)))
        .isCompletedWithValue(new FlushReceipt(0, 0, 0));
  }

  @Test
  void whatAFilterDeniesIsNeitherTakenNorCounted() {
    appender.addFilter(filter(FilterReply.DENY));
    appender.start();
    appender.doAppend(event());

    assertThat(appender.snapshot().total().dropped()).isZero();
  }

  @Test
  void aFilterThatFailsLosesNoEventAndIsReportedOnceAsWarning() {
    appender.addFilter(
        new Filter<>() {
          @Override
          public FilterReply decide(ILoggingEvent event) {
            throw new IllegalStateException("broken filter");
          }
        });
    appender.start();
    appender.doAppend(event());
    appender.doAppend(event());

    assertThat(dropped("not_started")).isEqualTo(2);
    assertThat(statuses(Status.WARN))
        .filteredOn(status -> status.getMessage().contains("filter"))
        .hasSize(1);
    assertThat(statuses(Status.ERROR)).isEmpty();
  }

  @Test
  void noStatusOfTheAppenderIsEverAboveWarn() {
    appender.addError("broken");
    appender.addError("broken", new IllegalStateException());

    assertThat(statuses(Status.WARN)).hasSize(2);
    assertThat(statuses(Status.ERROR)).isEmpty();
  }

  private static Filter<ILoggingEvent> filter(FilterReply reply) {
    return new Filter<>() {
      @Override
      public FilterReply decide(ILoggingEvent event) {
        return reply;
      }
    };
  }

  private LoggingEvent event() {
    return new LoggingEvent(
        TelemetryAppenderTest.class.getName(), logger, Level.INFO, "hello", null, null);
  }

  private long dropped(String reason) {
    return appender.snapshot().droppedByReason().getOrDefault(reason, 0L);
  }

  private List<Status> statuses(int level) {
    return context.getStatusManager().getCopyOfStatusList().stream()
        .filter(status -> status.getEffectiveLevel() == level)
        .toList();
  }
}
