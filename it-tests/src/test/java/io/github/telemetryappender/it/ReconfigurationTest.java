package io.github.telemetryappender.it;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.PipelineSnapshot;
import io.github.telemetryappender.core.PipelineSnapshot.Counts;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.settings.TypedSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The configuration is read again in the midst of the work, in any weather. */
@ParameterizedClass
@EnumSource(Framework.class)
class ReconfigurationTest {

  /** About 10,000 events a second: far below what overflows. */
  private static final long BETWEEN_EVENTS_NANOS = 100_000;

  private static final int EVENTS_EACH_TIME = 300;
  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(20);

  /** How the endpoint is meanwhile. */
  enum Weather {
    FINE,
    SLOW,
    ANSWERS_503,
    ASKS_FOR_A_LONG_PAUSE,
    REFUSES_CONNECTIONS
  }

  @Parameter Framework framework;

  private final Endpoint endpoint = new Endpoint();
  private final AtomicBoolean atWork = new AtomicBoolean(true);
  private final AtomicInteger logged = new AtomicInteger();
  private final List<PipelineSnapshot> ledgers = new ArrayList<>();
  private LoggingFramework logging;
  private Thread application;

  @BeforeEach
  void start() {
    logging = framework.create();
    endpoint.open();
    endpoint.answer(200);
    logging.start(logging.xml(settings("50ms", "json")));
    application = new Thread(this::work);
    application.start();
  }

  @AfterEach
  void endAll() throws InterruptedException {
    endTheWork();
    logging.stop();
    endpoint.close();
  }

  @ParameterizedTest
  @EnumSource(Weather.class)
  void withOtherSettingsNothingAcceptedIsLost(Weather weather) throws InterruptedException {
    awaitMoreEvents();
    change(weather);
    awaitMoreEvents();
    reconfigure(settings("20ms", "ndjson"));
    awaitMoreEvents();
    reconfigure(settings("50ms", "json"));
    awaitMoreEvents();
    endTheWork();
    clearUp(weather);
    awaitNothingHeld();
    logging.stop();
    ledgers.add(logging.snapshot());

    assertThat(ledgers).allSatisfy(ReconfigurationTest::assertThatItBalances);
    assertThat(ledgers).allSatisfy(ledger -> assertThat(ledger.total().lost()).isZero());
    assertThatWhatOneLeavesTheNextTakesOver();
    assertThat(acceptedIds())
        .hasSize(ledgers.stream().mapToInt(ledger -> (int) ledger.total().accepted()).sum());
  }

  @Test
  void withEqualSettingsNothingAcceptedIsLostAndLog4j2GoesOnWithTheSamePipeline()
      throws InterruptedException {
    awaitMoreEvents();
    change(Weather.ANSWERS_503);
    awaitMoreEvents();
    reconfigure(settings("50ms", "json"));
    awaitMoreEvents();
    endTheWork();
    clearUp(Weather.ANSWERS_503);
    awaitNothingHeld();
    PipelineSnapshot last = logging.snapshot();

    assertThatItBalances(last);
    assertThat(last.total().lost()).isZero();
    switch (framework) {
      case LOGBACK -> {
        assertThat(last.total().recovered()).isEqualTo(ledgers.get(0).total().held()).isPositive();
      }
      case LOG4J2 -> {
        assertThat(last.total().recovered()).isZero();
        assertThat(last.total().accepted()).isEqualTo(logged.get());
        assertThat(last.total().delivered()).isEqualTo(logged.get());
      }
    }
  }

  private static void assertThatItBalances(PipelineSnapshot ledger) {
    ledger
        .bySeverity()
        .forEach(
            (severity, counts) ->
                assertThat(counts.accepted() + counts.recovered())
                    .as("%s in %s", severity, counts)
                    .isEqualTo(counts.delivered() + counts.lost() + counts.held()));
  }

  private void assertThatWhatOneLeavesTheNextTakesOver() {
    for (int i = 0; i + 1 < ledgers.size(); i++) {
      Counts former = ledgers.get(i).total();
      Counts next = ledgers.get(i + 1).total();
      assertThat(next.recovered()).as("%s then %s", former, next).isEqualTo(former.held());
    }
    assertThat(ledgers.get(ledgers.size() - 1).total().held()).isZero();
  }

  private void reconfigure(TypedSettings settings) {
    long startedAtNanos = System.nanoTime();
    ledgers.add(logging.reconfigure(logging.xml(settings)));
    assertThat(Duration.ofNanos(System.nanoTime() - startedAtNanos))
        .as("it waits only for what can be sent")
        .isLessThan(SHUTDOWN_TIMEOUT.dividedBy(2));
  }

  private void change(Weather weather) {
    switch (weather) {
      case FINE -> {}
      case SLOW -> endpoint.answer(aResponse().withStatus(200).withFixedDelay(150));
      case ANSWERS_503 -> endpoint.answer(503);
      case ASKS_FOR_A_LONG_PAUSE ->
          endpoint.answer(aResponse().withStatus(503).withHeader("Retry-After", "300"));
      case REFUSES_CONNECTIONS -> endpoint.close();
    }
  }

  /** A pause that was asked for ends with the pipeline that was asked. */
  private void clearUp(Weather weather) {
    switch (weather) {
      case FINE, SLOW, ANSWERS_503 -> endpoint.recover();
      case ASKS_FOR_A_LONG_PAUSE -> {
        endpoint.recover();
        reconfigure(settings("10ms", "json"));
      }
      case REFUSES_CONNECTIONS -> endpoint.open();
    }
  }

  private TypedSettings settings(String linger, String format) {
    TypedSettings settings = new TypedSettings();
    settings.add("endpoint", endpoint.url());
    settings.add("format", format);
    settings.add("batch.linger", linger);
    settings.add("retry.initialBackoff", "100ms");
    settings.add("retry.maxBackoff", "200ms");
    settings.add("shutdownTimeout", SHUTDOWN_TIMEOUT.toSeconds() + "s");
    return settings;
  }

  private Set<String> acceptedIds() {
    Set<String> ids = new HashSet<>();
    endpoint.exchanges(200).forEach(exchange -> ids.addAll(Endpoint.ids(exchange)));
    return ids;
  }

  private void awaitMoreEvents() {
    int before = logged.get();
    eventually(
        "the application works", () -> logged.get() >= before + EVENTS_EACH_TIME, logged::get);
  }

  private void awaitNothingHeld() {
    eventually(
        "all is delivered",
        () -> logging.snapshot().total().held() == 0,
        () -> logging.snapshot() + " " + logging.statusLines());
  }

  private void work() {
    while (atWork.get()) {
      logging.log(LogCall.of(Severity.INFO, "order {}", logged.incrementAndGet()));
      LockSupport.parkNanos(BETWEEN_EVENTS_NANOS);
    }
  }

  private void endTheWork() throws InterruptedException {
    atWork.set(false);
    application.join();
  }
}
