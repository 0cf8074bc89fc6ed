package io.github.telemetryappender.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Puts bodies to a server, each of which it must take or refuse. */
final class ServerRules {

  private final ProtocolServer server;
  private final Map<String, String> headers = new TreeMap<>();

  ServerRules(ProtocolServer server, String... headers) {
    this.server = server;
    for (int i = 0; i < headers.length; i += 2) {
      this.headers.put(headers[i].toLowerCase(Locale.ROOT), headers[i + 1]);
    }
  }

  Answer answer(String body) {
    return answer(body.getBytes(StandardCharsets.UTF_8));
  }

  Answer answer(byte[] body) {
    return server.answer(new Request(server.path(), headers, body));
  }

  /** Takes the body, with so many events. */
  void takes(int count, String body) {
    Answer answer = answer(body);
    assertThat(answer.status()).as(answer::text).isBetween(200, 299);
    assertThat(answer.kept()).hasSize(count);
  }

  /** Answers with the status, says why in these words, and keeps nothing. */
  void refuses(int status, String why, String body) {
    Answer answer = answer(body);
    assertThat(answer.status()).as(answer::text).isEqualTo(status);
    assertThat(answer.text()).contains(why);
    assertThat(answer.kept()).isEmpty();
  }
}
