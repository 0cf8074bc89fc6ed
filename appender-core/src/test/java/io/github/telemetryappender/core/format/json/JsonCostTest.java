package io.github.telemetryappender.core.format.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.telemetryappender.core.capture.CaptureBench;
import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.format.BodyRenderer;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.format.RecordList;
import io.github.telemetryappender.core.format.RenderedBody;
import io.github.telemetryappender.core.settings.Compression;
import io.github.telemetryappender.core.settings.ResourceConfig;
import io.github.telemetryappender.core.transport.PayloadTooLargeException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What rendering takes. */
class JsonCostTest {

  private static final int EVENTS = 1_000;
  private static final int BODIES = 50;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final PayloadFormat format =
      JsonFormat.json(
          new ResourceConfig("shop", "1.2", "test", "host-1", 4711, Map.of("team", "a")));
  private final BodyRenderer renderer = new BodyRenderer(format, Compression.GZIP);
  private final List<byte[]> records = records();

  @AfterEach
  void close() {
    renderer.close();
  }

  private static List<byte[]> records() {
    CaptureBench bench = new CaptureBench();
    for (int i = 0; i < EVENTS; i++) {
      int number = i;
      bench.read(fields -> readEvent(fields, number));
    }
    return bench.sink().records();
  }

  private static void readEvent(EventFields fields, int number) {
    fields.logger("com.example.shop.OrderService");
    fields.thread("http-nio-8080-exec-" + number % 20, 1);
    fields.mdc("requestId", Integer.toHexString(number * 31));
    fields.mdc("user", "user-" + number % 100);
    fields.keyValue("price", number / 8.0);
    fields.marker("AUDIT");
    fields.message("User " + number % 100 + " bought article " + number);
  }

  @Test
  void anEventAllocatesNothing() throws Exception {
    renderBodies();
    long before = threads.getCurrentThreadAllocatedBytes();
    renderBodies();
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    // What is left is a few small objects for each body.
    assertThat((double) allocated / (BODIES * EVENTS)).isLessThan(2);
  }

  private void renderBodies() throws PayloadTooLargeException, IOException {
    for (int i = 0; i < BODIES; i++) {
      RenderedBody body = renderer.render(new RecordList(records), Long.MAX_VALUE);
      body.writeTo(OutputStream.nullOutputStream());
    }
  }

  @Test
  void theEstimateIsRatherTooHighThanTooLow() throws Exception {
    long estimate = 0;
    for (byte[] record : records) {
      estimate += format.estimatedBytes(record.length);
    }

    long rawBytes = renderer.render(new RecordList(records), Long.MAX_VALUE).rawBytes();

    assertThat(estimate).isBetween(rawBytes, 2 * rawBytes);
  }
}
