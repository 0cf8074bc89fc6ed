package io.github.telemetryappender.core.format.splunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.capture.CaptureBench;
import io.github.telemetryappender.core.capture.EventScript;
import io.github.telemetryappender.core.format.BodyRenderer;
import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.RecordList;
import io.github.telemetryappender.core.settings.Compression;
import io.github.telemetryappender.core.settings.EndpointConfig;
import io.github.telemetryappender.core.settings.ResourceConfig;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SplunkFormatTest {

  private static final ResourceConfig RESOURCE =
      new ResourceConfig("shop", null, null, "host-1", 4711, Map.of());
  private static final String ENVELOPE =
      "{\"time\":1000000000.250,\"host\":\"host-1\",\"sourcetype\":\"_json\","
          + "\"fields\":{\"event.id\":\"00000000000000ab-n-0\"},\"event\":";

  @Test
  void anEventIsTheFlatObjectInAnEnvelope() throws Exception {
    assertThat(render("", Map.of(), fields -> fields.message("hello")))
        .isEqualTo(
            ENVELOPE
                + "{\"@timestamp\":\"2001-09-09T01:46:40.250999999Z\",\"log.level\":\"INFO\","
                + "\"message\":\"hello\",\"ecs.version\":\"1.2.0\","
                + "\"event.id\":\"00000000000000ab-n-0\",\"service.name\":\"shop\","
                + "\"host.name\":\"host-1\",\"process.pid\":4711}}");
  }

  @Test
  void indexAndOptionsStandInTheEnvelope() throws Exception {
    assertThat(
            render(
                "main",
                Map.of("host", "h", "source", "s", "sourcetype", "shop:json"),
                fields -> fields.message("hello")))
        .contains(
            "\"host\":\"h\",\"source\":\"s\",\"sourcetype\":\"shop:json\",\"index\":\"main\"");
  }

  @Test
  void whatAnEncoderMadeIsTheEvent() throws Exception {
    assertThat(render("", Map.of(), fields -> fields.rendered("12:00 hello")))
        .isEqualTo(ENVELOPE + "\"12:00 hello\"}");
    assertThat(render("", Map.of(), fields -> fields.rendered("{\"a\":1}")))
        .isEqualTo(ENVELOPE + "{\"event.id\":\"00000000000000ab-n-0\",\"a\":1}}");
  }

  @Test
  void aBlankEventWouldBeRefused() throws Exception {
    assertThat(render("", Map.of(), fields -> fields.rendered(" \n"))).contains("\"log.level\"");
  }

  @Test
  void nothingStandsBetweenEvents() throws Exception {
    assertThat(render("", Map.of(), f -> f.message("a"), f -> f.message("b")))
        .contains("}}{\"time\":");
  }

  private static String render(String index, Map<String, String> options, EventScript... events)
      throws Exception {
    CaptureBench bench = new CaptureBench();
    for (EventScript event : events) {
      bench.read(
          fields -> {
            fields.instant(1_000_000_000, 250_999_999);
            event.read(fields);
          });
    }
    EndpointConfig endpoint =
        new EndpointConfig(
            URI.create("http://127.0.0.1/"),
            "splunk",
            Compression.NONE,
            List.of(),
            index,
            List.of(),
            options);
    SplunkFormat format = new SplunkFormat(new FormatContext(endpoint, RESOURCE, "ab"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (BodyRenderer renderer = new BodyRenderer(format, Compression.NONE)) {
      renderer
          .render(new RecordList(new ArrayList<>(bench.sink().records())), Long.MAX_VALUE)
          .writeTo(out);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
