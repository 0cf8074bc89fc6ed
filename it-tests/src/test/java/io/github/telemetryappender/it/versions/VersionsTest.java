package io.github.telemetryappender.it.versions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The oldest and the newest version of each line of the frameworks, under the JDK of the build and
 * the newest that is there. What an application says arrives with everything that belongs to it.
 */
class VersionsTest {

  private static final List<String> LOGBACK =
      List.of("logback-1.5.0", "logback-1.5.38", "logback-1.6.0", "logback-1.6.6");
  private static final List<String> LOG4J2 = List.of("log4j-2.20.0", "log4j-2.26.1");

  @TempDir Path directory;

  private Receiver receiver;

  @BeforeEach
  void open() throws IOException {
    receiver = new Receiver();
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  static Stream<Arguments> combinations() {
    return ForeignJvm.homes().stream()
        .flatMap(
            home ->
                Stream.concat(LOGBACK.stream(), LOG4J2.stream())
                    .map(version -> Arguments.of(version, home)));
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void everyEventArrivesWithWhatBelongsToIt(String version, Path home) throws Exception {
    String output =
        LOGBACK.contains(version) ? runLogback(version, home) : runLog4j2(version, home);

    assertThat(output).contains(version.replaceAll(".*-", " "));
    assertThat(receiver.events()).as(output).hasSize(3);
    JsonNode order = event("INFO");
    assertThat(order.path("message").asText()).isEqualTo("order 17 of Ada");
    assertThat(order.path("labels").path("user").asText()).isEqualTo("ada");
    assertThat(order.path("tags").path(0).asText()).isEqualTo("AUDIT");
    JsonNode failed = event("ERROR");
    assertThat(failed.path("message").asText()).isEqualTo("order 18 failed");
    assertThat(failed.path("labels").has("user")).isFalse();
    assertThat(failed.path("error.type").asText()).isEqualTo("java.lang.IllegalStateException");
    assertThat(failed.path("error.stack_trace").asText())
        .contains("OrdinaryApplication.failure(OrdinaryApplication.java:")
        .contains("Caused by: java.lang.IllegalArgumentException: no article 4711");
    assertThat(event("WARN").path("message").asText()).contains("few are left");
    assertThat(event("WARN").path("attributes").path("count").asInt()).isEqualTo(3);
  }

  private JsonNode event(String level) throws IOException {
    return receiver.events().stream()
        .filter(event -> event.path("log.level").asText().equals(level))
        .findFirst()
        .orElseThrow();
  }

  private String runLogback(String version, Path home) throws IOException, InterruptedException {
    String xml =
        """
        <configuration>
          <appender name="it" class="io.github.telemetryappender.logback.TelemetryAppender">
            <endpoint>%s/ingest</endpoint><compression>none</compression>
          </appender>
          <root level="INFO"><appender-ref ref="it"/></root>
        </configuration>
        """
            .formatted(receiver.url());
    return run(version, home, "logback.configurationFile", xml, "LOGBACK");
  }

  private String runLog4j2(String version, Path home) throws IOException, InterruptedException {
    String xml =
        """
        <Configuration status="WARN">
          <Appenders>
            <Telemetry name="it" endpoint="%s/ingest" compression="none"/>
          </Appenders>
          <Loggers><Root level="INFO"><AppenderRef ref="it"/></Root></Loggers>
        </Configuration>
        """
            .formatted(receiver.url());
    return run(version, home, "log4j2.configurationFile", xml, "LOG4J2");
  }

  private String run(String version, Path home, String property, String xml, String framework)
      throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("logging.xml"), xml);
    return ForeignJvm.run(
        home,
        List.of("-D" + property + "=" + file.toUri()),
        ClassPaths.with(version),
        OrdinaryApplication.class.getName(),
        framework);
  }
}
