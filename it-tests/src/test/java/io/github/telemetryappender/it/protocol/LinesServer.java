package io.github.telemetryappender.it.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Takes an array a line, {@code [id,tag,level,message]}, so many of them in a request. */
public final class LinesServer implements ProtocolServer {

  private static final String PATH = "/lines";
  private static final int ID = 0;
  private static final int MESSAGE = 3;

  private final int maxLines;

  public LinesServer(int maxLines) {
    this.maxLines = maxLines;
  }

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public Answer answer(Request request) {
    try {
      if (!request.path().equals(PATH)) {
        throw new Refusal(404, "no such path: " + request.path());
      }
      return Answer.text(204, "", kept(request.text()));
    } catch (Refusal refusal) {
      return Answer.text(refusal.status(), refusal.getMessage(), List.of());
    }
  }

  private List<ReceivedEvent> kept(String text) throws Refusal {
    List<ReceivedEvent> kept = new ArrayList<>();
    for (String line : text.split("\n")) {
      JsonNode array = Json.read(line.getBytes(StandardCharsets.UTF_8));
      Json.requireArray("a line", array);
      kept.add(new ReceivedEvent(array.path(ID).asText(), array.path(MESSAGE).asText(), array));
    }
    if (kept.size() > maxLines) {
      throw Refusal.badRequest(kept.size() + " lines in a request; at most " + maxLines);
    }
    return kept;
  }
}
