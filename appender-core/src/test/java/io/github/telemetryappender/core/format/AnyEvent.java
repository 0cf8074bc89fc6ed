package io.github.telemetryappender.core.format;

import io.github.telemetryappender.core.capture.CaptureBench;
import io.github.telemetryappender.core.capture.EventScript;
import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.settings.Compression;
import io.github.telemetryappender.core.settings.EndpointConfig;
import io.github.telemetryappender.core.settings.NameValue;
import io.github.telemetryappender.core.settings.ResourceConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** An event with anything in it, and what formats are made for, for properties of every format. */
public record AnyEvent(
    String message,
    String logger,
    long epochMillis,
    Map<String, String> labels,
    Map<String, @Nullable Object> attributes,
    List<String> tags,
    @Nullable String stackTrace,
    boolean traced) {

  public static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
  public static final String SPAN_ID = "b7ad6b7169203331";
  public static final String INSTANCE_ID = "00000000000000ab";

  public static final ResourceConfig RESOURCE =
      new ResourceConfig("shop", "1.2", "test", "host-1", 4711, Map.of("team", "a \"b\""));

  /** Keys that meet each other and those of the protocols. */
  private static final List<String> COLLIDING =
      List.of(
          "event.id",
          "thread.name",
          "message",
          "a",
          "a.b",
          "a_b",
          "labels.a",
          "attributes.a",
          "level",
          "logger",
          "host",
          "");

  /** Shows the event to a capture. */
  public void read(EventFields fields) {
    fields.instant(Math.floorDiv(epochMillis, 1000L), Math.floorMod(epochMillis, 1000) * 1_000_000);
    fields.level("INFO");
    fields.logger(logger);
    fields.thread("worker", 7);
    if (traced) {
      fields.trace(TRACE_ID, SPAN_ID, 1);
    }
    labels.forEach(fields::mdc);
    attributes.forEach(fields::keyValue);
    tags.forEach(fields::marker);
    fields.message(message);
    if (stackTrace != null) {
      fields.exception("java.lang.Boom", "why", stackTrace);
    }
  }

  public static FormatContext context(
      String format, String index, List<NameValue> labels, Map<String, String> options) {
    return new FormatContext(
        new EndpointConfig(
            URI.create("http://localhost/"),
            format,
            Compression.NONE,
            List.of(),
            index,
            labels,
            options),
        RESOURCE,
        INSTANCE_ID);
  }

  /** The format of this name with its defaults. */
  public static PayloadFormat format(String name) {
    return Formats.load().create(context(name, "", List.of(), Map.of()));
  }

  /** The body of these events; none is left out. */
  public static byte[] body(PayloadFormat format, EventScript... events) {
    CaptureBench bench = new CaptureBench();
    List.of(events).forEach(bench::read);
    return body(format, bench.sink().records());
  }

  public static byte[] body(PayloadFormat format, List<byte[]> records) {
    try (BodyRenderer renderer = new BodyRenderer(format, Compression.NONE)) {
      RenderedBody body =
          renderer.render(new RecordList(records), Long.MAX_VALUE, Compression.NONE);
      if (!body.leftOut().isEmpty()) {
        throw new AssertionError("left out: " + body.leftOut());
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      body.writeTo(out);
      return out.toByteArray();
    } catch (IOException | io.github.telemetryappender.core.transport.PayloadTooLargeException e) {
      throw new AssertionError(e);
    }
  }

  public static Arbitrary<AnyEvent> any() {
    return Combinators.combine(
            texts(),
            Arbitraries.of("a.B", "a.C", "", "com.example.Ünï"),
            Arbitraries.longs().between(0, 9_000_000_000_000L),
            Arbitraries.maps(keys(), texts()).ofMaxSize(20),
            Arbitraries.maps(keys(), values()).ofMaxSize(20),
            texts().list().ofMaxSize(4),
            texts().injectNull(0.5),
            Arbitraries.of(true, false))
        .as(AnyEvent::new);
  }

  private static Arbitrary<String> keys() {
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(2, Arbitraries.of(COLLIDING)), net.jqwik.api.Tuple.of(1, texts()));
  }

  private static Arbitrary<@Nullable Object> values() {
    Arbitrary<@Nullable Object> values =
        Arbitraries.oneOf(
            texts().map(text -> (Object) text),
            Arbitraries.longs().map(number -> (Object) number),
            Arbitraries.of(
                    0.1,
                    -2.5e300,
                    Double.MIN_VALUE,
                    Double.NaN,
                    Double.POSITIVE_INFINITY,
                    Double.NEGATIVE_INFINITY)
                .map(number -> (Object) number),
            Arbitraries.of("1.25", "123456789012345678901.5", "1E+400")
                .map(text -> (Object) new BigDecimal(text)),
            Arbitraries.of(true, false).map(bool -> (Object) bool));
    return values.injectNull(0.1);
  }

  public static Arbitrary<String> texts() {
    Arbitrary<String> plain = Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(60);
    Arbitrary<String> special =
        Arbitraries.of(
                "\"",
                "\\",
                "\n",
                "\r",
                "\t",
                "\u0000",
                "\u001f",
                "\u007f",
                "\u0085",
                "\u2028",
                "\u2029",
                "\ufeff",
                "\uffff",
                "😀",
                "é",
                "{}",
                "abcdefgh",
                " ")
            .list()
            .ofMaxSize(30)
            .map(parts -> String.join("", parts));
    return Arbitraries.oneOf(plain, special);
  }

  /** As an event shows it that holds half of a character: the half becomes U+FFFD or '?'. */
  public static String loneSurrogates() {
    return "a\ud83d b\ude00 c\ud83d\ude00";
  }
}
