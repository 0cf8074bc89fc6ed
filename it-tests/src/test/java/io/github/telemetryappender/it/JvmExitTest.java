package io.github.telemetryappender.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.telemetryappender.core.settings.TypedSettings;
import io.github.telemetryappender.it.EndingApplication.Ending;
import io.github.telemetryappender.it.EndingApplication.Hook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The application's JVM ends. What it logged lies in the lanes until then, for its linger is a
 * minute. The framework has no shutdown hook of its own here, unless a story says so.
 */
@ParameterizedClass
@EnumSource(Framework.class)
class JvmExitTest {

  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(1);

  /** What an exit may take beyond that, and for a busy machine as much again. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  @Parameter Framework framework;
  @TempDir Path directory;

  private final Endpoint endpoint = new Endpoint();
  private String output;

  @BeforeEach
  void openTheEndpoint() {
    endpoint.open();
    endpoint.answer(200);
  }

  @AfterEach
  void closeTheEndpoint() {
    endpoint.close();
  }

  @ParameterizedTest
  @EnumSource(Ending.class)
  void whatWasLoggedBeforeAndInAShutdownHookArrives(Ending ending) {
    run(ending, Hook.LOGS, xml(endpoint.url(), Map.of("shutdownTimeout", "10s")));

    assumeFalse(output.contains(EndingApplication.TOO_SLOW), "a pause of 200 ms is the end");
    assertThat(arrived()).isEqualTo(withLateEvents());
  }

  @Test
  void whereTheApplicationStopsLoggingLastAllOfItArrivesToo() {
    String xml = xml(endpoint.url(), Map.of("shutdownTimeout", "10s", "flushOnExit", "false"));
    run(Ending.SYSTEM_EXIT, Hook.LOGS_AND_STOPS_LOGGING, xml);

    assertThat(arrived()).isEqualTo(withLateEvents());
  }

  @Test
  void withTheHookOfTheFrameworkAllOfItArrivesOnce() {
    String xml = withHookOfFramework(xml(endpoint.url(), Map.of("shutdownTimeout", "10s")));
    run(Ending.SYSTEM_EXIT, Hook.NONE, xml);

    assertThat(arrived()).isEqualTo(events());
    assertThat(endpoint.acceptedEvents()).hasSize(EndingApplication.EVENTS);
  }

  @Test
  void withoutFlushOnExitNothingIsSent() {
    run(Ending.MAIN_RETURNS, Hook.NONE, xml(endpoint.url(), Map.of("flushOnExit", "false")));

    assertThat(endpoint.exchanges()).isEmpty();
  }

  @Test
  void anEndpointThatRefusesConnectionsCannotHoldTheExitUp() {
    endpoint.close();
    Duration took = run(Ending.MAIN_RETURNS, Hook.NONE, xml(endpoint.url(), Map.of()));

    assertThat(took).isLessThan(SHUTDOWN_TIMEOUT.plus(SLACK));
    assertThat(output)
        .contains("the JVM ends with " + EndingApplication.EVENTS + " events not delivered");
  }

  @Test
  void anEndpointThatNeverAnswersCannotHoldTheExitUp() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
      String url = "http://127.0.0.1:" + silent.getLocalPort() + "/ingest";
      Duration took = run(Ending.SIGTERM, Hook.NONE, xml(url, Map.of()));

      assertThat(took).isLessThan(SHUTDOWN_TIMEOUT.plus(SLACK));
    }
  }

  private static Set<String> events() {
    Set<String> events = new TreeSet<>();
    for (int i = 0; i < EndingApplication.EVENTS; i++) {
      events.add(EndingApplication.event(i));
    }
    return events;
  }

  private static Set<String> withLateEvents() {
    Set<String> events = events();
    for (int i = 0; i < EndingApplication.LATE_EVENTS; i++) {
      events.add(EndingApplication.lateEvent(i));
    }
    return events;
  }

  private Set<String> arrived() {
    Set<String> messages = new TreeSet<>();
    endpoint.acceptedEvents().forEach(event -> messages.add(event.path("message").asText()));
    return messages;
  }

  /** The file of a framework that says on the console what goes wrong. */
  private String xml(String url, Map<String, String> texts) {
    TypedSettings settings = new TypedSettings();
    settings.add("endpoint", url);
    settings.add("batch.linger", "1m");
    if (!texts.containsKey("shutdownTimeout")) {
      settings.add("shutdownTimeout", SHUTDOWN_TIMEOUT.toMillis() + "ms");
    }
    texts.forEach(settings::add);
    String xml = framework.create().xml(settings);
    return switch (framework) {
      case LOGBACK ->
          xml.replace(
              "<configuration>",
              "<configuration><statusListener"
                  + " class=\"ch.qos.logback.core.status.OnConsoleStatusListener\"/>");
      case LOG4J2 ->
          xml.replace(
              "<Configuration>", "<Configuration status=\"WARN\" shutdownHook=\"disable\">");
    };
  }

  private String withHookOfFramework(String xml) {
    return switch (framework) {
      case LOGBACK -> xml.replace("<appender name", "<shutdownHook/><appender name");
      case LOG4J2 -> xml.replace(" shutdownHook=\"disable\"", "");
    };
  }

  /** Runs the application and returns how long its end took. */
  private Duration run(Ending ending, Hook hook, String xml) {
    String[] arguments = {framework.name(), ending.name(), hook.name()};
    try (ChildJvm child =
        ChildJvm.start(directory, framework, xml, EndingApplication.class, arguments)) {
      child.awaitOutput(EndingApplication.READY);
      if (ending == Ending.SIGTERM) {
        child.terminate();
      }
      Duration took = child.awaitEnd(ending.exitStatus);
      output = child.output();
      return took;
    }
  }
}
