package io.github.telemetryappender.demo;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.status.Status;
import io.github.telemetryappender.core.PipelineSnapshot;
import io.github.telemetryappender.core.settings.KnownSetting;
import io.github.telemetryappender.core.settings.KnownSetting.Arity;
import io.github.telemetryappender.core.settings.KnownSetting.Availability;
import io.github.telemetryappender.core.settings.KnownSettings;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.apache.logging.log4j.status.StatusData;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;
import org.junit.jupiter.api.Test;

/** The full configurations that the README shows, read by the frameworks themselves. */
class FullConfigurationTest {

  private static final String LOGBACK =
      Readme.between("<!-- full logback -->", "<!-- end of full logback -->");
  private static final String LOG4J2 =
      Readme.between("<!-- full log4j2 -->", "<!-- end of full log4j2 -->");

  @Test
  void everySettingIsInBoth() {
    for (KnownSetting setting : KnownSettings.all()) {
      if (setting.availability() == Availability.AVAILABLE && setting.arity() != Arity.COMPONENT) {
        assertThat(LOGBACK).contains("<" + setting.lastName() + ">");
        assertThat(LOG4J2).contains(setting.lastName() + "=\"");
      }
    }
  }

  /** What the README shows, to an endpoint on this machine where nobody listens or is asked. */
  private static String xml(String block) {
    return block
        .replace("```xml", "")
        .replace("```", "")
        .strip()
        .replace("https://logs.example.com/in", "http://127.0.0.1:1/in")
        .replace("<verifyOnStart>report", "<verifyOnStart>off")
        .replace("verifyOnStart=\"report\"", "verifyOnStart=\"off\"")
        .replace("<shutdownTimeout>5s", "<shutdownTimeout>0s")
        .replace("shutdownTimeout=\"5s\"", "shutdownTimeout=\"0s\"");
  }

  @Test
  void logbackReadsItWithoutAWarningAndTheAppenderStarts() throws Exception {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(
        new ByteArrayInputStream(xml(LOGBACK).getBytes(StandardCharsets.UTF_8)));
    Appender<ILoggingEvent> appender = context.getLogger("ROOT").getAppender("cloud");
    context.getLogger("app").info("hello");
    PipelineSnapshot snapshot =
        ((io.github.telemetryappender.logback.TelemetryAppender) appender).snapshot();
    List<Status> before = context.getStatusManager().getCopyOfStatusList();
    context.stop();

    assertThat(before).noneMatch(status -> status.getEffectiveLevel() > Status.INFO);
    assertThat(snapshot.total().accepted()).isEqualTo(1);
  }

  @Test
  void log4j2ReadsItWithoutAWarningAndTheAppenderStarts() throws Exception {
    List<String> warnings = new CopyOnWriteArrayList<>();
    StatusListener listener =
        new StatusListener() {
          @Override
          public void log(StatusData data) {
            warnings.add(data.getFormattedStatus());
          }

          @Override
          public Level getStatusLevel() {
            return Level.WARN;
          }

          @Override
          public void close() {}
        };
    org.apache.logging.log4j.core.LoggerContext context =
        new org.apache.logging.log4j.core.LoggerContext("full");
    StatusLogger.getLogger().registerListener(listener);
    try {
      context.start(
          new XmlConfiguration(
              context,
              new ConfigurationSource(
                  new ByteArrayInputStream(xml(LOG4J2).getBytes(StandardCharsets.UTF_8)))));
      context.getLogger("app").info("hello");
      io.github.telemetryappender.log4j2.TelemetryAppender appender =
          context.getConfiguration().getAppender("cloud");
      assertThat(appender.snapshot().total().accepted()).isEqualTo(1);
      assertThat(warnings).isEmpty();
    } finally {
      StatusLogger.getLogger().removeListener(listener);
      context.stop();
    }
  }
}
