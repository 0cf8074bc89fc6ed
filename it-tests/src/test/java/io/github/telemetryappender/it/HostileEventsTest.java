package io.github.telemetryappender.it;

import static io.github.telemetryappender.it.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.ThreadMXBean;
import io.github.telemetryappender.core.event.Severity;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever an event holds, the logging call returns and the event arrives as far as it can. */
class HostileEventsTest extends ShippingContract {

  @BeforeEach
  void start() {
    start(settings());
  }

  @Test
  void nullsArrive() {
    logging.log(LogCall.of(Severity.INFO, null));
    logging.log(LogCall.of(Severity.INFO, "value {}", (Object) null));
    logging.log(LogCall.of(Severity.INFO, "thrown").withException(new IllegalStateException()));

    awaitDelivered(3);
    assertThat(endpoint.acceptedEvents())
        .extracting(event -> event.path("message").asText())
        .contains("value null", "thrown");
  }

  @Test
  void anArgumentWhoseToStringThrowsCostsOnlyItself() {
    logging.log(LogCall.of(Severity.INFO, "order {} by {}", new Throwing(), "ada"));

    assertThat(onlyEvent().path("message").asText()).startsWith("order ").endsWith(" by ada");
  }

  @Test
  void halfASurrogatePairDoesNotSpoilTheBody() {
    logging.log(LogCall.of(Severity.INFO, "a\uD800b {}", "\uDC00c"));

    assertThat(onlyEvent().path("message").asText()).matches("a.b .c");
  }

  @Test
  void causesThatGoRoundInACircleAreCut() {
    Exception first = new IllegalStateException("first");
    Exception second = new IllegalArgumentException("second", first);
    first.initCause(second);
    logging.log(LogCall.of(Severity.ERROR, "failed").withException(first));

    assertThat(onlyEvent().path("error.stack_trace").asText())
        .contains("IllegalStateException: first")
        .contains("IllegalArgumentException: second");
  }

  @Test
  void aMessageLongerThanAnEventMayBeIsCutAndMarked() {
    logging.log(LogCall.of(Severity.INFO, "x".repeat(1_000_000)));

    JsonNode event = onlyEvent();
    assertThat(event.path("message").asText())
        .hasSizeBetween(100_000, 256 * 1024)
        .startsWith("xxx");
    assertThat(event.path("log.truncated").asBoolean()).isTrue();
  }

  /** Log4j2 hands a text out as a copy only, into a builder that grows; nothing else is copied. */
  @Test
  void aMessageOfAHundredMegabytesIsCutAndNotCopiedByUs() {
    String huge = "x".repeat(100_000_000);
    logging.log(LogCall.of(Severity.INFO, "one").withException(new Throwable("loads classes")));
    long allocatedBefore = allocatedBytes();
    logging.log(LogCall.of(Severity.INFO, huge).withException(new IllegalStateException("why")));
    long allocated = allocatedBytes() - allocatedBefore;

    awaitDelivered(2);
    JsonNode event = endpoint.acceptedEvents().get(1);
    assertThat(event.path("message").asText()).hasSizeBetween(200_000, 256 * 1024).matches("x+");
    assertThat(event.path("log.truncated").asBoolean()).isTrue();
    long copies = framework == Framework.LOGBACK ? 0 : 4;
    assertThat(allocated).isLessThan(copies * huge.length() + 10_000_000);
  }

  @Test
  void tenThousandEntriesOfTheMdcArriveWithTheirValues() {
    Map<String, String> entries = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      entries.put("key" + i, "value" + i);
    }
    entries.forEach(logging::putMdc);
    logging.log(LogCall.of(Severity.INFO, "after"));

    JsonNode event = onlyEvent();
    assertThat(event.path("message").asText()).isEqualTo("after");
    Map<String, String> labels = new HashMap<>();
    event
        .path("labels")
        .fields()
        .forEachRemaining(e -> labels.put(e.getKey(), e.getValue().asText()));
    assertThat(labels).isEqualTo(entries);
  }

  @Test
  void anArgumentThatLogsItselfIsAcceptedOneLevelDeep() {
    logging.log(LogCall.of(Severity.INFO, "outer {}", new Logging()));

    awaitDelivered(2);
    assertThat(endpoint.acceptedEvents())
        .extracting(event -> event.path("message").asText())
        .containsExactlyInAnyOrder("inner", "outer logged");
    assertThat(logging.snapshot().total().dropped()).isZero();
  }

  /** Log4j2 formats some messages before an appender sees them; then nothing is nested. */
  @Test
  void anArgumentThatLogsDeeperIsDeliveredOrCountedAsReentrant() {
    logging.log(LogCall.of(Severity.INFO, "outermost {}", new LoggingDeeper()));

    eventually("all is settled", () -> settledOrDropped() == 3, logging::snapshot);
    assertThat(logging.snapshot().total().dropped())
        .isEqualTo(logging.snapshot().droppedByReason().getOrDefault("reentrant", 0L));
  }

  private long settledOrDropped() {
    return logging.snapshot().total().delivered() + logging.snapshot().total().dropped();
  }

  /** Of the calling thread. */
  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private JsonNode onlyEvent() {
    awaitDelivered(1);
    List<JsonNode> events = endpoint.acceptedEvents();
    assertThat(events).hasSize(1);
    return events.get(0);
  }

  /** An object of an application with a bug. */
  private static final class Throwing {
    @Override
    public String toString() {
      throw new IllegalStateException("no name");
    }
  }

  private final class Logging {
    @Override
    public String toString() {
      logging.log(LogCall.of(Severity.INFO, "inner"));
      return "logged";
    }
  }

  private final class LoggingDeeper {
    @Override
    public String toString() {
      logging.log(LogCall.of(Severity.INFO, "outer {}", new Logging()));
      return "logged";
    }
  }
}
