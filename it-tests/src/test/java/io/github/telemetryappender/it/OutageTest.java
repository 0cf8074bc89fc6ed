package io.github.telemetryappender.it;

import static io.github.telemetryappender.it.Eventually.eventually;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import io.github.telemetryappender.core.event.Severity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The endpoint answers 503 for a while. */
class OutageTest extends ShippingContract {

  @Test
  void nothingIsLostAndNothingComesTwice() {
    start(settings());
    endpoint.answer(503);
    logEach(Severity.INFO, 200);
    logEach(Severity.ERROR, 20);
    awaitFailures(4);

    assertThat(logging.snapshot().total().held()).isEqualTo(220);
    endpoint.recover();
    awaitDelivered(220);
    assertThat(endpoint.acceptedEvents()).hasSize(220);
    assertThat(endpoint.acceptedIds()).hasSize(220);
  }

  @Test
  void aRetriedBatchIsTheSameRequest() {
    start(settings());
    endpoint.answer(503);
    logEach(Severity.INFO, 10);
    awaitFailures(3);
    endpoint.recover();
    awaitDelivered(10);

    Map<String, List<ServeEvent>> byKey =
        endpoint.exchanges().stream()
            .collect(groupingBy(exchange -> exchange.getRequest().getHeader("Idempotency-Key")));
    assertThat(byKey.values())
        .allSatisfy(
            attempts ->
                assertThat(attempts)
                    .map(e -> e.getRequest().getBodyAsString())
                    .containsOnly(attempts.get(0).getRequest().getBodyAsString()));
    assertThat(byKey.values()).anySatisfy(attempts -> assertThat(attempts).hasSizeGreaterThan(1));
  }

  @Test
  void itIsReportedOnceAndItsEndToo() {
    start(settings());
    endpoint.answer(503);
    logEach(Severity.INFO, 10);
    awaitFailures(4);
    assertThat(failures()).singleElement().asString().contains("503");

    endpoint.recover();
    awaitDelivered(10);
    eventually(
        "a report of the recovery",
        () ->
            logging.statusLines().stream()
                .anyMatch(
                    line ->
                        line.level() == StatusLine.Level.INFO
                            && line.text().contains("ecovered")
                            && line.text().contains("0 lost")),
        logging::statusLines);
    assertThat(failures()).hasSize(1);
  }

  /** The alert level, which rises when it goes on, has a line of its own. */
  private List<String> failures() {
    return warnings().stream().filter(line -> !line.contains("alert level")).toList();
  }

  private void awaitFailures(int count) {
    eventually(
        count + " failed attempts",
        () -> endpoint.exchanges(503).size() >= count,
        endpoint::exchanges);
  }
}
