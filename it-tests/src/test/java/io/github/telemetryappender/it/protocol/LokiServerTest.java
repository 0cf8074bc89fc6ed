package io.github.telemetryappender.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LokiServerTest {

  private static final Clock NOW =
      Clock.fixed(Instant.ofEpochSecond(1_000_000_000), ZoneOffset.UTC);

  private final LokiServer server = new LokiServer(NOW, "");
  private final ServerRules rules = new ServerRules(server, "Content-Type", "application/json");

  private static String stream(String entries) {
    return "{\"streams\":[{\"stream\":{\"level\":\"info\"},\"values\":[%s]}]}".formatted(entries);
  }

  private static String streamOf(String labels) {
    return "{\"streams\":[{\"stream\":%s,\"values\":[[\"1000000000000000000\",\"a\"]]}]}"
        .formatted(labels);
  }

  @Test
  void whatIsRightIsKeptAndAnsweredWith204() {
    Answer answer =
        rules.answer(
            stream(
                "[\"999999999000000000\",\"a\",{\"event.id\":\"e1\"}],[\"1000000000000000000\",\"b\"]"));

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.kept()).extracting(ReceivedEvent::id).containsExactly("e1", "");
    assertThat(answer.kept()).extracting(ReceivedEvent::message).containsExactly("a", "b");
  }

  @Test
  void aTimestampIsAString() {
    rules.refuses(400, "a timestamp", stream("[1000000000000000000,\"a\"]"));
    rules.refuses(400, "a timestamp", stream("[\"2001-09-09T01:46:40Z\",\"a\"]"));
  }

  @Test
  void structuredMetadataIsFlatAndOfStrings() {
    rules.refuses(400, "metadata", stream("[\"1000000000000000000\",\"a\",{\"n\":1}]"));
    rules.refuses(400, "metadata", stream("[\"1000000000000000000\",\"a\",{\"n\":{}}]"));
    rules.refuses(400, "metadata", stream("[\"1000000000000000000\",\"a\",[]]"));
  }

  @Test
  void structuredMetadataIsBounded() {
    String many =
        IntStream.range(0, 129)
            .mapToObj(i -> "\"k%d\":\"v\"".formatted(i))
            .collect(Collectors.joining(","));
    rules.refuses(
        400, "129 entries", stream("[\"1000000000000000000\",\"a\",{%s}]".formatted(many)));
    String large = "x".repeat(64 * 1024);
    rules.refuses(
        400, "bytes", stream("[\"1000000000000000000\",\"a\",{\"k\":\"%s\"}]".formatted(large)));
  }

  @Test
  void aLineIsBounded() {
    rules.takes(1, stream("[\"1000000000000000000\",\"%s\"]".formatted("x".repeat(262_144))));
    rules.refuses(
        400,
        "Max entry size",
        stream("[\"1000000000000000000\",\"%s\"]".formatted("x".repeat(262_145))));
  }

  @Test
  void aStreamHasSomeLabelsWithProperNames() {
    rules.refuses(400, "at least one label", streamOf("{}"));
    rules.refuses(400, "a label named service.name", streamOf("{\"service.name\":\"shop\"}"));
    rules.refuses(400, "no string", streamOf("{\"level\":5}"));
    String many =
        IntStream.range(0, 16)
            .mapToObj(i -> "\"l%d\":\"v\"".formatted(i))
            .collect(Collectors.joining(",", "{", "}"));
    rules.refuses(400, "16 labels", streamOf(many));
  }

  @Test
  void ofAnInvalidAndAValidEntryTheValidOneIsKept() {
    Answer answer =
        rules.answer(stream("[\"1000000000000000000\",\"a\"],[\"999999999000000000\",\"late\"]"));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("out of order");
    assertThat(answer.kept()).extracting(ReceivedEvent::message).containsExactly("a");
  }

  @Test
  void aWeekOldIsTooOld() {
    rules.takes(1, stream("[\"999395200000000000\",\"a\"]"));
    rules.refuses(400, "too old", stream("[\"999395199999999999\",\"a\"]"));
  }

  @Test
  void aServerOfManyTenantsAsksForTheirName() {
    ServerRules tenants =
        new ServerRules(new LokiServer(NOW, "shop"), "Content-Type", "application/json");
    tenants.refuses(401, "no org id", streamOf("{\"level\":\"info\"}"));
  }

  @Test
  void anythingElseIsRefused() {
    rules.refuses(400, "unknown keys [other]", "{\"streams\":[],\"other\":1}");
    rules.refuses(422, "no streams", "{\"streams\":[]}");
    rules.refuses(400, "not JSON", "{\"streams\":[");
    rules.refuses(400, "not JSON", "{\"streams\":[],\"streams\":[]}");
    new ServerRules(server, "Content-Type", "text/plain").refuses(400, "Content-Type", "{}");
  }
}
