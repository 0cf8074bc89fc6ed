package io.github.telemetryappender.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class SplunkServerTest {

  private final SplunkServer server = new SplunkServer("t0ken", Set.of("main"));
  private final ServerRules rules = new ServerRules(server, "Authorization", "Splunk t0ken");

  @Test
  void eventsStandOneBehindTheOther() {
    Answer answer =
        rules.answer(
            """
            {"time":1.5,"event":"a","fields":{"event.id":"e1"}}{"event":{"message":"b"}}
            {"time":"1000000000.123","index":"main","host":"h","event":"c"}""");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("{\"text\":\"Success\",\"code\":0}");
    assertThat(answer.kept()).extracting(ReceivedEvent::id).containsExactly("e1", "", "");
    assertThat(answer.kept()).extracting(ReceivedEvent::message).containsExactly("a", "b", "c");
  }

  @Test
  void aTimeThatEndsWithZerosIsOne() {
    assertThat(rules.answer("{\"time\":1795839970.000,\"event\":\"a\"}").status()).isEqualTo(200);
  }

  @Test
  void whatStandsBeforeAnInvalidEventIsKept() {
    Answer answer = rules.answer("{\"event\":\"a\"}{\"event\":\"\"}{\"event\":\"c\"}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text())
        .isEqualTo(
            "{\"text\":\"Event field cannot be blank\",\"code\":13,\"invalid-event-number\":1}");
    assertThat(answer.kept()).extracting(ReceivedEvent::message).containsExactly("a");
  }

  @Test
  void anEventIsSomething() {
    rules.refuses(400, "\"code\":5", "");
    rules.refuses(400, "\"code\":12", "{\"time\":1}");
    rules.refuses(400, "\"code\":12", "{\"event\":null}");
    rules.refuses(400, "\"code\":13", "{\"event\":\"  \"}");
  }

  @Test
  void aFrameIsNoEvent() {
    rules.refuses(400, "\"code\":6", "[{\"event\":\"a\"}]");
    rules.refuses(400, "\"code\":6", "{\"event\":\"a\"");
    rules.refuses(400, "\"code\":6", "{\"event\":\"a\",\"severity\":1}");
  }

  @Test
  void timeIsInSeconds() {
    rules.refuses(400, "time", "{\"time\":1000000000000,\"event\":\"a\"}");
    rules.refuses(400, "time", "{\"time\":\"2001-09-09T01:46:40Z\",\"event\":\"a\"}");
  }

  @Test
  void fieldsAreFlat() {
    rules.takes(1, "{\"event\":\"a\",\"fields\":{\"tags\":[\"a\",\"b\"],\"n\":1}}");
    rules.refuses(400, "\"code\":15", "{\"event\":\"a\",\"fields\":{\"a\":{\"b\":1}}}");
    rules.refuses(400, "\"code\":15", "{\"event\":\"a\",\"fields\":[]}");
  }

  @Test
  void anIndexMustBeAllowed() {
    rules.refuses(400, "\"code\":7", "{\"event\":\"a\",\"index\":\"secret\"}");
  }

  @Test
  void theTokenComesWithItsScheme() {
    new ServerRules(server).refuses(401, "\"code\":2", "{\"event\":\"a\"}");
    new ServerRules(server, "Authorization", "Bearer t0ken")
        .refuses(401, "\"code\":3", "{\"event\":\"a\"}");
    new ServerRules(server, "Authorization", "Splunk other")
        .refuses(403, "\"code\":4", "{\"event\":\"a\"}");
  }
}
