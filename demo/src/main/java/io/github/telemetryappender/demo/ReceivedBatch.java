package io.github.telemetryappender.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.telemetryappender.core.event.Severity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads the body of a request: a JSON array of flat objects, plain or in gzip. */
final class ReceivedBatch {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ReceivedBatch() {}

  /**
   * The events of a body.
   *
   * @throws IOException where it is not gzip as announced, or not JSON
   * @throws IllegalArgumentException where an object lacks what makes it an event
   */
  static List<EndpointLedger.Event> eventsOf(byte[] body, @Nullable String encoding)
      throws IOException {
    try (InputStream plain = decoded(body, encoding)) {
      JsonNode array = JSON.readTree(plain);
      if (!array.isArray()) {
        throw new IllegalArgumentException("the body is not an array");
      }
      List<EndpointLedger.Event> events = new ArrayList<>();
      array.forEach(object -> events.add(eventOf(object)));
      return events;
    }
  }

  private static InputStream decoded(byte[] body, @Nullable String encoding) throws IOException {
    InputStream raw = new ByteArrayInputStream(body);
    return "gzip".equals(encoding) ? new GZIPInputStream(raw) : raw;
  }

  private static EndpointLedger.Event eventOf(JsonNode object) {
    return new EndpointLedger.Event(
        text(object, "service.name"),
        Severity.valueOf(text(object, "log.level")),
        text(object, "event.id"));
  }

  private static String text(JsonNode object, String key) {
    JsonNode value = object.get(key);
    if (value == null || !value.isTextual()) {
      throw new IllegalArgumentException("an event without " + key);
    }
    return value.textValue();
  }
}
