package io.github.telemetryappender.it;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.settings.TypedSettings;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The framework has stopped, and nothing of the appender is left. */
@ParameterizedClass
@EnumSource(Framework.class)
class AfterStopTest {

  /** Process-wide daemons of OkHttp and Okio, which end by themselves when they have been idle. */
  private static final Set<String> OF_ALL_CLIENTS = Set.of("OkHttp TaskRunner", "Okio Watchdog");

  @Parameter Framework framework;

  private final Endpoint endpoint = new Endpoint();
  private CountingProxy proxy;
  private LoggingFramework logging;

  @BeforeEach
  void start() {
    endpoint.open();
    endpoint.answer(200);
    proxy = new CountingProxy(endpoint.port());
    logging = framework.create();
    TypedSettings settings = new TypedSettings();
    settings.add("endpoint", "http://127.0.0.1:" + proxy.port() + "/ingest");
    settings.add("batch.linger", "10ms");
    settings.add("batch.maxEvents", "10");
    settings.add("shutdownTimeout", "500ms");
    logging.start(logging.xml(settings));
  }

  @AfterEach
  void endAll() {
    logging.stop();
    proxy.close();
    endpoint.close();
  }

  @Test
  void afterWorkWellDoneNothingIsLeft() {
    logMany();
    eventually(
        "all is delivered", () -> logging.snapshot().total().delivered() == 500, logging::snapshot);
    logging.stop();

    assertThatNothingIsLeft();
  }

  @Test
  void afterAStopInTheMidstOfAnExchangeNothingIsLeft() {
    endpoint.answer(aResponse().withStatus(200).withFixedDelay(5_000));
    logMany();
    eventually("an exchange is under way", () -> proxy.accepted() > 0, logging::snapshot);
    logging.stop();

    assertThatNothingIsLeft();
  }

  @Test
  void afterAStopInAnOutageNothingIsLeft() {
    endpoint.answer(503);
    logMany();
    eventually("an attempt failed", () -> !endpoint.exchanges(503).isEmpty(), logging::snapshot);
    logging.stop();

    assertThatNothingIsLeft();
  }

  private void assertThatNothingIsLeft() {
    assertThat(ownBeans()).isEmpty();
    // One that carried an exchange ends right after it has handed the canceled exchange back.
    eventually("all threads have ended", () -> ownThreads().isEmpty(), AfterStopTest::ownThreads);
    eventually("all connections are closed", () -> proxy.open() == 0, proxy::open);
    int acceptedBefore = proxy.accepted();
    logMany();
    logging.stop();
    eventually("what comes late is refused", this::latecomersAreCounted, logging::snapshot);
    assertThat(proxy.accepted()).as("connections").isEqualTo(acceptedBefore);
    assertThat(ownThreads()).isEmpty();
  }

  /** Log4j2 takes the loggers away; Logback's are without appenders. */
  private boolean latecomersAreCounted() {
    return logging.snapshot().total().accepted() == 500;
  }

  private void logMany() {
    for (int i = 0; i < 500; i++) {
      logging.log(LogCall.of(Severity.INFO, "order {}", i));
    }
  }

  private static List<String> ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("telemetry-appender") || name.startsWith("Ok"))
        .filter(name -> !OF_ALL_CLIENTS.contains(name))
        .toList();
  }

  private static Set<ObjectName> ownBeans() {
    try {
      return ManagementFactory.getPlatformMBeanServer()
          .queryNames(new ObjectName("io.github.telemetryappender:*"), null);
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException(e);
    }
  }
}
