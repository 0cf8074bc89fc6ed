package io.github.telemetryappender.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DatadogServerTest {

  private static final Clock NOW =
      Clock.fixed(Instant.ofEpochSecond(1_000_000_000), ZoneOffset.UTC);
  private static final String LOG = "{\"timestamp\":1000000000000,\"message\":\"%s\"}";

  private final DatadogServer server = new DatadogServer(NOW, "k3y");
  private final ServerRules rules =
      new ServerRules(server, "DD-API-KEY", "k3y", "Content-Type", "application/json");

  @Test
  void logsStandInAnArray() {
    Answer answer = rules.answer("[%s,%s]".formatted(LOG.formatted("a"), LOG.formatted("b")));

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.kept()).extracting(ReceivedEvent::message).containsExactly("a", "b");
    rules.refuses(400, "no array", LOG.formatted("a"));
  }

  @Test
  void thereAreAtMostAThousand() {
    rules.takes(1_000, logs(1_000));
    rules.refuses(400, "1001 logs", logs(1_001));
  }

  private static String logs(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> LOG.formatted(i))
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void sizesAreBounded() {
    rules.refuses(400, "a log of", "[%s]".formatted(LOG.formatted("x".repeat(1_000_000))));
    String fiveMillion =
        IntStream.range(0, 6)
            .mapToObj(i -> LOG.formatted("x".repeat(900_000)))
            .collect(Collectors.joining(",", "[", "]"));
    rules.refuses(413, "a body of", fiveMillion);
  }

  @Test
  void aLogHasAMessageAndItsAttributesAreText() {
    rules.refuses(400, "message is no string", "[{\"timestamp\":1000000000000}]");
    rules.refuses(400, "status", "[{\"timestamp\":1000000000000,\"message\":\"a\",\"status\":5}]");
  }

  @Test
  void aLogOfLongAgoIsRefused() {
    rules.takes(1, "[{\"date\":\"2001-09-08T07:46:40Z\",\"message\":\"a\"}]");
    rules.refuses(400, "ago", "[{\"date\":\"2001-09-08T07:46:39Z\",\"message\":\"a\"}]");
    rules.refuses(400, "without a time", "[{\"message\":\"a\"}]");
  }

  @Test
  void theKeyIsAsked() {
    String[] json = {"Content-Type", "application/json"};
    new ServerRules(server, json).refuses(401, "Unauthorized", "[]");
    new ServerRules(server, "DD-API-KEY", "other").refuses(403, "Forbidden", "[]");
  }
}
