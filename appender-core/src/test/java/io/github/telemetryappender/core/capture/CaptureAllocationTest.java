package io.github.telemetryappender.core.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.telemetryappender.core.event.Severity;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A call costs reading the event and one copy of its text: no object per event. */
class CaptureAllocationTest {

  private static final int EVENTS = 20_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final EventCapture<EventScript> capture = new CaptureBench().capture;
  private final RecordSink sink = (severity, record, offset, length) -> true;
  private final RecordReader reader = new RecordReader();

  @Test
  void anEventOfStringsAndNumbersAllocatesNothing() {
    Object[] arguments = {"Alice", 4711, 12L};
    EventScript event =
        fields -> {
          fields.instant(1_700_000_000L, 5);
          fields.level("INFO");
          fields.logger("com.example.shop.OrderService");
          fields.thread("http-nio-8080-exec-1", 33);
          fields.mdc("requestId", "0af7651916cd43dd");
          fields.mdc("traceId", "0af7651916cd43dd8448eb211c80319c");
          fields.mdc("user", "Zoë");
          fields.keyValue("count", arguments[1]);
          fields.marker("AUDIT");
          fields.ndc("outer");
          fields.formattedMessage("User {} bought article {} for {} €", arguments);
        };

    assertThat(bytesPerEvent(() -> capture.capture(event, Severity.INFO, sink))).isLessThan(1);
  }

  @Test
  void entriesOfAMapAndArgumentsOneByOneAllocateNothing() {
    Integer count = 4711;
    Map<String, String> mdc = new HashMap<>(Map.of("requestId", "0af7651916cd43dd", "user", "Zoë"));
    EventScript event =
        fields -> {
          fields.mdc(mdc);
          fields.pattern("User {} bought {}", null);
          fields.argument("Alice");
          fields.argument(count);
        };

    assertThat(bytesPerEvent(() -> capture.capture(event, Severity.INFO, sink))).isLessThan(1);
  }

  @Test
  void aMessageBuiltInOurBuilderAllocatesNothing() {
    EventScript event =
        fields -> fields.message(fields.messageBuilder().append("order ").append(4711));

    assertThat(bytesPerEvent(() -> capture.capture(event, Severity.INFO, sink))).isLessThan(1);
  }

  @Test
  void longMessagesAllocateNothingWhateverTheirCharacters() {
    String ascii = "an order with a long description, ".repeat(20);
    String latin1 = "eine Bestellung über 20 € ".repeat(20);
    EventScript event =
        fields -> {
          fields.message(fields.messageBuilder().append(ascii));
          fields.message(latin1);
        };

    assertThat(bytesPerEvent(() -> capture.capture(event, Severity.INFO, sink))).isLessThan(1);
  }

  @Test
  void readingARecordAllocatesNothing() {
    CaptureBench bench = new CaptureBench();
    bench.read(
        fields -> {
          for (int i = 0; i < 20; i++) {
            fields.mdc("key" + i, "value" + i);
          }
          fields.keyValue("n", 1);
          fields.message("m");
        });
    byte[] record = bench.sink().records().get(0);

    assertThat(bytesPerEvent(() -> readAll(record))).isLessThan(1);
  }

  private void readAll(byte[] record) {
    reader.wrap(record, 0, record.length, RecordingSink.EVENT_ID_PREFIX, 1);
    int entries = 0;
    for (RecordEntries mdc = reader.mdc(); mdc.next(); ) {
      entries++;
    }
    for (RecordEntries values = reader.keyValues(); values.next(); ) {
      entries++;
    }
    if (entries != 21) {
      throw new AssertionError(entries);
    }
  }

  static double bytesPerEvent(Runnable event) {
    run(event);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    run(event);
    return (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / EVENTS;
  }

  private static void run(Runnable event) {
    for (int i = 0; i < EVENTS; i++) {
      event.run();
    }
  }
}
