package io.github.telemetryappender.it;

import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.settings.TypedSettings;
import io.github.telemetryappender.it.protocol.DatadogServer;
import io.github.telemetryappender.it.protocol.EnsoServer;
import io.github.telemetryappender.it.protocol.JsonServer;
import io.github.telemetryappender.it.protocol.LokiServer;
import io.github.telemetryappender.it.protocol.OtlpServer;
import io.github.telemetryappender.it.protocol.ProtocolEndpoint;
import io.github.telemetryappender.it.protocol.ProtocolServer;
import io.github.telemetryappender.it.protocol.ReceivedEvent;
import io.github.telemetryappender.it.protocol.SplunkServer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever names the trace, and whatever the format calls it: the event carries its ids. For {@code
 * elasticsearch} see {@link ElasticsearchTest}.
 */
class TraceIdsTest {

  static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
  static final String SPAN_ID = "b7ad6b7169203331";

  /** The ids as Datadog writes them: 64 bits in decimal, of the trace's the lower half. */
  private static final String DATADOG_TRACE_ID = Long.toUnsignedString(0x8448eb211c80319cL);

  private static final String DATADOG_SPAN_ID = Long.toUnsignedString(0xb7ad6b7169203331L);

  /** Where the ids come from. */
  private enum Origin {
    OPENTELEMETRY_MDC {
      @Override
      void log(LoggingFramework logging, LogCall call) {
        logging.putMdc("trace_id", TRACE_ID);
        logging.putMdc("span_id", SPAN_ID);
        logging.putMdc("trace_flags", "01");
        logging.log(call);
      }
    },
    MICROMETER_MDC {
      @Override
      void log(LoggingFramework logging, LogCall call) {
        logging.putMdc("traceId", TRACE_ID);
        logging.putMdc("spanId", SPAN_ID);
        logging.log(call);
      }
    },
    CURRENT_SPAN {
      @Override
      void log(LoggingFramework logging, LogCall call) {
        SpanContext context =
            SpanContext.create(TRACE_ID, SPAN_ID, TraceFlags.getSampled(), TraceState.getDefault());
        try (Scope ignored = Span.wrap(context).makeCurrent()) {
          logging.log(call);
        }
      }
    };

    abstract void log(LoggingFramework logging, LogCall call);
  }

  /**
   * What a format calls the ids.
   *
   * @param trace as a JSON pointer into what the server keeps
   */
  private record Format(
      String name,
      Supplier<ProtocolServer> server,
      List<String> settings,
      String trace,
      String span) {

    String traceId() {
      return name.equals("datadog") ? DATADOG_TRACE_ID : TRACE_ID;
    }

    String spanId() {
      return name.equals("datadog") ? DATADOG_SPAN_ID : SPAN_ID;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static List<Format> formats() {
    return List.of(
        new Format(
            "json",
            () -> new JsonServer(JsonServer.Frame.ARRAY),
            List.of(),
            "/trace.id",
            "/span.id"),
        new Format(
            "ndjson",
            () -> new JsonServer(JsonServer.Frame.LINES),
            List.of(),
            "/trace.id",
            "/span.id"),
        new Format(
            "otlp",
            () -> new OtlpServer(OtlpServer.Encoding.PROTOBUF),
            List.of(),
            "/traceId",
            "/spanId"),
        new Format(
            "otlp-json",
            () -> new OtlpServer(OtlpServer.Encoding.JSON),
            List.of(),
            "/traceId",
            "/spanId"),
        new Format(
            "loki",
            () -> new LokiServer(Clock.systemUTC(), "shop"),
            List.of("header", "X-Scope-OrgID: shop"),
            "/metadata/trace_id",
            "/metadata/span_id"),
        new Format(
            "splunk",
            () -> new SplunkServer("t0ken", Set.of()),
            List.of("auth.apiKey", "t0ken"),
            "/event/trace.id",
            "/event/span.id"),
        new Format(
            "datadog",
            () -> new DatadogServer(Clock.systemUTC(), "t0ken"),
            List.of("auth.apiKey", "t0ken"),
            "/dd.trace_id",
            "/dd.span_id"),
        new Format(
            "enso",
            () -> new EnsoServer("t0ken"),
            List.of("auth.bearerToken", "t0ken"),
            "/metadata/traceId",
            "/metadata/spanId"));
  }

  static Stream<Arguments> stories() {
    return Stream.of(Framework.values())
        .flatMap(
            framework ->
                formats().stream()
                    .flatMap(
                        format ->
                            Stream.of(Origin.values())
                                .map(origin -> arguments(framework, format, origin))));
  }

  @ParameterizedTest
  @MethodSource("stories")
  void theIdsOfTheTraceArrive(Framework framework, Format format, Origin origin) {
    LoggingFramework logging = framework.create();
    try (ProtocolEndpoint endpoint = new ProtocolEndpoint(format.server().get())) {
      TypedSettings settings =
          new TypedSettings()
              .add("endpoint", endpoint.url())
              .add("format", format.name())
              .add("batch.linger", "10ms");
      for (int i = 0; i < format.settings().size(); i += 2) {
        settings.add(format.settings().get(i), format.settings().get(i + 1));
      }
      logging.start(logging.xml(settings));
      origin.log(logging, LogCall.of(Severity.INFO, "paid"));

      eventually(
          "the event delivered",
          () -> logging.snapshot().total().delivered() == 1,
          () -> logging.snapshot() + "\n" + endpoint.refusals() + "\n" + logging.statusLines());
      ReceivedEvent event = assertThat(endpoint.kept()).singleElement().actual();
      JsonNode whole = event.whole();
      assertThat(whole.at(format.trace()).asText()).isEqualTo(format.traceId());
      assertThat(whole.at(format.span()).asText()).isEqualTo(format.spanId());
    } finally {
      logging.stop();
    }
  }
}
