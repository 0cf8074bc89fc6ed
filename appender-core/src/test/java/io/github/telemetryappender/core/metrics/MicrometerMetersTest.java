package io.github.telemetryappender.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.metrics.Readings.Result;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a registry shows that the application has bound to the global one. */
class MicrometerMetersTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<String> failures = new ArrayList<>();
  private Readings now = readings(Map.of(), Map.of());
  private final MicrometerMeters meters = meters("cloud");

  private MicrometerMeters meters(String appender) {
    return new MicrometerMeters(appender, () -> now, failures::add);
  }

  private static Readings readings(
      Map<String, Map<Severity, Long>> losses, Map<String, Map<Severity, Long>> refusals) {
    return new Readings(
        Map.of(
            Result.ACCEPTED, Map.of(Severity.INFO, 40L, Severity.ERROR, 2L),
            Result.DELIVERED, Map.of(Severity.INFO, 30L),
            Result.HELD, Map.of(Severity.INFO, 5L)),
        losses,
        refusals,
        Map.of("ok", 3L, "retry", 1L),
        2048,
        1,
        "",
        new Vitals(
            1_500_000_000L,
            "closed",
            4,
            250_000_000L,
            -1,
            -1,
            6,
            new Health(HealthLevel.LOSING_LOW, AlertLevel.WARNING, "x")));
  }

  @BeforeEach
  void bind() {
    Metrics.addRegistry(registry);
  }

  @AfterEach
  void unbind() {
    meters.close();
    Metrics.removeRegistry(registry);
    registry.close();
  }

  private double events(String result, String severity, String reason) {
    return registry
        .get("telemetry.appender.events")
        .tags("appender", "cloud", "result", result, "severity", severity, "reason", reason)
        .functionCounter()
        .count();
  }

  private double gauge(String name) {
    return registry.get(name).tags("appender", "cloud").gauge().value();
  }

  private static List<Meter> ours() {
    return StreamSupport.stream(Metrics.globalRegistry.getMeters().spliterator(), false)
        .filter(meter -> meter.getId().getName().startsWith("telemetry.appender."))
        .toList();
  }

  @Test
  void eventsAreCountedByResultSeverityAndReason() {
    now =
        readings(
            Map.of("rejected.400", Map.of(Severity.INFO, 3L), "expired", Map.of(Severity.INFO, 2L)),
            Map.of("overflow", Map.of(Severity.DEBUG, 7L)));
    meters.show();
    assertThat(events("accepted", "INFO", "none")).isEqualTo(40);
    assertThat(events("accepted", "ERROR", "none")).isEqualTo(2);
    assertThat(events("delivered", "INFO", "none")).isEqualTo(30);
    assertThat(events("rejected", "INFO", "400")).isEqualTo(3);
    assertThat(events("expired", "INFO", "none")).isEqualTo(2);
    assertThat(events("dropped", "DEBUG", "overflow")).isEqualTo(7);
    assertThat(events("evicted", "FATAL", "none")).as("there from the start").isZero();
  }

  @Test
  void attemptsCutEventsBacklogLatencyAndHealthAreShown() {
    meters.show();
    assertThat(
            registry
                .get("telemetry.appender.attempts")
                .tags("appender", "cloud", "outcome", "retry")
                .functionCounter()
                .count())
        .isEqualTo(1);
    assertThat(
            registry
                .get("telemetry.appender.truncated")
                .tags("appender", "cloud")
                .functionCounter()
                .count())
        .isEqualTo(6);
    assertThat(gauge("telemetry.appender.backlog.events")).isEqualTo(5);
    assertThat(gauge("telemetry.appender.backlog.bytes")).isEqualTo(2048);
    assertThat(gauge("telemetry.appender.backlog.seconds")).isEqualTo(1.5);
    assertThat(gauge("telemetry.appender.health")).isEqualTo(2);
    assertThat(gauge("telemetry.appender.alert")).isEqualTo(2);
    assertThat(latencySeconds("0.5")).isEqualTo(0.25);
    assertThat(latencySeconds("0.99")).as("not known").isNaN();
  }

  private double latencySeconds(String quantile) {
    return registry
        .get("telemetry.appender.latency")
        .tags("appender", "cloud", "quantile", quantile)
        .timeGauge()
        .value(TimeUnit.SECONDS);
  }

  @Test
  void metersFollowTheReadingsWithoutBeingTold() {
    meters.show();
    now = readings(Map.of("expired", Map.of(Severity.INFO, 9L)), Map.of());
    assertThat(events("expired", "INFO", "none")).isEqualTo(9);
  }

  @Test
  void aReasonThatComesUpLaterGetsItsMeterThen() {
    meters.show();
    now = readings(Map.of("rejected.max_attempts", Map.of(Severity.WARN, 1L)), Map.of());
    meters.show();
    assertThat(events("rejected", "WARN", "max_attempts")).isEqualTo(1);
  }

  @Test
  void nothingIsLeftAfterTheEndNorComesBack() {
    meters.show();
    assertThat(ours()).isNotEmpty();
    meters.close();
    meters.show();
    assertThat(ours()).isEmpty();
  }

  @Test
  void oneThatIsConfiguredAnewTakesTheNameOverAndKeepsIt() {
    Readings old = now;
    MicrometerMeters before = new MicrometerMeters("cloud", () -> old, failures::add);
    before.show();
    now = readings(Map.of("expired", Map.of(Severity.INFO, 9L)), Map.of());
    meters.show();
    assertThat(events("expired", "INFO", "none")).isEqualTo(9);

    before.close();
    assertThat(events("expired", "INFO", "none")).isEqualTo(9);
    assertThat(gauge("telemetry.appender.health")).isEqualTo(2);
  }

  @Test
  void whoLostItsNameShowsNothingMoreUnderIt() {
    Readings[] old = {now};
    MicrometerMeters before = new MicrometerMeters("cloud", () -> old[0], failures::add);
    before.show();
    meters.show();
    old[0] = readings(Map.of("rejected.400", Map.of(Severity.INFO, 3L)), Map.of());
    before.show();
    assertThat(registry.find("telemetry.appender.events").tags("reason", "400").meters()).isEmpty();
    before.close();
  }

  @Test
  void appendersOfDifferentNamesStandSideBySide() {
    MicrometerMeters other = meters("audit");
    meters.show();
    other.show();
    other.close();
    assertThat(gauge("telemetry.appender.health")).isEqualTo(2);
    assertThat(ours()).allMatch(meter -> "cloud".equals(meter.getId().getTag("appender")));
  }

  @Test
  void tagsThatTheApplicationAddsToAllMetersDoNoHarm() {
    SimpleMeterRegistry tagged = new SimpleMeterRegistry();
    tagged.config().commonTags("region", "eu");
    Metrics.addRegistry(tagged);
    meters.show();
    meters("cloud").show();
    meters.close();
    assertThat(tagged.find("telemetry.appender.health").tags("region", "eu").gauges()).hasSize(1);
    Metrics.globalRegistry.getMeters().forEach(Metrics.globalRegistry::remove);
    Metrics.removeRegistry(tagged);
  }

  @Test
  void aRegistryThatFailsIsReportedOnceAndTouchesNothingElse() {
    SimpleMeterRegistry broken = new SimpleMeterRegistry();
    broken
        .config()
        .meterFilter(
            MeterFilter.deny(
                id -> {
                  throw new IllegalStateException("no");
                }));
    Metrics.addRegistry(broken);
    try {
      meters.show();
      meters.show();
    } finally {
      Metrics.removeRegistry(broken);
    }
    assertThat(failures).singleElement().asString().contains("is not shown in Micrometer");
  }
}
