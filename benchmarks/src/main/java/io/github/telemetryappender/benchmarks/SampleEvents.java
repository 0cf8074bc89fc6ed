package io.github.telemetryappender.benchmarks;

import io.github.telemetryappender.core.capture.EventCapture;
import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.event.EventSource;
import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.memory.MemoryPool;
import io.github.telemetryappender.core.settings.CaptureConfig;
import io.github.telemetryappender.core.settings.CaptureConfig.CallerData;
import io.github.telemetryappender.core.settings.NameFilter;
import io.github.telemetryappender.core.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Events for what is measured without a framework, each made of a number: a message of about 90
 * characters, three MDC entries, a key-value pair, and in the second kind an exception with a
 * cause.
 */
final class SampleEvents implements EventSource<Integer> {

  static final SampleEvents PLAIN = new SampleEvents(false);
  static final SampleEvents WITH_EXCEPTIONS = new SampleEvents(true);

  private static final int MAX_EVENT_BYTES = 256 * 1024;
  private static final int EXCEPTIONS = 16;

  private final Throwable[] exceptions;

  private SampleEvents(boolean withExceptions) {
    exceptions = new Throwable[withExceptions ? EXCEPTIONS : 0];
    for (int i = 0; i < exceptions.length; i++) {
      exceptions[i] = failure(i);
    }
  }

  private static Throwable failure(int depth) {
    return depth > 0
        ? failure(depth - 1)
        : new IllegalStateException("no stock", new IllegalArgumentException("article"));
  }

  @Override
  public Severity severity(Integer event) {
    return Severity.INFO;
  }

  @Override
  public String loggerName(Integer event) {
    return "com.example.shop.OrderService";
  }

  @Override
  public void read(Integer event, EventFields fields) {
    int mixed = event * 0x9E3779B9;
    fields.instant(1_700_000_000L + event / 50, event % 50 * 20_000_000);
    fields.logger("com.example.shop.OrderService" + (mixed >>> 29));
    fields.thread("http-nio-8080-exec-" + (mixed >>> 27), 40 + (mixed >>> 27));
    fields.mdc("requestId", Integer.toHexString(mixed));
    fields.mdc("user", "user-" + (mixed >>> 22));
    fields.mdc("tenant", "tenant-" + (mixed >>> 30));
    fields.keyValue("price", (mixed >>> 16) / 100.0);
    fields.message(
        "Order "
            + mixed
            + " of user-"
            + (mixed >>> 22)
            + " was placed and goes out with the parcel");
    if (exceptions.length > 0) {
      fields.exception(exceptions[(mixed >>> 28) % exceptions.length]);
    }
  }

  EventCapture<Integer> capture(List<Pattern> redactions) {
    CaptureConfig config =
        new CaptureConfig(
            NameFilter.ALL, NameFilter.ALL, CallerData.OMIT, MAX_EVENT_BYTES, redactions);
    return new EventCapture<>(
        this,
        config,
        EnumSet.complementOf(EnumSet.of(Field.TRACE_CONTEXT)),
        new MemoryPool(16 << 20),
        Clock.system());
  }

  /** The first {@code count} of them as the capture writes them. */
  List<byte[]> records(int count) {
    List<byte[]> records = new ArrayList<>();
    EventCapture<Integer> capture = capture(List.of());
    for (int number = 0; number < count; number++) {
      capture.capture(
          number,
          Severity.INFO,
          (severity, record, offset, length) ->
              records.add(Arrays.copyOfRange(record, offset, offset + length)));
    }
    return records;
  }
}
