package io.github.telemetryappender.it;

import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.PipelineSnapshot;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.settings.TypedSettings;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The configuration is read again in the midst of the work, and the endpoint is well. */
@ParameterizedClass
@EnumSource(Framework.class)
class ReconfigurationTest {

  /** About 10,000 events a second: far below what overflows. */
  private static final long BETWEEN_EVENTS_NANOS = 100_000;

  private static final int EVENTS_EACH_TIME = 500;

  @Parameter Framework framework;

  private final Endpoint endpoint = new Endpoint();
  private final AtomicBoolean atWork = new AtomicBoolean(true);
  private final AtomicInteger logged = new AtomicInteger();
  private LoggingFramework logging;
  private Thread application;

  @BeforeEach
  void start() {
    logging = framework.create();
    endpoint.open();
    endpoint.answer(200);
    logging.start(logging.xml(settings("50ms")));
    application = new Thread(this::work);
    application.start();
  }

  @AfterEach
  void endAll() throws InterruptedException {
    atWork.set(false);
    application.join();
    logging.stop();
    endpoint.close();
  }

  @Test
  void withOtherSettingsNothingAcceptedIsLost() throws InterruptedException {
    awaitMoreEvents();
    PipelineSnapshot former = logging.reconfigure(logging.xml(settings("20ms")));
    awaitMoreEvents();
    PipelineSnapshot second = logging.reconfigure(logging.xml(settings("50ms")));
    awaitMoreEvents();
    endAll();

    PipelineSnapshot last = logging.snapshot();
    assertThat(former.total().delivered()).isPositive().isEqualTo(former.total().accepted());
    assertThat(second.total().delivered()).isPositive().isEqualTo(second.total().accepted());
    assertThat(last.total().delivered()).isPositive().isEqualTo(last.total().accepted());
    assertThat(endpoint.acceptedIds())
        .hasSize(
            (int)
                (former.total().delivered()
                    + second.total().delivered()
                    + last.total().delivered()));
  }

  private TypedSettings settings(String linger) {
    TypedSettings settings = new TypedSettings();
    settings.add("endpoint", endpoint.url());
    settings.add("batch.linger", linger);
    settings.add("shutdownTimeout", "20s");
    return settings;
  }

  private void awaitMoreEvents() {
    int before = logged.get();
    eventually(
        "the application works", () -> logged.get() >= before + EVENTS_EACH_TIME, logged::get);
  }

  private void work() {
    while (atWork.get()) {
      logging.log(LogCall.of(Severity.INFO, "order {}", logged.incrementAndGet()));
      LockSupport.parkNanos(BETWEEN_EVENTS_NANOS);
    }
  }
}
