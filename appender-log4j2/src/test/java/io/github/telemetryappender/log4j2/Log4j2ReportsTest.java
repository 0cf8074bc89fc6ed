package io.github.telemetryappender.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Log4j2ReportsTest {

  private final RecordingStatusListener status = RecordingStatusListener.listening();
  private final Log4j2Reports reports = new Log4j2Reports();

  @AfterEach
  void stopListening() {
    status.stopListening();
  }

  @Test
  void refusalIsOneError() {
    reports.warn("compression = zstd is not available: gzip is used");
    reports.warn("endpoint is not set");
    reports.startedAs(Log4j2Reports.Start.REFUSED);

    assertThat(status.at(Level.ERROR)).containsExactly("endpoint is not set");
    assertThat(status.at(Level.WARN)).hasSize(1);
  }

  @Test
  void warningOfAStartThatWentWellIsAWarning() {
    reports.warn("retry.maxEventAge is lowered to 18h");
    reports.startedAs(Log4j2Reports.Start.RUNNING);

    assertThat(status.at(Level.ERROR)).isEmpty();
    assertThat(status.at(Level.WARN)).containsExactly("retry.maxEventAge is lowered to 18h");
  }

  @Test
  void warningAfterTheStartIsSaidAtOnce() {
    reports.startedAs(Log4j2Reports.Start.REFUSED);
    reports.warn("dropped 17 events {}", new IOException("down"));

    assertThat(status.at(Level.WARN)).containsExactly("dropped 17 events {}");
    assertThat(status.all()).singleElement().asString().contains("IOException: down");
  }

  @Test
  void informationIsNeverHeldBack() {
    reports.info("started");

    assertThat(status.at(Level.INFO)).containsExactly("started");
  }
}
