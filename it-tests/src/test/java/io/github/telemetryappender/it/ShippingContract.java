package io.github.telemetryappender.it;

import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.PipelineSnapshot;
import io.github.telemetryappender.core.PipelineSnapshot.Counts;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.settings.TypedSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every story has: a framework, an endpoint that accepts, and a ledger that must balance when
 * the story is over, whatever happened in it.
 */
@ParameterizedClass
@EnumSource(Framework.class)
abstract class ShippingContract {

  @Parameter Framework framework;

  final Endpoint endpoint = new Endpoint();
  LoggingFramework logging;

  @BeforeEach
  final void openTheEndpoint() {
    logging = framework.create();
    endpoint.open();
    endpoint.answer(200);
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

  /**
   * Settings that ship to the endpoint, with waits short enough for a test.
   *
   * @param namesAndTexts names and texts in turn, which replace those of the same name
   */
  final TypedSettings settings(String... namesAndTexts) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("endpoint", endpoint.url());
    texts.put("batch.linger", "50ms");
    texts.put("batch.urgentLinger", "10ms");
    texts.put("retry.initialBackoff", "100ms");
    texts.put("retry.maxBackoff", "500ms");
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      texts.put(namesAndTexts[i], namesAndTexts[i + 1]);
    }
    TypedSettings settings = new TypedSettings();
    texts.forEach(settings::add);
    return settings;
  }

  final void start(TypedSettings settings) {
    logging.start(logging.xml(settings));
  }

  final void logEach(Severity severity, int count) {
    IntStream.range(0, count).forEach(i -> logging.log(LogCall.of(severity, "order {}", i)));
  }

  final void awaitDelivered(long count) {
    eventually(
        count + " events delivered",
        () -> logging.snapshot().total().delivered() == count,
        logging::snapshot);
  }

  /** Each event is where the ledger says, and the endpoint has what counts as delivered. */
  final void assertThatLedgerBalances() {
    PipelineSnapshot snapshot = logging.snapshot();
    snapshot.bySeverity().forEach(ShippingContract::assertThatCountsBalance);
    assertThat(endpoint.acceptedIds()).hasSize((int) snapshot.total().delivered());
  }

  private static void assertThatCountsBalance(Severity severity, Counts counts) {
    assertThat(counts.accepted())
        .as("accepted of %s in %s", severity, counts)
        .isEqualTo(counts.delivered() + counts.lost() + counts.held());
  }

  /** The texts of the status channel at WARN and above, oldest first. */
  final List<String> warnings() {
    return logging.statusLines().stream()
        .filter(line -> line.level() != StatusLine.Level.INFO)
        .map(StatusLine::text)
        .toList();
  }
}
