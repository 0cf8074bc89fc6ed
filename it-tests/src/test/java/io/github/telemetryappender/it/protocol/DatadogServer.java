package io.github.telemetryappender.it.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * Datadog's intake of logs, version 2. The real one takes a log above 1 MB and cuts it, and takes
 * one older than 18 hours and does not index it: here both are refused, as the loss would otherwise
 * be silent.
 */
public final class DatadogServer implements ProtocolServer {

  private static final int MAX_BODY_BYTES = 5_000_000;
  private static final int MAX_LOGS = 1_000;
  private static final int MAX_LOG_BYTES = 1_000_000;
  private static final Duration MAX_AGE = Duration.ofHours(18);
  private static final Duration MAX_AHEAD = Duration.ofHours(2);

  private final Clock clock;
  private final String key;

  public DatadogServer(Clock clock, String key) {
    this.clock = clock;
    this.key = key;
  }

  @Override
  public String path() {
    return "/api/v2/logs";
  }

  @Override
  public Answer answer(Request request) {
    try {
      requireRightRequest(request);
      List<ReceivedEvent> kept = new ArrayList<>();
      JsonNode body = Json.read(request.body());
      Json.requireArray("the body", body);
      if (body.size() > MAX_LOGS) {
        throw Refusal.badRequest(body.size() + " logs in a request; at most " + MAX_LOGS);
      }
      for (JsonNode log : body) {
        requireLog(log);
        kept.add(new ReceivedEvent(id(log), log.path("message").textValue(), log));
      }
      return Answer.json(202, "{}", kept);
    } catch (Refusal refusal) {
      return Answer.json(refusal.status(), error(refusal));
    }
  }

  private static String error(Refusal refusal) {
    return Json.MAPPER
        .createObjectNode()
        .set(
            "errors",
            Json.MAPPER
                .createArrayNode()
                .add(Json.MAPPER.createObjectNode().put("detail", refusal.getMessage())))
        .toString();
  }

  private void requireRightRequest(Request request) throws Refusal {
    if (!request.path().equals(path())) {
      throw new Refusal(404, "no such path: " + request.path());
    }
    if (request.header("DD-API-KEY").isEmpty()) {
      throw new Refusal(401, "Unauthorized");
    }
    if (!request.header("DD-API-KEY").equals(key)) {
      throw new Refusal(403, "Forbidden");
    }
    if (!request.header("Content-Type").startsWith("application/json")) {
      throw Refusal.badRequest("Content-Type " + request.header("Content-Type"));
    }
    if (request.body().length > MAX_BODY_BYTES) {
      throw new Refusal(413, "a body of " + request.body().length + " bytes");
    }
  }

  private void requireLog(JsonNode log) throws Refusal {
    Json.requireObject("a log", log);
    Json.requireText("message", log.path("message"));
    for (String name : List.of("status", "service", "hostname", "ddsource", "ddtags")) {
      if (log.has(name)) {
        Json.requireText(name, log.path(name));
      }
    }
    requireTime(log);
    int bytes = log.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_LOG_BYTES) {
      throw Refusal.badRequest("a log of " + bytes + " bytes");
    }
  }

  private void requireTime(JsonNode log) throws Refusal {
    Duration age = Duration.between(time(log), clock.instant());
    if (age.compareTo(MAX_AGE) > 0 || age.negated().compareTo(MAX_AHEAD) > 0) {
      throw Refusal.badRequest("a log of " + age + " ago");
    }
  }

  /** From the first of the attributes that the default pipeline looks at. */
  private static Instant time(JsonNode log) throws Refusal {
    for (String name : List.of("timestamp", "date", "_timestamp", "eventTime")) {
      JsonNode value = log.path(name);
      if (value.isIntegralNumber()) {
        return Instant.ofEpochMilli(value.longValue());
      }
      if (value.isTextual()) {
        return parsed(value.textValue());
      }
    }
    throw Refusal.badRequest("a log without a time");
  }

  private static Instant parsed(String text) throws Refusal {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw Refusal.badRequest("a log whose time is " + text);
    }
  }

  private static String id(JsonNode log) {
    return log.path("event.id").asText(log.path("event").path("id").asText(""));
  }
}
