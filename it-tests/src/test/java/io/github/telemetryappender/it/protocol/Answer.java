package io.github.telemetryappender.it.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a server answers, and what it keeps.
 *
 * @param kept the events it took in, also where it refuses the request for another of them
 */
public record Answer(int status, String contentType, byte[] body, List<ReceivedEvent> kept) {

  public static Answer json(int status, String body) {
    return json(status, body, List.of());
  }

  public static Answer json(int status, String body, List<ReceivedEvent> kept) {
    return new Answer(status, "application/json", bytes(body), kept);
  }

  public static Answer text(int status, String body, List<ReceivedEvent> kept) {
    return new Answer(status, "text/plain", bytes(body), kept);
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
