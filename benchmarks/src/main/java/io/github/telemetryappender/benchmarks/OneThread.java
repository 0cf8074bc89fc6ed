package io.github.telemetryappender.benchmarks;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.MDC;

/**
 * What an event takes from {@code logger.info} to compressed bytes, all of it on one thread and
 * without a network: ours through capture, lane, batch, format and gzip, beside OpenTelemetry's
 * appender, SDK, exporter and gzip. CPU time of the thread, the median of several rounds in which
 * they take turns. Prints a table in Markdown. The first argument is the number of rounds, 15
 * unless it is given.
 */
public final class OneThread {

  private static final int EVENTS_PER_BODY = 1_000;
  private static final int BODIES_PER_ROUND = 60;
  private static final int WARM_UP_ROUNDS = 8;
  private static final int EVENTS_PER_REQUEST = 10;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final List<Contender> contenders = new ArrayList<>();
  private final Workload workload = new Workload();
  private long logged;

  private OneThread() {}

  /** A way from events to bytes: an appender that keeps them until a body is asked for. */
  interface Way {

    /** What Logback hands the events to. */
    Appender<ILoggingEvent> appender();

    /** Makes a body of all events since the last one, and returns its length. */
    long makeBody() throws IOException;
  }

  /** A way, the logger that leads into it, and what was measured. */
  private static final class Contender {

    private final String title;
    private final Way way;
    private final Logger logger;
    private final double[] nanosPerEvent;
    private final double[] nanosInCall;
    private double bytesPerEvent;

    Contender(String title, Way way, int rounds) {
      LoggerContext context = new LoggerContext();
      context.setMDCAdapter(MDC.getMDCAdapter());
      way.appender().setContext(context);
      way.appender().start();
      this.title = title;
      this.way = way;
      this.logger = context.getLogger("com.example.shop.OrderService");
      this.logger.addAppender(way.appender());
      this.nanosPerEvent = new double[rounds];
      this.nanosInCall = new double[rounds];
    }

    static double median(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      return sorted[sorted.length / 2];
    }
  }

  public static void main(String[] arguments) throws IOException {
    int rounds = arguments.length == 0 ? 15 : Integer.parseInt(arguments[0]);
    OneThread bench = new OneThread();
    bench.contenders.add(new Contender("OpenTelemetry", new OpenTelemetryWay(), rounds));
    for (String format : List.of("otlp", "json")) {
      bench.contenders.add(new Contender("ours, `" + format + "`", new OurWay(format), rounds));
    }
    bench.run(rounds);
    bench.print();
  }

  private void run(int rounds) throws IOException {
    for (String[] entry : Workload.MDC) {
      MDC.put(entry[0], entry[1]);
    }
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      for (Contender contender : contenders) {
        measure(contender, round);
      }
    }
  }

  private void measure(Contender contender, int round) throws IOException {
    long callsNanos = 0;
    long bodiesNanos = 0;
    long bytes = 0;
    for (int i = 0; i < BODIES_PER_ROUND; i++) {
      long startNanos = THREADS.getCurrentThreadCpuTime();
      log(contender.logger);
      long betweenNanos = THREADS.getCurrentThreadCpuTime();
      bytes += contender.way.makeBody();
      callsNanos += betweenNanos - startNanos;
      bodiesNanos += THREADS.getCurrentThreadCpuTime() - betweenNanos;
    }
    if (round >= 0) {
      double events = (double) EVENTS_PER_BODY * BODIES_PER_ROUND;
      contender.nanosPerEvent[round] = (callsNanos + bodiesNanos) / events;
      contender.nanosInCall[round] = callsNanos / events;
      contender.bytesPerEvent = bytes / events;
    }
  }

  private void log(Logger logger) {
    for (int i = 0; i < EVENTS_PER_BODY; i++) {
      if (logged % EVENTS_PER_REQUEST == 0) {
        MDC.put(Workload.MDC[0][0], workload.order(logged * 31));
      }
      logger.info(Workload.PATTERN, workload.order(logged), workload.customer(logged));
      logged++;
    }
  }

  private void print() {
    double peer = Contender.median(contenders.get(0).nanosPerEvent);
    System.out.println(
        "| from `logger.info` to gzipped bytes | ns per event | of them in the call"
            + " | of OpenTelemetry's | bytes per event |");
    System.out.println("|---|---:|---:|---:|---:|");
    for (Contender contender : contenders) {
      double nanos = Contender.median(contender.nanosPerEvent);
      System.out.printf(
          "| %s | %,.0f | %,.0f | %.2f | %.1f |%n",
          contender.title,
          nanos,
          Contender.median(contender.nanosInCall),
          nanos / peer,
          contender.bytesPerEvent);
    }
  }
}
