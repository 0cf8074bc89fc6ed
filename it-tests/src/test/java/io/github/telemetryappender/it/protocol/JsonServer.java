package io.github.telemetryappender.it.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** Takes any JSON: an array of objects, or one a line. */
public final class JsonServer implements ProtocolServer {

  /** How the objects stand in a body. */
  public enum Frame {
    ARRAY,
    LINES
  }

  private final Frame frame;

  public JsonServer(Frame frame) {
    this.frame = frame;
  }

  @Override
  public String path() {
    return "/logs";
  }

  @Override
  public Answer answer(Request request) {
    try {
      return Answer.json(200, "", objects(request).stream().map(JsonServer::received).toList());
    } catch (Refusal refusal) {
      return Answer.text(refusal.status(), refusal.getMessage(), List.of());
    }
  }

  private List<JsonNode> objects(Request request) throws Refusal {
    if (frame == Frame.ARRAY) {
      JsonNode array = Json.read(request.body());
      Json.requireArray("the body", array);
      return StreamSupport.stream(array.spliterator(), false).toList();
    }
    List<JsonNode> objects = new ArrayList<>();
    for (String line : request.text().split("\n")) {
      objects.add(Json.read(line.getBytes(StandardCharsets.UTF_8)));
    }
    return objects;
  }

  private static ReceivedEvent received(JsonNode object) {
    return new ReceivedEvent(
        object.path("event.id").asText(), object.path("message").textValue(), object);
  }
}
