package io.github.telemetryappender.demo;

import static java.util.Objects.requireNonNull;

import io.github.telemetryappender.core.event.Severity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The inner part of a demonstration application: logs each line it reads, tells its ledger from
 * time to time, and ends with the input. So it also ends when the driver is killed.
 */
final class LoggingLoop {

  private static final Duration FLUSH_AT_MOST = Duration.ofSeconds(15);
  private static final long TELL_EVERY_MILLIS = 200;

  private final Framework framework;
  private final PrintStream ledgers;

  // Counted by the thread that logs, read by the one that tells.
  private final Map<Severity, LongAdder> logged = new EnumMap<>(Severity.class);

  /**
   * @param ledgers where the ledger goes, a line of JSON at a time
   */
  LoggingLoop(Framework framework, PrintStream ledgers) {
    this.framework = framework;
    this.ledgers = ledgers;
    for (Severity severity : Severity.values()) {
      logged.put(severity, new LongAdder());
    }
  }

  /** Runs until the input ends, then flushes, stops the framework and tells the last ledger. */
  void run(BufferedReader input) throws IOException {
    ScheduledExecutorService teller = Executors.newSingleThreadScheduledExecutor();
    // If nobody takes a ledger any more, the telling ends here and the input just after.
    Future<?> unused =
        teller.scheduleAtFixedRate(
            () -> tell(AppLedger.Stage.RUNNING), 0, TELL_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    try {
      logLines(input);
      framework.flush(FLUSH_AT_MOST).join();
    } finally {
      end(teller);
    }
    framework.stop();
    tell(AppLedger.Stage.LAST);
  }

  private void logLines(BufferedReader input) throws IOException {
    long number = 0;
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      log(line, ++number);
    }
  }

  private void log(String line, long number) {
    Severity wished = Guess.severityOf(line, number);
    Severity got = framework.log(wished, line, number, exceptionFor(wished, number));
    counterOf(got).increment();
  }

  /** Each line that is an error has an exception with a cause, as in life. */
  private static @Nullable Exception exceptionFor(Severity severity, long number) {
    return severity.compareTo(Severity.ERROR) < 0
        ? null
        : new IllegalStateException(
            "line " + number + " could not be handled", new IOException("the cause of it"));
  }

  private void tell(AppLedger.Stage stage) {
    AppLedger ledger = new AppLedger(stage, loggedBySeverity(), framework.snapshot());
    ledgers.println(ledger.toJson());
    if (ledgers.checkError()) {
      throw new UncheckedIOException(new IOException("nobody reads this application's ledger"));
    }
  }

  private Map<Severity, Long> loggedBySeverity() {
    Map<Severity, Long> counts = new EnumMap<>(Severity.class);
    for (Severity severity : Severity.values()) {
      counts.put(severity, counterOf(severity).sum());
    }
    return counts;
  }

  private LongAdder counterOf(Severity severity) {
    return requireNonNull(logged.get(severity), "every severity has a counter");
  }

  private static void end(ScheduledExecutorService teller) {
    teller.shutdown();
    try {
      if (!teller.awaitTermination(5, TimeUnit.SECONDS)) {
        teller.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
