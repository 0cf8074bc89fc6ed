package io.github.telemetryappender.it;

import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.settings.TypedSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The bulk format, to a real OpenSearch node behind a proxy that breaks connections. */
@ParameterizedClass
@EnumSource(Framework.class)
class ElasticsearchTest {

  private static final AtomicInteger STORIES = new AtomicInteger();

  @Parameter Framework framework;

  private final OpenSearch node = OpenSearch.shared();
  private final CuttingProxy proxy = new CuttingProxy(node.port());
  private final String index = "story-" + STORIES.incrementAndGet();
  private LoggingFramework logging;

  @BeforeEach
  void createTheFramework() {
    logging = framework.create();
  }

  @AfterEach
  void ledgerBalancesInTheEnd() {
    logging.stop();
    proxy.close();
    var total = logging.snapshot().total();
    assertThat(total.accepted()).isEqualTo(total.delivered() + total.lost() + total.held());
  }

  private void start(String... namesAndTexts) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("endpoint", proxy.url());
    texts.put("format", "elasticsearch");
    texts.put("index", index);
    texts.put("batch.linger", "50ms");
    texts.put("batch.urgentLinger", "10ms");
    texts.put("retry.initialBackoff", "100ms");
    texts.put("retry.maxBackoff", "500ms");
    texts.put("memory.maxBytes", "8MB");
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      texts.put(namesAndTexts[i], namesAndTexts[i + 1]);
    }
    TypedSettings settings = new TypedSettings();
    texts.forEach(settings::add);
    logging.start(logging.xml(settings));
  }

  private void logEach(Severity severity, int count) {
    IntStream.range(0, count).forEach(i -> logging.log(LogCall.of(severity, "order {}", i)));
  }

  private void awaitDelivered(long count) {
    eventually(
        count + " events delivered",
        () -> logging.snapshot().total().delivered() == count,
        () -> logging.snapshot() + "\n" + logging.statusLines());
  }

  /** Everything in the index. */
  private List<JsonNode> hits() {
    node.send("POST", "/" + index + "/_refresh", "");
    List<JsonNode> hits = new ArrayList<>();
    node.get("/" + index + "/_search?size=10000").path("hits").path("hits").forEach(hits::add);
    return hits;
  }

  @Test
  void anEventBecomesADocumentWithItsId() {
    start("serviceName", "shop");
    logging.putMdc("user", "ada");
    logging.putMdc("trace_id", TraceIdsTest.TRACE_ID);
    logging.putMdc("span_id", TraceIdsTest.SPAN_ID);
    logging.log(
        LogCall.of(Severity.WARN, "order {} of {} is late", 17, "Ada")
            .withKeyValue("count", 3)
            .withException(new IllegalStateException(FormatContract.NASTY)));

    awaitDelivered(1);
    JsonNode hit = assertThat(hits()).singleElement().actual();
    JsonNode source = hit.path("_source");
    assertThat(hit.path("_id").asText()).matches("[0-9a-f]{16}-u-[0-9a-f]+");
    assertThat(source.path("message").asText()).isEqualTo("order 17 of Ada is late");
    assertThat(source.path("log.level").asText()).isEqualTo("WARN");
    assertThat(source.path("service.name").asText()).isEqualTo("shop");
    assertThat(source.path("labels").path("user").asText()).isEqualTo("ada");
    assertThat(source.path("trace.id").asText()).isEqualTo(TraceIdsTest.TRACE_ID);
    assertThat(source.path("span.id").asText()).isEqualTo(TraceIdsTest.SPAN_ID);
    assertThat(source.path("error.message").asText()).isEqualTo(FormatContract.NASTY);
  }

  @Test
  void throughAnOutageAndResetsAfterTheyWereAppliedAllArriveOnceEach() {
    start("batch.maxEvents", "100");
    logEach(Severity.INFO, 500);
    awaitDelivered(500);

    proxy.cutAnswers(4);
    logEach(Severity.INFO, 500);
    logEach(Severity.ERROR, 200);
    eventually("4 answers cut off", () -> proxy.cutCount() == 4, logging::snapshot);
    proxy.beAway(true);
    logEach(Severity.WARN, 300);
    eventually(
        "failures while it is away",
        () -> logging.snapshot().attemptsByOutcome().values().stream().mapToLong(n -> n).sum() > 12,
        logging::snapshot);
    proxy.beAway(false);

    awaitDelivered(1_500);
    assertThat(hits()).hasSize(1_500);
    assertThat(logging.snapshot().total().lost()).isZero();
  }

  @Test
  void aDataStreamTakesThemToo() {
    node.send(
        "PUT",
        "/_index_template/streams-of-" + index,
        "{\"index_patterns\":[\"%s\"],\"data_stream\":{}}".formatted(index));
    start();
    proxy.cutAnswers(1);
    logEach(Severity.INFO, 100);

    awaitDelivered(100);
    assertThat(hits()).hasSize(100);
  }

  @Test
  void whatDoesNotFitTheMappingIsRejectedAlone() {
    node.send(
        "PUT",
        "/" + index,
        """
        {"mappings":{"properties":{"attributes":{"properties":{"count":{"type":"long"}}}}}}""");
    start("batch.linger", "500ms");
    logging.log(LogCall.of(Severity.INFO, "one").withKeyValue("count", 1));
    logging.log(LogCall.of(Severity.INFO, "two").withKeyValue("count", "two"));
    logging.log(LogCall.of(Severity.INFO, "three").withKeyValue("count", 3));

    awaitDelivered(2);
    assertThat(logging.snapshot().total().rejected()).isEqualTo(1);
    assertThat(hits())
        .extracting(hit -> hit.path("_source").path("message").asText())
        .containsExactlyInAnyOrder("one", "three");
  }
}
