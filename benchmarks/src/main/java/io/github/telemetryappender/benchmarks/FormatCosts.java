package io.github.telemetryappender.benchmarks;

import io.github.telemetryappender.core.capture.EventCapture;
import io.github.telemetryappender.core.capture.RecordCursor;
import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.event.EventSource;
import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.format.BodyRenderer;
import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.Formats;
import io.github.telemetryappender.core.format.RenderedBody;
import io.github.telemetryappender.core.memory.MemoryPool;
import io.github.telemetryappender.core.settings.CaptureConfig;
import io.github.telemetryappender.core.settings.CaptureConfig.CallerData;
import io.github.telemetryappender.core.settings.Compression;
import io.github.telemetryappender.core.settings.EndpointConfig;
import io.github.telemetryappender.core.settings.NameFilter;
import io.github.telemetryappender.core.settings.ResourceConfig;
import io.github.telemetryappender.core.time.Clock;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What rendering and compressing an event takes in each format, and what redaction takes on the
 * caller's thread: CPU time of one thread, the best of several rounds in which formats take turns.
 * Prints tables in Markdown. The first argument is the number of rounds, 8 unless it is given.
 */
public final class FormatCosts {

  private static final int EVENTS = 1_000;
  private static final int BODIES_PER_ROUND = 40;
  private static final byte[] EVENT_ID_PREFIX =
      "00000000000000ab-n-".getBytes(StandardCharsets.US_ASCII);
  private static final ResourceConfig RESOURCE =
      new ResourceConfig("shop", "1.2", "test", "host-1", 4711, Map.of("region", "eu"));
  private static final List<Pattern> CARD_AND_TOKEN =
      List.of(
          Pattern.compile("\\b\\d{4}[ -]?\\d{4}[ -]?\\d{4}[ -]?\\d{4}\\b"),
          Pattern.compile("(?<=token=)[^ ]+"));

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private FormatCosts() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length == 0 ? 8 : Integer.parseInt(arguments[0]);
    printRendering(rounds, records(List.of()));
    printRedaction(rounds);
  }

  // Events

  /** Reads the event with a number: two arguments, three MDC entries, a key-value pair. */
  private static final EventSource<Integer> SOURCE =
      new EventSource<>() {
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
          readEvent(event, fields);
        }
      };

  private static void readEvent(int number, EventFields fields) {
    int mixed = number * 0x9E3779B9;
    fields.instant(1_700_000_000L + number / 50, number % 50 * 20_000_000);
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
  }

  private static EventCapture<Integer> capture(List<Pattern> redactions) {
    CaptureConfig config =
        new CaptureConfig(NameFilter.ALL, NameFilter.ALL, CallerData.OMIT, 256 * 1024, redactions);
    return new EventCapture<>(
        SOURCE,
        config,
        EnumSet.complementOf(EnumSet.of(Field.TRACE_CONTEXT)),
        new MemoryPool(16 << 20),
        Clock.system());
  }

  private static List<byte[]> records(List<Pattern> redactions) {
    List<byte[]> records = new ArrayList<>();
    EventCapture<Integer> capture = capture(redactions);
    for (int number = 0; number < EVENTS; number++) {
      capture.capture(
          number,
          Severity.INFO,
          (severity, record, offset, length) ->
              records.add(Arrays.copyOfRange(record, offset, offset + length)));
    }
    return records;
  }

  // Rendering

  /** A format with a compression, and the best that was measured of it. */
  private static final class Cell {

    private final String format;
    private final Compression compression;
    private final BodyRenderer renderer;
    private double nanosPerEvent = Double.MAX_VALUE;
    private double bytesPerEvent;

    Cell(String format, Compression compression) {
      this.format = format;
      this.compression = compression;
      EndpointConfig endpoint =
          new EndpointConfig(
              URI.create("http://localhost/"),
              format,
              compression,
              List.of(),
              format.equals("elasticsearch") ? "logs" : "",
              List.of(),
              Map.of());
      FormatContext context = new FormatContext(endpoint, RESOURCE, "00000000000000ab");
      this.renderer = new BodyRenderer(Formats.load().create(context), compression);
    }

    void measure(List<byte[]> records) throws Exception {
      long startNanos = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < BODIES_PER_ROUND; i++) {
        RenderedBody body = renderer.render(new Records(records), Long.MAX_VALUE);
        bytesPerEvent = (double) body.contentLength() / EVENTS;
        body.writeTo(OutputStream.nullOutputStream());
      }
      double nanos = THREADS.getCurrentThreadCpuTime() - startNanos;
      nanosPerEvent = Math.min(nanosPerEvent, nanos / (BODIES_PER_ROUND * EVENTS));
    }
  }

  /** A cursor over records in a list, whose positions are their indexes. */
  private static final class Records implements RecordCursor {

    private final List<byte[]> records;
    private int next;

    Records(List<byte[]> records) {
      this.records = records;
    }

    @Override
    public boolean next(RecordReader reader) {
      if (next == records.size()) {
        return false;
      }
      byte[] record = records.get(next);
      reader.wrap(record, 0, record.length, EVENT_ID_PREFIX, next++);
      return true;
    }
  }

  private static void printRendering(int rounds, List<byte[]> records) throws Exception {
    List<Cell> cells = new ArrayList<>();
    for (String format : Formats.load().names()) {
      for (Compression compression : Compression.values()) {
        cells.add(new Cell(format, compression));
      }
    }
    for (int round = 0; round < rounds; round++) {
      for (Cell cell : cells) {
        cell.measure(records);
      }
    }
    System.out.println(
        "| format | compression | ns per event | of `json` alike | bytes per event |");
    System.out.println("|---|---|---:|---:|---:|");
    for (Cell cell : cells) {
      System.out.printf(
          "| `%s` | %s | %,.0f | %.2f | %.1f |%n",
          cell.format,
          cell.compression.toString().toLowerCase(Locale.ROOT),
          cell.nanosPerEvent,
          cell.nanosPerEvent / json(cells, cell.compression).nanosPerEvent,
          cell.bytesPerEvent);
    }
  }

  private static Cell json(List<Cell> cells, Compression compression) {
    return cells.stream()
        .filter(cell -> cell.format.equals("json") && cell.compression == compression)
        .findFirst()
        .orElseThrow();
  }

  // Redaction

  private static void printRedaction(int rounds) {
    double without = Double.MAX_VALUE;
    double with = Double.MAX_VALUE;
    EventCapture<Integer> plain = capture(List.of());
    EventCapture<Integer> redacting = capture(CARD_AND_TOKEN);
    for (int round = 0; round < rounds; round++) {
      without = Math.min(without, captureNanos(plain));
      with = Math.min(with, captureNanos(redacting));
    }
    System.out.println();
    System.out.println("| capture, with what makes the event | ns per event |");
    System.out.println("|---|---:|");
    System.out.printf("| without `redact` | %,.0f |%n", without);
    System.out.printf("| with two expressions (card numbers, tokens) | %,.0f |%n", with);
  }

  private static double captureNanos(EventCapture<Integer> capture) {
    long startNanos = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < BODIES_PER_ROUND; i++) {
      for (int number = 0; number < EVENTS; number++) {
        capture.capture(number, Severity.INFO, (severity, record, offset, length) -> length > 0);
      }
    }
    double nanos = THREADS.getCurrentThreadCpuTime() - startNanos;
    return nanos / (BODIES_PER_ROUND * EVENTS);
  }
}
