package io.github.telemetryappender.benchmarks;

import io.github.telemetryappender.core.capture.EventCapture;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.format.BodyRenderer;
import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.Formats;
import io.github.telemetryappender.core.format.RenderedBody;
import io.github.telemetryappender.core.settings.Compression;
import io.github.telemetryappender.core.settings.EndpointConfig;
import io.github.telemetryappender.core.settings.ResourceConfig;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.util.ArrayList;
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
    printRendering(rounds, SampleEvents.PLAIN.records(EVENTS));
    printRedaction(rounds);
  }

  // Rendering

  static BodyRenderer renderer(String format, Compression compression) {
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
    return new BodyRenderer(Formats.load().create(context), compression);
  }

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
      this.renderer = renderer(format, compression);
    }

    void measure(List<byte[]> records) throws Exception {
      long startNanos = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < BODIES_PER_ROUND; i++) {
        RenderedBody body = renderer.render(new ListedRecords(records), Long.MAX_VALUE);
        bytesPerEvent = (double) body.contentLength() / EVENTS;
        body.writeTo(OutputStream.nullOutputStream());
      }
      double nanos = THREADS.getCurrentThreadCpuTime() - startNanos;
      nanosPerEvent = Math.min(nanosPerEvent, nanos / (BODIES_PER_ROUND * EVENTS));
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
    System.out.println("| format | compression | ns per event | × `json` | bytes per event |");
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
    EventCapture<Integer> plain = SampleEvents.PLAIN.capture(List.of());
    EventCapture<Integer> redacting = SampleEvents.PLAIN.capture(CARD_AND_TOKEN);
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
