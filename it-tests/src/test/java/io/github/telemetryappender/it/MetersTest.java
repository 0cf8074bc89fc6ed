package io.github.telemetryappender.it;

import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The application has Micrometer, and a registry bound to the global one. */
class MetersTest extends ShippingContract {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @BeforeEach
  void bind() {
    Metrics.addRegistry(registry);
  }

  @AfterEach
  void unbind() {
    Metrics.removeRegistry(registry);
  }

  @Test
  void whatIsDeliveredAndWhatIsRefusedIsCountedUntilTheStop() {
    start(settings());
    logEach(Severity.INFO, 3);
    awaitEvents("delivered", "INFO", "none", 3);
    endpoint.answer(411);
    logEach(Severity.ERROR, 2);
    awaitEvents("rejected", "ERROR", "411", 2);

    logging.stop();
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void anAppenderThatIsConfiguredAnewKeepsItsName() {
    endpoint.answer(
        204); // the ledger in the end is the last appender's, and knows nothing of these
    start(settings());
    logEach(Severity.INFO, 3);
    awaitEvents("delivered", "INFO", "none", 3);
    endpoint.answer(200);
    logging.reconfigure(logging.xml(settings("batch.linger", "20ms")));
    logEach(Severity.INFO, 4);
    awaitEvents("delivered", "INFO", "none", 4);

    assertThat(
            registry
                .find("telemetry.appender.events")
                .tags("result", "delivered", "severity", "INFO")
                .meters())
        .singleElement()
        .extracting(meter -> meter.getId().getTag("appender"))
        .isEqualTo(LoggingFramework.APPENDER);
  }

  private void awaitEvents(String result, String severity, String reason, double count) {
    eventually(
        count + " " + result,
        () ->
            registry
                .find("telemetry.appender.events")
                .tags("result", result, "severity", severity, "reason", reason)
                .functionCounters()
                .stream()
                .mapToDouble(FunctionCounter::count)
                .anyMatch(counted -> counted == count),
        registry::getMetersAsString);
  }
}
