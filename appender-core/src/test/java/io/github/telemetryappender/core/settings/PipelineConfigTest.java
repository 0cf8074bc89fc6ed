package io.github.telemetryappender.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.telemetryappender.core.settings.AlertsConfig.Levels;
import io.github.telemetryappender.core.settings.AlertsConfig.Voice;
import io.github.telemetryappender.core.settings.CaptureConfig.CallerData;
import io.github.telemetryappender.core.settings.MemoryConfig.Overflow;
import io.github.telemetryappender.core.settings.PipelineConfig.ExitFlush;
import io.github.telemetryappender.core.settings.SelfReportConfig.Verification;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PipelineConfigTest {

  private static final ProcessFacts PROCESS = new ProcessFacts(Map.of(), "host-1", 42, "/home/app");

  @Test
  void endpointAloneIsEnough() {
    assertThat(judged("endpoint", "https://logs.example.com"))
        .isEqualTo(
            new PipelineConfig(
                new EndpointConfig(
                    URI.create("https://logs.example.com/"),
                    "json",
                    Compression.GZIP,
                    List.of(),
                    "",
                    List.of(),
                    Map.of()),
                new ResourceConfig(null, null, null, "host-1", 42, Map.of()),
                new CaptureConfig(NameFilter.ALL, NameFilter.ALL, CallerData.OMIT, 256 << 10),
                new AuthConfig.None(),
                new BatchConfig(1000, 1 << 20, Duration.ofSeconds(1), Duration.ofMillis(100)),
                new MemoryConfig(32 << 20, Overflow.DROP, Duration.ofMillis(100)),
                new DeliveryConfig(4, Duration.ofSeconds(5), Duration.ofSeconds(10)),
                ConnectionConfig.OF_THE_JVM,
                new RetryConfig(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(60),
                    2,
                    0,
                    Duration.ofMinutes(15),
                    Set.of(),
                    Set.of(),
                    1),
                Duration.ofSeconds(5),
                ExitFlush.ON,
                new SelfReportConfig(
                    new AlertsConfig(
                        Voice.ON,
                        new Levels(1, 5, 20),
                        new Levels(30_000_000_000L, 120_000_000_000L, 720_000_000_000L),
                        new Levels(50, 80, 95)),
                    Verification.REPORT,
                    null),
                List.of()));
  }

  @Test
  void typedValuesTakeThePlaceOfDefaults() {
    PipelineConfig config =
        judged(
            "endpoint", "https://logs.example.com/in?tenant=1",
            "format", "NDJSON",
            "compression", "none",
            "header", "X-Scope-OrgID: tenant-1",
            "header", "X-Trace:",
            "includeCallerData", "TRUE",
            "maxEventBytes", "64KB",
            "batch.maxEvents", "500",
            "batch.maxBytes", "512KB",
            "batch.linger", "PT2S",
            "batch.urgentLinger", "50ms",
            "memory.maxBytes", "64MB",
            "memory.overflow", "block",
            "memory.overflowTimeout", "20ms",
            "delivery.maxInFlight", "8",
            "delivery.connectTimeout", "3s",
            "delivery.requestTimeout", "20s",
            "retry.initialBackoff", "500ms",
            "retry.maxBackoff", "30s",
            "retry.multiplier", "1.5",
            "retry.maxAttempts", "10",
            "retry.maxEventAge", "1h",
            "retry.statuses", "+500, -404",
            "shutdownTimeout", "2s",
            "flushOnExit", "false");

    assertThat(config.endpoint())
        .isEqualTo(
            new EndpointConfig(
                URI.create("https://logs.example.com/in?tenant=1"),
                "ndjson",
                Compression.NONE,
                List.of(new NameValue("X-Scope-OrgID", "tenant-1"), new NameValue("X-Trace", "")),
                "",
                List.of(),
                Map.of()));
    assertThat(config.capture())
        .isEqualTo(new CaptureConfig(NameFilter.ALL, NameFilter.ALL, CallerData.INCLUDE, 64 << 10));
    assertThat(config.batch())
        .isEqualTo(new BatchConfig(500, 512 << 10, Duration.ofSeconds(2), Duration.ofMillis(50)));
    assertThat(config.memory())
        .isEqualTo(new MemoryConfig(64 << 20, Overflow.BLOCK, Duration.ofMillis(20)));
    assertThat(config.delivery())
        .isEqualTo(new DeliveryConfig(8, Duration.ofSeconds(3), Duration.ofSeconds(20)));
    assertThat(config.retry())
        .isEqualTo(
            new RetryConfig(
                Duration.ofMillis(500),
                Duration.ofSeconds(30),
                1.5,
                10,
                Duration.ofHours(1),
                Set.of(500),
                Set.of(404),
                1));
    assertThat(config.shutdownTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.exitFlush()).isEqualTo(ExitFlush.OFF);
  }

  @Test
  void spacesAroundATextAreNotPartOfIt() {
    assertThat(judged("endpoint", "\n  https://logs.example.com/in \n").endpoint().url())
        .isEqualTo(URI.create("https://logs.example.com/in"));
  }

  @Test
  void unknownNamesAreLeftToTheFramework() {
    assertThat(judged("endpoint", "https://logs.example.com", "batch.lingr", "?").remarks())
        .isEmpty();
  }

  @Test
  void aTextThatIsNotNeededIsJudgedAllTheSame() {
    assertThatThrownBy(
            () -> judged("endpoint", "https://logs.example.com", "allowInsecure", "maybe"))
        .hasMessage("allowInsecure = maybe is not one of true, false: choose true or false");
  }

  @Test
  void defaultsAboveTheLimitsOfTheFormatAreLoweredSilently() {
    PipelineConfig config = judged("endpoint", "https://logs.example.com/in", "format", "sketch");

    assertThat(config.batch().maxEvents()).isEqualTo(800);
    assertThat(config.batch().maxBytes()).isEqualTo(600 << 10);
    assertThat(config.capture().maxEventBytes()).isEqualTo(200 << 10);
    assertThat(config.retry().maxEventAge()).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.endpoint().compression()).isEqualTo(Compression.NONE);
    assertThat(config.remarks()).isEmpty();
  }

  @Test
  void whatIsTypedMayReachTheLimitsOfTheFormat() {
    PipelineConfig config =
        judged(
            "endpoint", "https://logs.example.com/in",
            "format", "Sketch",
            "compression", "gzip",
            "batch.maxEvents", "800",
            "batch.maxBytes", "600KB",
            "maxEventBytes", "200KB",
            "retry.maxEventAge", "2m");

    assertThat(config.batch().maxEvents()).isEqualTo(800);
    assertThat(config.retry().maxEventAge()).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.endpoint().compression()).isEqualTo(Compression.GZIP);
  }

  @Test
  void theFormatsPathIsAddedWhereTheEndpointHasNone() {
    assertThat(url("endpoint", "https://a.example?x=y", "format", "sketch", "index", "i-1"))
        .isEqualTo("https://a.example/i-1/_in?brief=1&x=y");
    assertThat(url("endpoint", "https://a.example/", "format", "sketch"))
        .isEqualTo("https://a.example/");
    assertThatThrownBy(() -> url("endpoint", "https://a.example", "format", "sketch"))
        .hasMessage(
            "index is not set: the format sketch needs one where endpoint has no path; set index,"
                + " or write the whole path into endpoint");
  }

  private static String url(String... namesAndTexts) {
    return judged(namesAndTexts).endpoint().url().toString();
  }

  @Test
  void whatTheFormatHasAPlaceForReachesIt() {
    EndpointConfig endpoint =
        judged(
                "endpoint", "https://a.example",
                "format", "sketch",
                "index", "i-1",
                "label", "team=checkout",
                "label", "level={level}",
                "option", "kind=Telemetry",
                "option", "source=")
            .endpoint();

    assertThat(endpoint.index()).isEqualTo("i-1");
    assertThat(endpoint.labels())
        .containsExactly(new NameValue("team", "checkout"), new NameValue("level", "{level}"));
    assertThat(endpoint.options()).isEqualTo(Map.of("kind", "Telemetry", "source", ""));
  }

  @Test
  void anApiKeyGoesWhereTheFormatWantsItUnlessAHeaderIsNamed() {
    assertThat(auth("json")).isEqualTo(new AuthConfig.ApiKey("X-API-Key", "k3y"));
    assertThat(auth("sketch")).isEqualTo(new AuthConfig.ApiKey("Authorization", "Sketch k3y"));
    assertThat(auth("sketch", "auth.apiKeyHeader", "X-Key"))
        .isEqualTo(new AuthConfig.ApiKey("X-Key", "k3y"));
  }

  private static AuthConfig auth(String format, String... more) {
    TypedSettings typed =
        Typed.settings(more)
            .add("endpoint", "https://a.example/in")
            .add("format", format)
            .add("auth.apiKey", "k3y");
    return PipelineConfig.of(typed, PROCESS, SketchFormats.ALL).auth();
  }

  @Test
  void theProcessTellsItsIdentity() {
    ResourceConfig resource =
        PipelineConfig.of(
                new TypedSettings().add("endpoint", "https://logs.example.com"), SketchFormats.ALL)
            .resource();
    assertThat(resource.processId()).isEqualTo(ProcessHandle.current().pid());
  }

  private static PipelineConfig judged(String... namesAndTexts) {
    return PipelineConfig.of(Typed.settings(namesAndTexts), PROCESS, SketchFormats.ALL);
  }
}
