package io.github.telemetryappender.it;

import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.settings.TypedSettings;
import io.github.telemetryappender.it.protocol.DatadogServer;
import io.github.telemetryappender.it.protocol.LokiServer;
import io.github.telemetryappender.it.protocol.OtlpServer;
import io.github.telemetryappender.it.protocol.ProtocolEndpoint;
import io.github.telemetryappender.it.protocol.ProtocolServer;
import io.github.telemetryappender.it.protocol.ReceivedEvent;
import io.github.telemetryappender.it.protocol.SplunkServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The frameworks' own encoders and layouts render the event, and each format has a place for it.
 */
class EncodersTest {

  private static final String LOGSTASH_ENCODER =
      "<encoder class=\"net.logstash.logback.encoder.LogstashEncoder\"/>";
  private static final String ECS_LAYOUT =
      "<JsonTemplateLayout eventTemplateUri=\"classpath:EcsLayout.json\"/>";
  private static final String TEXT = "[%level] %logger{0}: %msg%n";

  private final Endpoint endpoint = new Endpoint();
  private LoggingFramework logging;

  @AfterEach
  void stop() {
    if (logging != null) {
      logging.stop();
    }
    endpoint.close();
  }

  @ParameterizedTest
  @EnumSource(Json.class)
  void logstashEncoderRendersTheObject(Json format) {
    start(Framework.LOGBACK, format, LOGSTASH_ENCODER);
    logging.putMdc("user", "ada");
    logging.log(
        LogCall.of(Severity.WARN, "order {} is \"late\"\u2028", 17)
            .withException(new IllegalStateException("not paid")));

    JsonNode event = onlyEvent(format);
    assertThat(event.path("message").asText()).isEqualTo("order 17 is \"late\"\u2028");
    assertThat(event.path("logger_name").asText()).isEqualTo(LoggingFramework.LOGGER);
    assertThat(event.path("user").asText()).isEqualTo("ada");
    assertThat(event.path("@version").asText()).isEqualTo("1");
    assertThat(event.path("stack_trace").asText()).contains("not paid");
    assertThat(event.path("event.id").asText()).matches("[0-9a-f]{16}-u-[0-9a-f]+");
    assertThat(event.has("log.level")).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Json.class)
  void jsonTemplateLayoutRendersTheObject(Json format) {
    start(Framework.LOG4J2, format, ECS_LAYOUT);
    logging.putMdc("user", "ada");
    logging.log(LogCall.of(Severity.WARN, "order {} is \"late\"", 17));

    JsonNode event = onlyEvent(format);
    assertThat(event.path("message").asText()).isEqualTo("order 17 is \"late\"");
    assertThat(event.path("log.level").asText()).isEqualTo("WARN");
    assertThat(event.path("ecs.version").asText()).isEqualTo("1.2.0");
    assertThat(event.path("user").asText()).isEqualTo("ada");
    assertThat(event.path("event.id").asText()).matches("[0-9a-f]{16}-u-[0-9a-f]+");
    assertThat(event.has("process.pid")).as("a field of our own object").isFalse();
  }

  @ParameterizedTest
  @EnumSource(Framework.class)
  void aPatternIsTheMessageOfOurObject(Framework framework) {
    start(framework, Json.ARRAY, pattern(framework));
    logging.log(LogCall.of(Severity.INFO, "order {}", 17));

    JsonNode event = onlyEvent(Json.ARRAY);
    assertThat(event.path("message").asText()).isEqualTo("[INFO] Checkout: order 17");
    assertThat(event.path("log.logger").asText()).isEqualTo(LoggingFramework.LOGGER);
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void aPatternHasItsPlaceInEveryProtocol(
      Framework framework, String format, ProtocolServer protocol) {
    try (ProtocolEndpoint server = new ProtocolEndpoint(protocol)) {
      start(
          framework,
          pattern(framework),
          "endpoint",
          server.origin(),
          "format",
          format,
          "auth.apiKey",
          "t0ken");
      logging.log(LogCall.of(Severity.INFO, "order {}", 17));

      awaitDelivered();
      ReceivedEvent event = assertThat(server.kept()).singleElement().actual();
      assertThat(event.message()).isEqualTo("[INFO] Checkout: order 17");
      assertThat(event.id()).matches("[0-9a-f]{16}-n-[0-9a-f]+");
    }
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void anObjectHasItsPlaceInEveryProtocol(
      Framework framework, String format, ProtocolServer protocol) throws IOException {
    String component = framework == Framework.LOGBACK ? LOGSTASH_ENCODER : ECS_LAYOUT;
    try (ProtocolEndpoint server = new ProtocolEndpoint(protocol)) {
      start(
          framework,
          component,
          "endpoint",
          server.origin(),
          "format",
          format,
          "auth.apiKey",
          "t0ken");
      logging.putMdc("user", "ada");
      logging.log(LogCall.of(Severity.WARN, "order {} is \"late\"", 17));

      awaitDelivered();
      ReceivedEvent event = assertThat(server.kept()).singleElement().actual();
      JsonNode object = renderedObject(event);
      assertThat(object.path("message").asText()).isEqualTo("order 17 is \"late\"");
      assertThat(object.path("user").asText()).isEqualTo("ada");
      assertThat(event.id()).matches("[0-9a-f]{16}-u-[0-9a-f]+");
      assertThat(server.refusals()).isEmpty();
    }
  }

  /** Splunk's event is the object; elsewhere it is the text of the log. */
  private static JsonNode renderedObject(ReceivedEvent event) throws IOException {
    JsonNode splunkEvent = event.whole().path("event");
    return splunkEvent.isObject() ? splunkEvent : new ObjectMapper().readTree(event.message());
  }

  static Stream<Arguments> protocols() {
    return Stream.of(Framework.values())
        .flatMap(
            framework ->
                Stream.of(
                    arguments(framework, "loki", new LokiServer(Clock.systemUTC(), "")),
                    arguments(framework, "splunk", new SplunkServer("t0ken", Set.of())),
                    arguments(framework, "datadog", new DatadogServer(Clock.systemUTC(), "t0ken")),
                    arguments(framework, "otlp", new OtlpServer(OtlpServer.Encoding.PROTOBUF)),
                    arguments(framework, "otlp-json", new OtlpServer(OtlpServer.Encoding.JSON))));
  }

  @Test
  void anEncoderThatThrowsCostsNoEvent() {
    start(Framework.LOGBACK, Json.ARRAY, "<encoder class=\"" + Broken.class.getName() + "\"/>");
    logging.log(
        LogCall.of(Severity.ERROR, "order {}", 17).withException(new RuntimeException("why")));

    JsonNode event = onlyEvent(Json.ARRAY);
    assertThat(event.path("message").asText()).isEqualTo("order 17");
    assertThat(event.path("error.message").asText()).isEqualTo("why");
  }

  private static String pattern(Framework framework) {
    return framework == Framework.LOGBACK
        ? "<encoder><pattern>" + TEXT + "</pattern></encoder>"
        : "<PatternLayout pattern=\"" + TEXT.replace("{0}", "{1}") + "\"/>";
  }

  private void start(Framework framework, Json format, String component) {
    endpoint.open();
    endpoint.answer(200);
    start(framework, component, "endpoint", endpoint.url(), "format", format.formatName);
  }

  private void start(Framework framework, String component, String... namesAndTexts) {
    TypedSettings settings = new TypedSettings().add("batch.linger", "20ms");
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      settings.add(namesAndTexts[i], namesAndTexts[i + 1]);
    }
    logging = framework.create();
    String end = framework == Framework.LOGBACK ? "</appender>" : "</Telemetry>";
    logging.start(logging.xml(settings).replace(end, component + end));
  }

  private JsonNode onlyEvent(Json format) {
    awaitDelivered();
    String body = endpoint.exchanges(200).get(0).getRequest().getBodyAsString();
    if (format == Json.LINES) {
      assertThat(body.lines()).hasSize(1);
    }
    return Endpoint.events(format == Json.LINES ? "[" + body + "]" : body).get(0);
  }

  private void awaitDelivered() {
    eventually(
        "the event delivered",
        () -> logging.snapshot().total().delivered() == 1,
        () -> logging.snapshot() + "\n" + logging.statusLines());
  }

  /** The two frames of our own objects. */
  private enum Json {
    ARRAY("json"),
    LINES("ndjson");

    private final String formatName;

    Json(String formatName) {
      this.formatName = formatName;
    }
  }

  /** An encoder of the application's with a mistake in it. */
  public static final class Broken extends EncoderBase<ILoggingEvent> {

    @Override
    public byte[] headerBytes() {
      return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
      throw new IllegalStateException("on purpose");
    }

    @Override
    public byte[] footerBytes() {
      return "bye".getBytes(StandardCharsets.UTF_8);
    }
  }
}
