package io.github.telemetryappender.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.telemetryappender.core.capture.EventCapture;
import io.github.telemetryappender.core.capture.RecordCursor;
import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.event.EventSource;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.format.BodyRenderer;
import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.Formats;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.format.RenderedBody;
import io.github.telemetryappender.core.memory.MemoryPool;
import io.github.telemetryappender.core.settings.Compression;
import io.github.telemetryappender.core.settings.PipelineConfig;
import io.github.telemetryappender.core.settings.ResourceConfig;
import io.github.telemetryappender.core.settings.TypedSettings;
import io.github.telemetryappender.core.time.Clock;
import io.github.telemetryappender.core.transport.PayloadTooLargeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** One and the same event in every format there is: what a request that carries it alone holds. */
final class ExampleEvents {

  private static final Instant AT = Instant.parse("2026-03-05T17:08:09.250Z");

  private static final ResourceConfig RESOURCE =
      new ResourceConfig("checkout", "1.4.2", "production", "app-7", 4711, Map.of("team", "shop"));

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private ExampleEvents() {}

  /** All of them, each under its name. */
  static String all() {
    Formats formats = Formats.load();
    return formats.names().stream()
        .map(name -> "`" + name + "`:\n\n" + example(name, formats))
        .collect(Collectors.joining("\n\n"));
  }

  private static String example(String name, Formats formats) {
    PipelineConfig config =
        PipelineConfig.of(
            new TypedSettings().add("endpoint", "https://logs.example.com/in").add("format", name),
            formats);
    PayloadFormat format =
        formats.create(new FormatContext(config.endpoint(), RESOURCE, "1f2e3d4c5b6a7988"));
    return shown(format.contentType(), body(config, format));
  }

  private static byte[] body(PipelineConfig config, PayloadFormat format) {
    byte[][] record = new byte[1][];
    new EventCapture<>(
            new Example(), config.capture(), format.wants(), new MemoryPool(1 << 20), fixedClock())
        .capture(
            "event",
            Severity.ERROR,
            (severity, bytes, offset, length) -> {
              record[0] = Arrays.copyOfRange(bytes, offset, offset + length);
              return true;
            });
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (BodyRenderer renderer = new BodyRenderer(format, Compression.NONE)) {
      RenderedBody body = renderer.render(new Only(record[0]), Long.MAX_VALUE);
      body.writeTo(out);
    } catch (IOException | PayloadTooLargeException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  private static Clock fixedClock() {
    return new Clock() {
      @Override
      public long nanos() {
        return 0;
      }

      @Override
      public long epochMillis() {
        return AT.toEpochMilli();
      }
    };
  }

  private static String shown(String contentType, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    try {
      return Readme.block("json", JSON.writeValueAsString(JSON.readTree(text)));
    } catch (JsonProcessingException notOneDocument) {
      return text.chars().anyMatch(c -> c < ' ' && c != '\n')
          ? "binary (`" + contentType + "`), " + body.length + " bytes."
          : Readme.block("text", text);
    }
  }

  /** A cursor over one record. */
  private static final class Only implements RecordCursor {

    private final byte[] record;
    private boolean shown;

    Only(byte[] record) {
      this.record = record;
    }

    @Override
    public boolean next(RecordReader reader) {
      if (shown) {
        return false;
      }
      reader.wrap(
          record,
          0,
          record.length,
          "1f2e3d4c5b6a7988-u-".getBytes(StandardCharsets.US_ASCII),
          0x2a40);
      shown = true;
      return true;
    }
  }

  /** The event. */
  private static final class Example implements EventSource<String> {

    @Override
    public Severity severity(String event) {
      return Severity.ERROR;
    }

    @Override
    public String loggerName(String event) {
      return "com.example.shop.Checkout";
    }

    @Override
    public void read(String event, EventFields fields) {
      fields.instant(AT.getEpochSecond(), AT.getNano());
      fields.level("ERROR");
      fields.logger("com.example.shop.Checkout");
      fields.thread("http-nio-1", 31);
      fields.trace("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", 1);
      fields.mdc("user", "ada");
      fields.keyValue("order", 17);
      fields.marker("AUDIT");
      fields.message("payment of order 17 failed");
      fields.exception(
          "java.lang.IllegalStateException",
          "not paid",
          "java.lang.IllegalStateException: not paid\n\tat com.example.shop.Checkout.pay(Checkout.java:42)\n");
    }
  }
}
