package io.github.telemetryappender.it.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Splunk's HTTP event collector, event endpoint. Events stand one behind the other without a frame.
 * At the first that is wrong it answers 400 with that event's number, counted from 0; what stands
 * before it is kept, what follows is not looked at. Numbers and texts of the codes are those of
 * Splunk's own table of replies.
 */
public final class SplunkServer implements ProtocolServer {

  private static final Set<String> PATHS =
      Set.of("/services/collector", "/services/collector/event", "/services/collector/event/1.0");
  private static final Set<String> KEYS =
      Set.of("time", "host", "source", "sourcetype", "index", "event", "fields");
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}(\\.[0-9]{1,9})?");

  private final String token;
  private final Set<String> indexes;
  private final Predicate<JsonNode> invalid;

  /** A server that takes every event that is right. */
  public SplunkServer(String token, Set<String> indexes) {
    this(token, indexes, event -> false);
  }

  /**
   * @param indexes which this token may write to, beside the default one
   * @param invalid the events that it finds fault with although they are right
   */
  public SplunkServer(String token, Set<String> indexes, Predicate<JsonNode> invalid) {
    this.token = token;
    this.indexes = indexes;
    this.invalid = invalid;
  }

  @Override
  public String path() {
    return "/services/collector/event";
  }

  @Override
  public Answer answer(Request request) {
    if (!PATHS.contains(request.path())) {
      return reply(404, 404, "The requested URL was not found on this server.");
    }
    String authorization = request.header("Authorization");
    if (authorization.isEmpty()) {
      return reply(401, 2, "Token is required");
    }
    if (!authorization.startsWith("Splunk ")) {
      return reply(401, 3, "Invalid authorization");
    }
    if (!authorization.equals("Splunk " + token)) {
      return reply(403, 4, "Invalid token");
    }
    return answer(request.body());
  }

  private Answer answer(byte[] body) {
    List<JsonNode> events;
    try {
      events = Json.readEach(body);
    } catch (Refusal refusal) {
      return reply(400, 6, "Invalid data format");
    }
    if (events.isEmpty()) {
      return reply(400, 5, "No data");
    }
    List<ReceivedEvent> kept = new ArrayList<>();
    for (JsonNode event : events) {
      try {
        requireEvent(event);
      } catch (Refusal refusal) {
        return invalid(refusal.getMessage(), kept);
      }
      kept.add(received(event));
    }
    return Answer.json(200, "{\"text\":\"Success\",\"code\":0}", kept);
  }

  private void requireEvent(JsonNode event) throws Refusal {
    if (!event.isObject()) {
      throw Refusal.badRequest("6 Invalid data format");
    }
    try {
      Json.requireOnly("an event", event, KEYS);
    } catch (Refusal refusal) {
      throw Refusal.badRequest("6 Invalid data format: " + refusal.getMessage());
    }
    requireMetadata(event);
    if (invalid.test(event)) {
      throw Refusal.badRequest("6 Invalid data format");
    }
    if (!event.has("event") || event.path("event").isNull()) {
      throw Refusal.badRequest("12 Event field is required");
    }
    if (event.path("event").isTextual() && event.path("event").textValue().isBlank()) {
      throw Refusal.badRequest("13 Event field cannot be blank");
    }
  }

  private void requireMetadata(JsonNode event) throws Refusal {
    JsonNode time = event.path("time");
    if (event.has("time") && !SECONDS.matcher(digits(time)).matches()) {
      throw Refusal.badRequest("6 Invalid data format: time " + time);
    }
    for (String key : List.of("host", "source", "sourcetype", "index")) {
      if (event.has(key) && !event.path(key).isTextual()) {
        throw Refusal.badRequest("6 Invalid data format: " + key);
      }
    }
    if (event.has("index") && !indexes.contains(event.path("index").textValue())) {
      throw Refusal.badRequest("7 Incorrect index");
    }
    requireFlat(event);
  }

  /** A number as it was sent, and not as 1.0E+9 for 1000000000.000; empty for what is none. */
  private static String digits(JsonNode time) {
    return time.isNumber() ? time.decimalValue().toPlainString() : time.asText("");
  }

  private static void requireFlat(JsonNode event) throws Refusal {
    if (!event.has("fields")) {
      return;
    }
    boolean isFlat = event.path("fields").isObject();
    for (JsonNode value : event.path("fields")) {
      isFlat &= value.isTextual() || value.isNumber() || value.isBoolean() || isTexts(value);
    }
    if (!isFlat) {
      throw Refusal.badRequest("15 Error in handling indexed fields");
    }
  }

  /** A field may have several values. */
  private static boolean isTexts(JsonNode value) {
    boolean isTexts = value.isArray();
    for (JsonNode element : value) {
      isTexts &= element.isTextual();
    }
    return isTexts;
  }

  private static ReceivedEvent received(JsonNode event) {
    JsonNode content = event.path("event");
    String message = content.isTextual() ? content.textValue() : content.path("message").asText();
    return new ReceivedEvent(event.path("fields").path("event.id").asText(), message, event);
  }

  private static Answer invalid(String codeAndText, List<ReceivedEvent> kept) {
    int space = codeAndText.indexOf(' ');
    return Answer.json(
        400,
        "{\"text\":\"%s\",\"code\":%s,\"invalid-event-number\":%d}"
            .formatted(
                codeAndText.substring(space + 1).replace("\"", "'"),
                codeAndText.substring(0, space),
                kept.size()),
        kept);
  }

  private static Answer reply(int status, int code, String text) {
    return Answer.json(status, "{\"text\":\"%s\",\"code\":%d}".formatted(text, code));
  }
}
