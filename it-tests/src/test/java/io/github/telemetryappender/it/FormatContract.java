package io.github.telemetryappender.it;

import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.settings.TypedSettings;
import io.github.telemetryappender.it.protocol.ProtocolEndpoint;
import io.github.telemetryappender.it.protocol.ProtocolServer;
import io.github.telemetryappender.it.protocol.ReceivedEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What holds for every format: its own server takes what either framework logs, whatever it is, and
 * refuses nothing that it was not told to refuse.
 */
@ParameterizedClass
@EnumSource(Framework.class)
abstract class FormatContract {

  /** What JSON, XML, protobuf and UTF-8 may each trip over. */
  static final String NASTY = "\u0000\u0007\u001b\"\\/\b\r\n\t\u007f\u2028\uFFFF <&> é 漢 😀";

  @Parameter Framework framework;

  ProtocolEndpoint endpoint;
  LoggingFramework logging;

  /** The server that the format is written for. */
  abstract ProtocolServer server();

  /** {@code format} and what else it takes to please the server, names and texts in turn. */
  abstract List<String> formatSettings();

  @BeforeEach
  final void openTheEndpoint() {
    logging = framework.create();
    endpoint = new ProtocolEndpoint(server());
  }

  @AfterEach
  final void ledgerBalancesInTheEnd() {
    try {
      logging.stop();
      assertThatLedgerBalances();
    } finally {
      endpoint.close();
    }
  }

  final void start(String... namesAndTexts) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("endpoint", endpoint.url());
    texts.put("batch.linger", "50ms");
    texts.put("batch.urgentLinger", "10ms");
    texts.put("retry.initialBackoff", "100ms");
    texts.put("retry.maxBackoff", "500ms");
    putAll(texts, formatSettings());
    putAll(texts, List.of(namesAndTexts));
    TypedSettings settings = new TypedSettings();
    texts.forEach(settings::add);
    logging.start(logging.xml(settings));
  }

  private static void putAll(Map<String, String> texts, List<String> namesAndTexts) {
    for (int i = 0; i < namesAndTexts.size(); i += 2) {
      texts.put(namesAndTexts.get(i), namesAndTexts.get(i + 1));
    }
  }

  final void logEach(Severity severity, int count) {
    IntStream.range(0, count).forEach(i -> logging.log(LogCall.of(severity, "order {}", i)));
  }

  final void awaitDelivered(long count) {
    eventually(
        count + " events delivered",
        () -> logging.snapshot().total().delivered() == count,
        () -> logging.snapshot() + "\n" + endpoint.refusals() + "\n" + logging.statusLines());
  }

  /** The one event that was logged, as its reader sees it. */
  final ReceivedEvent onlyEvent() {
    awaitDelivered(1);
    return assertThat(endpoint.kept()).singleElement().actual();
  }

  /** Nothing was refused but what the story told the server to refuse. */
  final void assertThatNothingIsRefused() {
    assertThat(endpoint.refusals()).isEmpty();
  }

  private void assertThatLedgerBalances() {
    var total = logging.snapshot().total();
    assertThat(total.accepted()).isEqualTo(total.delivered() + total.lost() + total.held());
    assertThat(endpoint.keptIds()).hasSizeGreaterThanOrEqualTo((int) total.delivered());
  }

  @Test
  final void whateverIsLoggedIsTaken() {
    start("includeCallerData", "true", "attribute", "region=" + "eu");
    logging.putMdc("user.id", "ada");
    logging.putMdc("user", NASTY);
    logging.pushNdc("request 1");
    for (Severity severity : Severity.values()) {
      logging.log(
          LogCall.of(severity, "order {} of {} is " + NASTY, 17, null)
              .withMarker("AUDIT")
              .withKeyValue("count", Long.MIN_VALUE)
              .withKeyValue("share", 0.5)
              .withKeyValue("none", Double.NaN)
              .withKeyValue("endless", Double.NEGATIVE_INFINITY)
              .withKeyValue("express", true)
              .withKeyValue("list", List.of("a", 1))
              .withKeyValue("user", "twice")
              .withKeyValue("Straße 1", NASTY)
              .withException(new IllegalStateException(NASTY, new RuntimeException("\ud800"))));
    }
    logging.log(LogCall.of(Severity.INFO, ""));
    logging.log(LogCall.of(Severity.INFO, "\udc00 alone \ud83d"));
    logging.log(LogCall.of(Severity.INFO, null));

    awaitDelivered(Severity.values().length + 3L);
    assertThatNothingIsRefused();
    assertThat(endpoint.kept())
        .extracting(ReceivedEvent::message)
        .anyMatch(message -> message.startsWith("order 17 of null is " + NASTY))
        .anyMatch(message -> message.matches(". alone ."));
  }

  @Test
  final void tenThousandEntriesOfMdcAreTaken() {
    start();
    for (int i = 0; i < 10_000; i++) {
      logging.putMdc("key." + i, "value");
    }
    logging.log(LogCall.of(Severity.INFO, "paid"));

    assertThat(onlyEvent().message()).isEqualTo("paid");
    assertThatNothingIsRefused();
  }

  @Test
  final void aCutMessageEndsWithAWholeCharacterIsMarkedAndCounted() {
    String message = "x" + "\uD83D\uDE00".repeat(2_000);
    start("maxEventBytes", "4KB");
    logging.log(LogCall.of(Severity.INFO, message));

    ReceivedEvent event = onlyEvent();
    assertThat(message).startsWith(event.message());
    assertThat(event.message()).hasSizeBetween(500, 2_047);
    assertThat(event.whole().toString()).contains("truncated");
    assertThat(logging.snapshot().vitals().truncated()).isEqualTo(1);
    assertThatNothingIsRefused();
  }

  @Test
  final void manyKeysAndLongTextsAreTaken() {
    start();
    LogCall call = LogCall.of(Severity.INFO, "x".repeat(300_000));
    for (int i = 0; i < 1_000; i++) {
      call = call.withKeyValue("key " + i, "value " + i);
    }
    logging.log(call.withKeyValue("k".repeat(5_000), "v".repeat(5_000)));

    awaitDelivered(1);
    assertThatNothingIsRefused();
  }

  @Test
  final void manyEventsArriveOnceEach() {
    start();
    logEach(Severity.INFO, 1_500);
    logEach(Severity.ERROR, 1_500);

    awaitDelivered(3_000);
    assertThat(endpoint.kept()).hasSize(3_000);
    assertThat(endpoint.keptIds()).hasSize(3_000);
    assertThatNothingIsRefused();
  }
}
