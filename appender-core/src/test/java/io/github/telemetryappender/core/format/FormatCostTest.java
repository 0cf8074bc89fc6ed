package io.github.telemetryappender.core.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.telemetryappender.core.capture.CaptureBench;
import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.settings.Compression;
import io.github.telemetryappender.core.transport.PayloadTooLargeException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What rendering takes, in every format. */
class FormatCostTest {

  private static final int EVENTS = 1_000;
  private static final int BODIES = 50;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final List<byte[]> records = records();

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

  static List<String> formats() {
    return Formats.load().names();
  }

  @ParameterizedTest
  @MethodSource("formats")
  void anEventAllocatesNothing(String name) throws Exception {
    try (BodyRenderer renderer = renderer(AnyEvent.format(name))) {
      renderBodies(renderer);
      long before = threads.getCurrentThreadAllocatedBytes();
      renderBodies(renderer);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;

      // What is left is a few small objects for each body.
      assertThat((double) allocated / (BODIES * EVENTS)).isLessThan(2);
    }
  }

  private static BodyRenderer renderer(PayloadFormat format) {
    return new BodyRenderer(format, Compression.GZIP);
  }

  private void renderBodies(BodyRenderer renderer) throws PayloadTooLargeException, IOException {
    for (int i = 0; i < BODIES; i++) {
      RenderedBody body =
          renderer.render(new RecordList(records), Long.MAX_VALUE, Compression.GZIP);
      body.writeTo(OutputStream.nullOutputStream());
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void theEstimateIsRatherTooHighThanTooLow(String name) throws Exception {
    PayloadFormat format = AnyEvent.format(name);
    long estimate = 0;
    for (byte[] record : records) {
      estimate += format.estimatedBytes(record.length);
    }
    try (BodyRenderer renderer = renderer(format)) {
      long rawBytes =
          renderer.render(new RecordList(records), Long.MAX_VALUE, Compression.GZIP).rawBytes();

      assertThat(estimate).isBetween(rawBytes, 2 * rawBytes);
    }
  }
}
