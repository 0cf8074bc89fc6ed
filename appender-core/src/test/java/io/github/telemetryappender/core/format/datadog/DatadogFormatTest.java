package io.github.telemetryappender.core.format.datadog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.telemetryappender.core.capture.CaptureBench;
import io.github.telemetryappender.core.capture.EventScript;
import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.format.BodyRenderer;
import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.RecordList;
import io.github.telemetryappender.core.settings.Compression;
import io.github.telemetryappender.core.settings.EndpointConfig;
import io.github.telemetryappender.core.settings.ResourceConfig;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatadogFormatTest {

  private static final ResourceConfig SHOP =
      new ResourceConfig("shop", "1.2", "test", "host-1", 4711, Map.of("team", "till"));
  private static final ResourceConfig NOBODY =
      new ResourceConfig(null, null, null, "", 1, Map.of());

  private final CaptureBench bench = new CaptureBench();

  @Test
  void everyFieldHasItsAttribute() throws Exception {
    assertThat(render(SHOP, Map.of("ddtags", "area:eu"), DatadogFormatTest::readFull))
        .isEqualTo(
            "[{\"message\":\"hello\",\"status\":\"info\",\"level\":\"NOTICE\","
                + "\"timestamp\":\"2026-03-05T17:08:09.250Z\","
                + "\"event.id\":\"00000000000000ab-n-0\",\"logger.name\":\"a.B\","
                + "\"logger.thread_name\":\"main\",\"ddsource\":\"java\","
                + "\"ddtags\":\"env:test,version:1.2,area:eu\",\"service\":\"shop\","
                + "\"hostname\":\"host-1\",\"process.pid\":4711,\"resource\":{\"team\":\"till\"},"
                + "\"dd.trace_id\":\"9532127138774266268\",\"dd.span_id\":\"13235353014750950193\","
                + "\"labels\":{\"user\":\"u1\"},\"attributes\":{\"n\":-5},\"markers\":[\"m1\"],"
                + "\"ndc\":[\"outer\"],\"error.kind\":\"T\",\"error.message\":\"why\","
                + "\"error.stack\":\"T: why\\n\\tat a.B\",\"logger.method_name\":\"m\","
                + "\"log.origin.file.name\":\"B.java\",\"log.origin.file.line\":17}]");
  }

  private static void readFull(EventFields fields) {
    fields.instant(Instant.parse("2026-03-05T17:08:09Z").getEpochSecond(), 250_000_000);
    fields.level("NOTICE");
    fields.logger("a.B");
    fields.thread("main", 1);
    fields.trace("0AF7651916CD43DD8448EB211C80319C", "b7ad6b7169203331", 1);
    fields.mdc("user", "u1");
    fields.keyValue("n", -5);
    fields.marker("m1");
    fields.ndc("outer");
    fields.caller("a.B", "m", "B.java", 17);
    fields.message("hello");
    fields.exception("T", "why", "T: why\n\tat a.B");
  }

  @Test
  void aLogWithoutAMessageHasAnEmptyOne() throws Exception {
    JsonNode log = new ObjectMapper().readTree(render(NOBODY, Map.of(), fields -> {})).get(0);

    assertThat(log.path("message").asText("none")).isEmpty();
    assertThat(log.path("ddsource").asText()).isEqualTo("java");
    assertThat(log.has("ddtags")).isFalse();
    assertThat(log.has("hostname")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "FATAL, critical",
    "ERROR, error",
    "WARN, warn",
    "INFO, info",
    "DEBUG, debug",
    "TRACE, debug"
  })
  void aLevelBecomesAStatus(Severity severity, String status) {
    assertThat(DatadogBodyWriter.status(severity)).isEqualTo(status);
  }

  @Test
  void logsStandInOneArray() throws Exception {
    String body = render(NOBODY, Map.of(), f -> f.message("a"), f -> f.message("b"));

    assertThat(new ObjectMapper().readTree(body).findValuesAsText("message"))
        .containsExactly("a", "b");
  }

  private String render(ResourceConfig resource, Map<String, String> options, EventScript... events)
      throws Exception {
    List.of(events).forEach(bench::read);
    return body(resource, options);
  }

  private String body(ResourceConfig resource, Map<String, String> options) throws Exception {
    EndpointConfig endpoint =
        new EndpointConfig(
            URI.create("http://127.0.0.1/"),
            "datadog",
            Compression.NONE,
            List.of(),
            "",
            List.of(),
            options);
    DatadogFormat format = new DatadogFormat(new FormatContext(endpoint, resource, "ab"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (BodyRenderer renderer = new BodyRenderer(format, Compression.NONE)) {
      renderer
          .render(new RecordList(new ArrayList<>(bench.sink().records())), Long.MAX_VALUE)
          .writeTo(out);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
