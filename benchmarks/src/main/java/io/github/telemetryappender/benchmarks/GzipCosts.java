package io.github.telemetryappender.benchmarks;

import io.github.telemetryappender.core.format.GzipStreams;
import io.github.telemetryappender.core.settings.Compression;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Our gzip beside the JDK's zlib at its levels, each in use again and again as in a renderer, on
 * bodies of a thousand events. CPU time of one thread, the median of several rounds in which they
 * take turns. Prints a table in Markdown. The first argument is the number of rounds, 15 unless it
 * is given.
 */
public final class GzipCosts {

  private static final int EVENTS = 1_000;
  private static final int BODIES_PER_ROUND = 20;
  private static final int WARM_UP_ROUNDS = 5;

  /** As bodies reach the compressor. */
  private static final int PART_BYTES = 16 * 1024;

  private static final List<Integer> LEVELS = List.of(1, 2, 3, 6);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private GzipCosts() {}

  /** Compresses a body, and returns how many bytes that makes. */
  interface Gzip {

    long length(byte[] raw);
  }

  /** The JDK's, with the checksum that gzip wants. */
  private static final class Zlib implements Gzip {

    private static final int FRAME_BYTES = 18;

    private final Deflater deflater;
    private final CRC32 checksum = new CRC32();
    private final byte[] out = new byte[PART_BYTES];

    Zlib(int level) {
      deflater = new Deflater(level, true);
    }

    @Override
    public long length(byte[] raw) {
      deflater.reset();
      checksum.reset();
      long length = FRAME_BYTES;
      for (int at = 0; at < raw.length; at += PART_BYTES) {
        int part = Math.min(PART_BYTES, raw.length - at);
        checksum.update(raw, at, part);
        deflater.setInput(raw, at, part);
        length += drain();
      }
      deflater.finish();
      return length + drain();
    }

    private long drain() {
      long length = 0;
      for (int made = deflater.deflate(out); made > 0; made = deflater.deflate(out)) {
        length += made;
      }
      return length;
    }
  }

  /** One way to compress one kind of body, and what was measured of it. */
  private static final class Cell {

    private final String title;
    private final Gzip gzip;
    private final byte[] raw;
    private final double[] nanosPerEvent;
    private double bytesPerEvent;

    Cell(String title, Gzip gzip, byte[] raw, int rounds) {
      this.title = title;
      this.gzip = gzip;
      this.raw = raw;
      this.nanosPerEvent = new double[rounds];
    }

    void measure(int round) {
      long startNanos = THREADS.getCurrentThreadCpuTime();
      long bytes = 0;
      for (int i = 0; i < BODIES_PER_ROUND; i++) {
        bytes += gzip.length(raw);
      }
      double nanos = THREADS.getCurrentThreadCpuTime() - startNanos;
      if (round >= 0) {
        nanosPerEvent[round] = nanos / (BODIES_PER_ROUND * EVENTS);
        bytesPerEvent = (double) bytes / (BODIES_PER_ROUND * EVENTS);
      }
    }

    double medianNanos() {
      double[] sorted = nanosPerEvent.clone();
      Arrays.sort(sorted);
      return sorted[sorted.length / 2];
    }
  }

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length == 0 ? 15 : Integer.parseInt(arguments[0]);
    System.out.println(
        "| body | compressed by | ns per event | × zlib's level 1 | bytes per event |");
    System.out.println("|---|---|---:|---:|---:|");
    for (String format : List.of("json", "otlp", "loki")) {
      print("`" + format + "`", body(format, SampleEvents.PLAIN), rounds);
    }
    print("`json`, with stack traces", body("json", SampleEvents.WITH_EXCEPTIONS), rounds);
  }

  private static byte[] body(String format, SampleEvents events) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    FormatCosts.renderer(format, Compression.NONE)
        .render(new ListedRecords(events.records(EVENTS)), Long.MAX_VALUE)
        .writeTo(body);
    return body.toByteArray();
  }

  private static void print(String title, byte[] raw, int rounds) {
    List<Cell> cells = new ArrayList<>();
    for (int level : LEVELS) {
      cells.add(new Cell("zlib, level " + level, new Zlib(level), raw, rounds));
    }
    GzipStreams ours = new GzipStreams();
    cells.add(new Cell("ours", body -> ours.length(body, PART_BYTES), raw, rounds));
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      for (Cell cell : cells) {
        cell.measure(round);
      }
    }
    System.out.printf("| %s | nothing | | | %.1f |%n", title, (double) raw.length / EVENTS);
    for (Cell cell : cells) {
      System.out.printf(
          "| | %s | %,.0f | %.2f | %.1f |%n",
          cell.title,
          cell.medianNanos(),
          cell.medianNanos() / cells.get(0).medianNanos(),
          cell.bytesPerEvent);
    }
  }
}
