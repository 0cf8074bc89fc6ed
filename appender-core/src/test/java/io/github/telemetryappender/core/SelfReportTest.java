package io.github.telemetryappender.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.ReportChannel;
import io.github.telemetryappender.core.metrics.Announcer;
import io.github.telemetryappender.core.metrics.Reporter;
import io.github.telemetryappender.core.metrics.TelemetryAppenderMXBean;
import io.github.telemetryappender.core.settings.TypedSettings;
import io.github.telemetryappender.core.time.Clock;
import io.github.telemetryappender.core.transport.ClosedPort;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pipeline as the platform's MBean server shows it; nobody listens at its endpoint. */
class SelfReportTest {

  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  private final ClosedPort nowhere = new ClosedPort();
  private final List<String> reports = new CopyOnWriteArrayList<>();
  private @Nullable TelemetryPipeline<String> pipeline;

  private final ReportChannel channel =
      new ReportChannel() {
        @Override
        public void info(String message) {
          reports.add(message);
        }

        @Override
        public void warn(String message, @Nullable Throwable cause) {
          reports.add(message);
        }
      };

  private TelemetryPipeline<String> start(String context, ReportChannel reportsTo) {
    TypedSettings typed =
        new TypedSettings()
            .add("endpoint", "http://localhost:" + nowhere.number())
            .add("shutdownTimeout", "300ms");
    pipeline = TelemetryPipeline.start(context, "telemetry", typed, new TextEvents(), reportsTo);
    return pipeline;
  }

  @AfterEach
  void stop() {
    if (pipeline != null) {
      pipeline.stop();
    }
    nowhere.close();
  }

  private static Set<ObjectName> shown(String context) throws Exception {
    return SERVER.queryNames(
        new ObjectName(
            "io.github.telemetryappender:type=TelemetryAppender,context="
                + ObjectName.quote(context)
                + ",*"),
        null);
  }

  private static TelemetryAppenderMXBean bean(String context) throws Exception {
    return JMX.newMXBeanProxy(
        SERVER, shown(context).iterator().next(), TelemetryAppenderMXBean.class);
  }

  @Test
  void aPipelineIsShownFromItsStartToItsStop() throws Exception {
    TelemetryPipeline<String> running = start("start to stop", channel);
    running.append("hello");
    assertThat(shown("start to stop")).hasSize(1);
    TelemetryAppenderMXBean bean = bean("start to stop");
    assertThat(bean.getAccepted()).isEqualTo(1);
    assertThat(bean.getHeld()).isEqualTo(1);
    assertThat(bean.getInFlightLimit()).isPositive();

    running.stop();
    assertThat(shown("start to stop")).isEmpty();
  }

  @Test
  void twoOfTheSameNameAreBothShown() throws Exception {
    TelemetryPipeline<String> first = start("twins", channel);
    TelemetryPipeline<String> second = start("twins", channel);
    assertThat(shown("twins")).hasSize(2);
    first.stop();
    assertThat(shown("twins")).hasSize(1);
    second.stop();
    assertThat(shown("twins")).isEmpty();
  }

  @Test
  void aFlushOverJmxEndsInTime() throws Exception {
    start("flush", channel).append("hello");
    assertThat(bean("flush").flush(50)).containsEntry("held", 1L).containsEntry("delivered", 0L);
  }

  @Test
  void metersAreThereFromTheFirstEventToTheStop() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Metrics.addRegistry(registry);
    try {
      TelemetryPipeline<String> running = start("meters", channel);
      running.append("hello");
      awaitTrue(() -> !accepted(registry).isEmpty());
      assertThat(accepted(registry))
          .singleElement()
          .extracting(FunctionCounter::count)
          .isEqualTo(1.0);

      running.stop();
      assertThat(registry.getMeters()).isEmpty();
    } finally {
      Metrics.removeRegistry(registry);
    }
  }

  /** Micrometer warns of a registry that is bound when there are meters already. */
  @Test
  void metersWaitForTheApplicationsRegistry() throws Exception {
    TelemetryPipeline<String> running = start("late registry", channel);
    running.append("hello");
    TelemetryAppenderMXBean bean = bean("late registry");
    awaitTrue(() -> bean.getAttemptsByOutcome().containsKey("retry")); // long begun
    assertThat(Metrics.globalRegistry.getMeters()).isEmpty();

    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Metrics.addRegistry(registry);
    try {
      awaitTrue(
          () -> {
            running.append("hello again");
            return !accepted(registry).isEmpty();
          });
    } finally {
      Metrics.removeRegistry(registry);
    }
  }

  private static Collection<FunctionCounter> accepted(SimpleMeterRegistry registry) {
    return registry
        .find("telemetry.appender.events")
        .tags("appender", "telemetry", "result", "accepted", "severity", "INFO")
        .functionCounters();
  }

  private static void awaitTrue(BooleanSupplier condition) {
    long startNanos = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - startNanos).isLessThan(TimeUnit.SECONDS.toNanos(20));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  @Test
  void oneWhoseSettingsAreRefusedShowsThatAndWhy() throws Exception {
    TypedSettings typed =
        new TypedSettings().add("endpoint", "http://localhost").add("batch.linger", "soon");
    pipeline = TelemetryPipeline.start("inert", "telemetry", typed, new TextEvents(), channel);
    pipeline.append("hello");
    TelemetryAppenderMXBean bean = bean("inert");
    assertThat(bean.getHealthLevel()).isEqualTo(3);
    assertThat(bean.getDroppedByReason()).containsOnly(Map.entry("not_started", 1L));
    assertThat(bean.getLastError()).startsWith("batch.linger = soon is not a duration");
    assertThat(bean.flush(10)).containsEntry("held", 0L);

    pipeline.stop();
    assertThat(shown("inert")).isEmpty();
  }

  @Test
  void withoutJmxThereIsOneReportAndNothingElse() throws Exception {
    RunningPipeline<?> running = (RunningPipeline<?>) start("without", channel);
    Announcer announcer = new Announcer("telemetry-appender-announcer-test");
    SelfReport refused =
        new SelfReport(
            "without",
            "refused",
            announcer,
            Clock.system(),
            new Reporter("refused", channel),
            running,
            running::snapshotOldRatherThanLate);
    refused.register(
        () -> {
          throw new NoClassDefFoundError("javax/management/MBeanServer");
        });
    refused.close(0);
    assertThat(reports)
        .filteredOn(line -> line.contains("'refused'"))
        .singleElement()
        .asString()
        .contains("is not shown over JMX");
  }

  @Test
  void aReportChannelThatBreaksDownEndsNeitherDeliveryNorWhatIsShown() throws Exception {
    ReportChannel deadly =
        new ReportChannel() {
          @Override
          public void info(String message) {}

          @Override
          public void warn(String message, @Nullable Throwable cause) {
            throw new AssertionError("would end the delivery thread");
          }
        };
    TelemetryPipeline<String> running = start("deadly", deadly);
    TelemetryAppenderMXBean bean = bean("deadly");
    running.append("hello");
    running.flush(Duration.ofSeconds(1)).get(20, TimeUnit.SECONDS); // the attempt fails
    assertThat(deliveryThread().isAlive()).isTrue();
    assertThat(bean.getAccepted()).isEqualTo(1);
    assertThat(bean.flush(50)).containsKey("held");
  }

  private static Thread deliveryThread() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("telemetry-appender-telemetry"))
        .findFirst()
        .orElseThrow();
  }
}
