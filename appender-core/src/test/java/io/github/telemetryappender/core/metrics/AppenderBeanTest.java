package io.github.telemetryappender.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.metrics.Readings.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMX;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.Notification;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** What a JMX client sees, with a real MBean server. */
class AppenderBeanTest {

  private final MBeanServer server = MBeanServerFactory.newMBeanServer();
  private final List<Duration> flushes = new ArrayList<>();
  private final Readings readings =
      new Readings(
          Map.of(
              Result.ACCEPTED, Map.of(Severity.ERROR, 2L, Severity.INFO, 40L),
              Result.HELD, Map.of(Severity.INFO, 5L)),
          Map.of("rejected.400", Map.of(Severity.INFO, 1L)),
          Map.of("overflow", Map.of(Severity.INFO, 4L, Severity.DEBUG, 3L)),
          Map.of("ok", 3L),
          2048,
          2,
          "localhost:4318 answered 503",
          new Vitals(
              1_500_000_000L,
              "half_open",
              4,
              2_000_000,
              2_000_001,
              90_000_000_000L,
              6,
              new Health(HealthLevel.DELAYED, AlertLevel.NOTICE, "x")));
  private final AppenderBean bean = newBean();

  private AppenderBean newBean() {
    return new AppenderBean(
        () -> readings,
        atMost -> {
          flushes.add(atMost);
          return Map.of("delivered", 1L, "lost", 0L, "held", 0L);
        },
        Runnable::run);
  }

  private JmxRegistration register(String context, String name) throws Exception {
    return JmxRegistration.of(server, context, name, bean);
  }

  private TelemetryAppenderMXBean proxy(ObjectName name) {
    return JMX.newMXBeanProxy(server, name, TelemetryAppenderMXBean.class);
  }

  @Test
  void theNameIsMadeOfContextAndAppender() throws Exception {
    assertThat(register("web", "telemetry").name().toString())
        .isEqualTo(
            "io.github.telemetryappender:type=TelemetryAppender,"
                + "context=\"web\",name=\"telemetry\"");
  }

  @Test
  void whatIsSpecialInAnObjectNameIsQuoted() throws Exception {
    ObjectName name = register("a,b=*?\"\n", "x:y*").name();
    assertThat(ObjectName.unquote(name.getKeyProperty("context"))).isEqualTo("a,b=*?\"\n");
    assertThat(ObjectName.unquote(name.getKeyProperty("name"))).isEqualTo("x:y*");
    assertThat(name.isPattern()).isFalse();
  }

  @Test
  void aNameThatIsTakenGetsANumber() throws Exception {
    register("web", "telemetry");
    JmxRegistration.of(server, "web", "telemetry", newBean());
    JmxRegistration third = JmxRegistration.of(server, "web", "telemetry", newBean());
    assertThat(third.name().getKeyProperty("name")).isEqualTo("\"telemetry#3\"");
  }

  @Test
  void nothingIsLeftWhenItIsTakenOff() throws Exception {
    JmxRegistration registration = register("web", "telemetry");
    registration.close();
    registration.close();
    assertThat(server.queryNames(new ObjectName("io.github.telemetryappender:*"), null)).isEmpty();
  }

  @Test
  void eachAttributeThatIsPromisedIsThere() throws Exception {
    ObjectName name = register("web", "telemetry").name();
    Set<String> shown =
        Stream.of(server.getMBeanInfo(name).getAttributes())
            .map(MBeanAttributeInfo::getName)
            .collect(Collectors.toSet());
    List<String> counts =
        List.of(
            "Accepted",
            "Recovered",
            "Delivered",
            "Rejected",
            "Expired",
            "Evicted",
            "Abandoned",
            "Held",
            "Dropped");
    List<String> promised = new ArrayList<>(counts);
    counts.forEach(count -> promised.add(count + "BySeverity"));
    promised.addAll(
        List.of(
            "LostByReason",
            "DroppedByReason",
            "Truncated",
            "AttemptsByOutcome",
            "BacklogEvents",
            "BacklogBytes",
            "BacklogSeconds",
            "LatencyMillisP50",
            "LatencyMillisP99",
            "BreakerState",
            "InFlight",
            "InFlightLimit",
            "TokenAgeSeconds",
            "HealthLevel",
            "LastError"));
    assertThat(shown).containsExactlyInAnyOrderElementsOf(promised);
    for (String attribute : promised) {
      assertThat(server.getAttribute(name, attribute)).as(attribute).isNotNull();
    }
  }

  @Test
  void theValuesAreThoseOfTheReadings() throws Exception {
    TelemetryAppenderMXBean shown = proxy(register("web", "telemetry").name());
    assertThat(shown.getAccepted()).isEqualTo(42);
    assertThat(shown.getAcceptedBySeverity()).containsEntry("ERROR", 2L).containsEntry("WARN", 0L);
    assertThat(shown.getBacklogEvents()).isEqualTo(5);
    assertThat(shown.getBacklogSeconds()).isEqualTo(1.5);
    assertThat(shown.getTruncated()).isEqualTo(6);
    assertThat(shown.getLostByReason()).containsOnly(Map.entry("rejected.400", 1L));
    assertThat(shown.getDroppedByReason()).containsOnly(Map.entry("overflow", 7L));
    assertThat(shown.getLatencyMillisP50()).isEqualTo(2);
    assertThat(shown.getLatencyMillisP99()).isEqualTo(3);
    assertThat(shown.getTokenAgeSeconds()).isEqualTo(90);
    assertThat(shown.getHealthLevel()).isEqualTo(1);
    assertThat(shown.getBreakerState()).isEqualTo("half_open");
  }

  @Test
  void aFlushTakesTenMinutesAtMost() throws Exception {
    TelemetryAppenderMXBean shown = proxy(register("web", "telemetry").name());
    assertThat(shown.flush(250)).containsEntry("delivered", 1L);
    shown.flush(Long.MAX_VALUE);
    shown.flush(-1);
    assertThat(flushes)
        .containsExactly(Duration.ofMillis(250), Duration.ofMinutes(10), Duration.ZERO);
  }

  @Test
  void aChangeOfLevelIsNotified() throws Exception {
    ObjectName name = register("web", "telemetry").name();
    List<Notification> heard = new ArrayList<>();
    server.addNotificationListener(
        name, (notification, handback) -> heard.add(notification), null, null);
    Health warning =
        new Health(HealthLevel.LOSING_LOW, AlertLevel.WARNING, "INFO events were lost");
    bean.changed(Health.FINE, warning, 1_700_000_000_000L);
    bean.changed(warning, Health.FINE, 1_700_000_000_001L);
    assertThat(heard)
        .extracting(Notification::getType)
        .containsExactly(
            "io.github.telemetryappender.alert.warning", "io.github.telemetryappender.alert.none");
    assertThat(heard.get(0).getMessage())
        .isEqualTo("alert level none -> warning, health 0 -> 2: INFO events were lost");
    assertThat(heard.get(0).getSource()).isEqualTo(name);
    assertThat(heard.get(1).getSequenceNumber()).isEqualTo(2);
  }
}
