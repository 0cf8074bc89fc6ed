package io.github.telemetryappender.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.FlushReceipt;
import io.github.telemetryappender.core.event.Severity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractManager;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The life of an appender, from real XML; nobody listens at its endpoint. */
class TelemetryAppenderTest {

  private static final AtomicInteger CREATED = new AtomicInteger();

  /** Port 9 is the discard service's, which refuses connections or, where it runs, discards. */
  private static final String GOOD =
      "<Telemetry name='t' endpoint='http://127.0.0.1:9/in' shutdownTimeout='0s'/>";

  private static final String ALSO_GOOD =
      "<Telemetry name='t' endpoint='http://127.0.0.1:9/in' serviceName='s' shutdownTimeout='0s'/>";

  private static final String ELSEWHERE =
      "<Telemetry name='t' endpoint='http://127.0.0.1:9/other' shutdownTimeout='0s'/>";

  private static final String BAD = "<Telemetry name='t' endpoint='ftp://127.0.0.1/'/>";

  private final LoggerContext context = new LoggerContext("appender-" + CREATED.incrementAndGet());
  private final RecordingStatusListener status = RecordingStatusListener.listening();

  @AfterEach
  void stop() {
    context.stop();
    status.stopListening();
  }

  @Test
  void badConfigurationIsOneErrorAndTheApplicationStarts() {
    TelemetryAppender appender = configured(BAD);

    logInfo();

    assertThat(status.at(Level.ERROR))
        .singleElement()
        .asString()
        .contains("endpoint")
        .contains("ftp://127.0.0.1/");
    assertThat(appender.snapshot().droppedByReason()).containsEntry("not_started", 1L);
    assertThat(appender.snapshot().total().accepted()).isZero();
  }

  @Test
  void badConfigurationReadAgainUnchangedIsNoSecondError() {
    configured(BAD);
    configured(BAD);

    assertThat(status.at(Level.ERROR)).hasSize(1);
  }

  @Test
  void badConfigurationThatIsCorrectedStartsTheAppender() {
    configured(BAD);
    TelemetryAppender corrected = configured(GOOD);

    logInfo();

    assertThat(corrected.snapshot().total().accepted()).isEqualTo(1);
  }

  @Test
  void unchangedConfigurationReadAgainKeepsWhatIsUnderWay() {
    TelemetryAppender first = configured(GOOD);
    logInfo();
    TelemetryAppender second = configured(GOOD);
    logInfo();

    assertThat(second).isNotSameAs(first);
    assertThat(second.snapshot().total().accepted()).isEqualTo(2);
    assertThat(second.snapshot().total().held()).isEqualTo(2);
  }

  @Test
  void changedConfigurationStartsAnewAndGoesOnWithWhatTheOldOneLeaves() {
    TelemetryAppender first = configured(GOOD);
    logInfo();
    TelemetryAppender second = configured(ALSO_GOOD);
    logInfo();

    assertThat(first.snapshot().total().held()).isEqualTo(1);
    assertThat(second.snapshot().total().recovered()).isEqualTo(1);
    assertThat(second.snapshot().total().accepted()).isEqualTo(1);
    assertThat(second.snapshot().total().held()).isEqualTo(2);
  }

  @Test
  void whatWasMeantForOneEndpointIsNotSentToAnother() {
    TelemetryAppender first = configured(GOOD);
    logInfo();
    TelemetryAppender second = configured(ELSEWHERE);

    assertThat(first.snapshot().total().held()).isEqualTo(1);
    assertThat(second.snapshot().total().recovered()).isZero();
  }

  @Test
  void equalAppendersOfTwoContextsAreTwo() {
    LoggerContext other = new LoggerContext("appender-" + CREATED.incrementAndGet());
    try {
      TelemetryAppender one = configured(GOOD);
      TelemetryAppender two = configured(other, GOOD);
      logInfo();

      assertThat(one.snapshot().total().accepted()).isEqualTo(1);
      assertThat(two.snapshot().total().accepted()).isZero();
    } finally {
      other.stop();
    }
  }

  @Test
  void eventAfterTheStopIsCounted() {
    TelemetryAppender appender = configured(GOOD);
    appender.stop();

    logInfo();

    assertThat(appender.snapshot().droppedByReason()).containsEntry("stopped", 1L);
  }

  @Test
  void stoppingTwiceLeavesAnEqualAppenderAlone() {
    TelemetryAppender first = configured(GOOD);
    TelemetryAppender second = configured(GOOD);
    first.stop();
    first.stop();

    logInfo();

    assertThat(second.snapshot().total().accepted()).isEqualTo(1);
    assertThat(second.snapshot().droppedByReason()).doesNotContainEntry("stopped", 1L);
  }

  @Test
  void stoppedAppenderMayBeStartedAgain() {
    TelemetryAppender appender = configured(GOOD);
    appender.stop();
    appender.start();

    logInfo();

    assertThat(appender.snapshot().total().accepted()).isEqualTo(1);
  }

  @Test
  void startingTwiceIsStartingOnce() {
    TelemetryAppender appender = configured(GOOD);
    appender.start();
    appender.stop();

    logInfo();

    assertThat(appender.snapshot().droppedByReason()).containsEntry("stopped", 1L);
  }

  @Test
  void appenderNeverStartedHasAnEmptyLedger() {
    TelemetryAppender appender = built(GOOD);

    assertThat(appender.snapshot().total().accepted()).isZero();
    assertThat(appender.flush(Duration.ofSeconds(1)))
        .isCompletedWithValue(new FlushReceipt(0, 0, 0));
  }

  @Test
  void managersNameShowsNoSecret() {
    configured(
        "<Telemetry name='t' endpoint='http://127.0.0.1:9/in' shutdownTimeout='0s'>"
            + "<Auth bearerToken='t0ken'/></Telemetry>");

    assertThat(status.all())
        .anySatisfy(line -> assertThat(line).contains("TelemetryManager Telemetry["))
        .noneSatisfy(line -> assertThat(line).contains("t0ken"));
  }

  @Test
  void managerIsGoneAfterTheStop() {
    TelemetryAppender appender = configured(GOOD);
    String manager =
        "Telemetry[" + context.getName() + "/t]-" + SettingsDigest.of(appender.settings());
    assertThat(AbstractManager.hasManager(manager)).isTrue();

    context.stop();

    assertThat(AbstractManager.hasManager(manager)).isFalse();
  }

  @Test
  void locationIsRequiredOnlyForCallerData() {
    assertThat(built("<Telemetry name='t' includeCallerData='true'/>").requiresLocation()).isTrue();
    assertThat(built("<Telemetry name='t' includeCallerData='false'/>").requiresLocation())
        .isFalse();
    assertThat(built(GOOD).requiresLocation()).isFalse();
  }

  @Test
  void everyLevelKeepsItsSeverity() {
    TelemetryAppender appender = configured(GOOD);

    for (Severity severity : Severity.values()) {
      context.getLogger("com.example.Shop").log(Level.getLevel(severity.name()), "x");
    }

    assertThat(appender.snapshot().bySeverity())
        .containsOnlyKeys(Severity.values())
        .allSatisfy((severity, counts) -> assertThat(counts.accepted()).isEqualTo(1));
  }

  private void logInfo() {
    context.getLogger("com.example.Shop").info("hello");
  }

  private TelemetryAppender configured(String appenderXml) {
    return configured(context, appenderXml);
  }

  /** Configures the context, again where it is configured already, as a watched file does. */
  private static TelemetryAppender configured(LoggerContext context, String appenderXml) {
    Configuration configuration = configuration(context, appenderXml);
    if (context.isStarted()) {
      context.reconfigure(configuration);
    } else {
      context.start(configuration);
    }
    return configuration.getAppender("t");
  }

  private TelemetryAppender built(String appenderXml) {
    Configuration configuration = configuration(context, appenderXml);
    configuration.initialize();
    return configuration.getAppender("t");
  }

  private static Configuration configuration(LoggerContext context, String appenderXml) {
    String xml =
        "<Configuration><Appenders>"
            + appenderXml
            + "</Appenders><Loggers><Root level='all'><AppenderRef ref='t'/></Root></Loggers>"
            + "</Configuration>";
    try {
      return new XmlConfiguration(
          context,
          new ConfigurationSource(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
