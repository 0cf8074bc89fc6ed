package io.github.telemetryappender.it.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The log endpoint of the Enso cloud: at most 100 logs a request, each with a message, a kind and
 * metadata that names the logger.
 */
public final class EnsoServer implements ProtocolServer {

  private static final int MAX_LOGS = 100;

  private final String token;
  private final Predicate<JsonNode> invalid;

  /** A server that takes every log that is right. */
  public EnsoServer(String token) {
    this(token, log -> false);
  }

  /**
   * @param invalid the logs that it refuses a request for although they are right
   */
  public EnsoServer(String token, Predicate<JsonNode> invalid) {
    this.token = token;
    this.invalid = invalid;
  }

  @Override
  public String path() {
    return "/logs";
  }

  @Override
  public Answer answer(Request request) {
    try {
      requireRightRequest(request);
      return Answer.json(200, "", kept(Json.read(request.body())));
    } catch (Refusal refusal) {
      return Answer.text(refusal.status(), refusal.getMessage(), List.of());
    }
  }

  private void requireRightRequest(Request request) throws Refusal {
    if (!request.header("Authorization").equals("Bearer " + token)) {
      throw new Refusal(401, "Unauthorized");
    }
    if (!request.header("Content-Type").startsWith("application/json")) {
      throw new Refusal(415, "Content-Type " + request.header("Content-Type"));
    }
  }

  private List<ReceivedEvent> kept(JsonNode body) throws Refusal {
    Json.requireOnly("the body", body, Set.of("logs"));
    JsonNode logs = body.path("logs");
    Json.requireArray("logs", logs);
    if (logs.isEmpty() || logs.size() > MAX_LOGS) {
      throw Refusal.badRequest(logs.size() + " logs in a request; at most " + MAX_LOGS);
    }
    List<ReceivedEvent> kept = new ArrayList<>();
    for (JsonNode log : logs) {
      requireLog(log);
      if (invalid.test(log)) {
        throw Refusal.badRequest("a log that is not wanted");
      }
      JsonNode id = log.path("metadata").path("eventId");
      kept.add(new ReceivedEvent(id.asText(), log.path("message").textValue(), log));
    }
    return kept;
  }

  private static void requireLog(JsonNode log) throws Refusal {
    Json.requireOnly("a log", log, Set.of("message", "kind", "metadata"));
    Json.requireText("message", log.path("message"));
    Json.requireText("kind", log.path("kind"));
    JsonNode metadata = log.path("metadata");
    Json.requireObject("metadata", metadata);
    Json.requireText("metadata.loggerName", metadata.path("loggerName"));
    for (JsonNode value : metadata) {
      if (value.isContainerNode()) {
        throw Refusal.badRequest("metadata with a nested value: " + value);
      }
    }
  }
}
