package io.github.telemetryappender.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An application as the driver sees it: a process that is given lines, says what its ledger is, and
 * may say something else on its error stream.
 */
final class Application implements Closeable {

  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final ApplicationKind kind;
  private final Process process;
  private final BufferedWriter lines;
  private final Thread ledgerReader;

  private final CompletableFuture<AppLedger> firstLedger = new CompletableFuture<>();

  // Written by the thread that reads the process's output.
  private volatile @Nullable AppLedger ledger;

  // Written by the thread that closes.
  private volatile boolean closed;

  private Application(ApplicationKind kind, Process process, Consumer<String> remarks) {
    this.kind = kind;
    this.process = process;
    this.lines =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    this.ledgerReader = forEachLine(process.getInputStream(), line -> takeLedger(line, remarks));
    forEachLine(process.getErrorStream(), remarks);
  }

  /**
   * Starts the application's process.
   *
   * @param remarks told each line of the error stream, on a thread of its own
   */
  static Application start(ApplicationKind kind, ProcessBuilder builder, Consumer<String> remarks)
      throws IOException {
    return new Application(kind, builder.start(), remarks);
  }

  private Thread forEachLine(InputStream stream, Consumer<String> taker) {
    Thread reader = new Thread(() -> readLines(stream, taker), "demo reader");
    reader.setDaemon(true);
    reader.start();
    return reader;
  }

  private void readLines(InputStream stream, Consumer<String> taker) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      reader.lines().forEach(taker);
    } catch (IOException | UncheckedIOException e) {
      if (!closed) {
        taker.accept("its output cannot be read any more: " + e.getMessage());
      }
    }
  }

  private void takeLedger(String line, Consumer<String> remarks) {
    try {
      AppLedger told = AppLedger.ofJson(line);
      ledger = told;
      firstLedger.complete(told);
    } catch (JsonProcessingException notALedger) {
      remarks.accept(line);
    }
  }

  ApplicationKind kind() {
    return kind;
  }

  /** The latest ledger; null before the first. */
  @Nullable AppLedger ledger() {
    return ledger;
  }

  /** Waits until the application has configured itself and told its first ledger. */
  void awaitStart(Duration atMost) throws IOException, InterruptedException {
    CompletableFuture<Process> ended = process.onExit();
    try {
      CompletableFuture.anyOf(firstLedger, ended).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(kind.serviceName() + " did not start within " + atMost, e);
    }
    if (!firstLedger.isDone()) {
      throw new IOException(kind.serviceName() + " ended with exit status " + exitStatus());
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Gives the application a line, at once: the next one may be long in coming. */
  void give(String line) throws IOException {
    lines.write(line);
    lines.write('\n');
    lines.flush();
  }

  /** Tells the application that no line follows: it flushes, stops its framework and ends. */
  void endLines() throws IOException {
    lines.close();
  }

  /** Waits for the process and its last ledger; false where it takes longer. */
  boolean awaitEnd(Duration atMost) throws InterruptedException {
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      return false;
    }
    ledgerReader.join(LAST_WORDS.toMillis());
    return true;
  }

  /** The exit status of a process that has ended. */
  int exitStatus() {
    return process.exitValue();
  }

  /** Ends the process, politely first. */
  @Override
  public void close() {
    closed = true;
    process.destroy();
    try {
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
