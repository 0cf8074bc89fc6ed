package io.github.telemetryappender.it.protocol;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EnsoServerTest {

  private static final String LOG =
      "{\"message\":\"a\",\"kind\":\"Telemetry\",\"metadata\":{\"loggerName\":\"l\"%s}}";

  private final ServerRules rules =
      new ServerRules(
          new EnsoServer("t0ken"),
          "Authorization",
          "Bearer t0ken",
          "Content-Type",
          "application/json");

  private static String logs(String log, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> log)
        .collect(Collectors.joining(",", "{\"logs\":[", "]}"));
  }

  @Test
  void thereAreAtMostAHundredLogs() {
    rules.takes(100, logs(LOG.formatted(""), 100));
    rules.refuses(400, "101 logs", logs(LOG.formatted(""), 101));
    rules.refuses(400, "0 logs", "{\"logs\":[]}");
  }

  @Test
  void metadataIsFlatAndNamesTheLogger() {
    rules.takes(1, logs(LOG.formatted(",\"age\":42,\"ok\":true"), 1));
    rules.refuses(400, "nested", logs(LOG.formatted(",\"a\":{}"), 1));
    rules.refuses(400, "loggerName", logs("{\"message\":\"a\",\"kind\":\"k\",\"metadata\":{}}", 1));
  }

  @Test
  void aLogHasAMessageAndAKindAndNothingElse() {
    rules.refuses(400, "kind", logs("{\"message\":\"a\",\"metadata\":{\"loggerName\":\"l\"}}", 1));
    rules.refuses(400, "unknown keys", logs("{\"level\":\"info\"}", 1));
  }

  @Test
  void theTokenIsAsked() {
    new ServerRules(new EnsoServer("t0ken"), "Authorization", "Bearer other")
        .refuses(401, "Unauthorized", "{}");
  }
}
