package io.github.telemetryappender.demo;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One run of the demonstration, from starting the applications to the verdict. */
final class Run implements Closeable {

  private static final Duration START_AT_MOST = Duration.ofSeconds(60);
  // Longer than the applications flush and stop for.
  private static final Duration END_AT_MOST = Duration.ofSeconds(60);
  private static final long FEED_EVERY_MILLIS = 10;
  private static final long SHOW_LIVE_EVERY_MILLIS = 250;
  private static final long SHOW_PLAIN_EVERY_MILLIS = 5_000;

  private final Arguments arguments;
  private final Screen screen;
  private final Timetable timetable;
  private final @Nullable Endpoint endpoint;
  private final List<Application> applications = new ArrayList<>();
  private final ScheduledExecutorService feeding = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledExecutorService directing = Executors.newSingleThreadScheduledExecutor();

  // Completed once: by the clock, by the end of the text, or by what went wrong.
  private final CompletableFuture<String> endOfLines = new CompletableFuture<>();

  private long startedAtNanos;

  Run(Arguments arguments, Screen screen) throws IOException {
    this.arguments = arguments;
    this.screen = screen;
    this.timetable = Timetable.filling(arguments.length());
    this.endpoint = arguments.target() == null ? Endpoint.open() : null;
  }

  /**
   * Runs to the end.
   *
   * @throws IOException where an application fails, the text cannot be read, or the port cannot be
   *     opened again
   */
  Verdict verdict() throws IOException, InterruptedException {
    startApplications();
    try (Lines lines = Lines.of(arguments.file())) {
      direct(lines);
      awaitEndOfLines();
    }
    endApplications();
    return compare();
  }

  private void startApplications() throws IOException, InterruptedException {
    Launch launch = endpoint == null ? Launch.at(target()) : Launch.at(endpoint);
    screen.say(
        String.format(
            "Two applications log %s to %s: %,d events per second each, for %s.",
            textInWords(arguments.file()),
            launch.endpoint(),
            arguments.eventsPerSecond(),
            Table.clock(arguments.length())));
    for (ApplicationKind kind : ApplicationKind.values()) {
      applications.add(
          Application.start(
              kind, launch.of(kind), remark -> screen.say(kind.serviceName() + " | " + remark)));
    }
    for (Application application : applications) {
      application.awaitStart(START_AT_MOST);
    }
  }

  private Arguments.Target target() {
    if (arguments.target() == null) {
      throw new IllegalStateException("a run has an embedded endpoint or a target");
    }
    return arguments.target();
  }

  private static String textInWords(@Nullable Path file) {
    if (file == null) {
      return "the lines of a book";
    }
    return file.equals(Arguments.STANDARD_INPUT) ? "standard input" : "the lines of " + file;
  }

  private void direct(Lines lines) {
    startedAtNanos = System.nanoTime();
    Feeder feeder = new Feeder(lines, applications, arguments.eventsPerSecond());
    every(FEED_EVERY_MILLIS, feeding, () -> feed(feeder));
    every(showEveryMillis(), directing, () -> screen.show(moment()));
    if (endpoint != null) {
      timetable.phases().forEach(phase -> at(phase.start(), () -> enter(phase)));
    }
    at(arguments.length(), () -> endOfLines.complete("the time is over"));
  }

  private long showEveryMillis() {
    return screen.kind() == Screen.Kind.LIVE ? SHOW_LIVE_EVERY_MILLIS : SHOW_PLAIN_EVERY_MILLIS;
  }

  private void every(long millis, ScheduledExecutorService thread, Runnable action) {
    Future<?> unused =
        thread.scheduleWithFixedDelay(orFail(action), millis, millis, TimeUnit.MILLISECONDS);
  }

  private void at(Duration elapsed, Runnable action) {
    Future<?> unused = directing.schedule(orFail(action), elapsed.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** A scheduler keeps the exceptions of its actions to itself; here they end the run. */
  private Runnable orFail(Runnable action) {
    return () -> {
      try {
        action.run();
      } catch (RuntimeException e) {
        endOfLines.completeExceptionally(e);
      }
    };
  }

  private void feed(Feeder feeder) {
    try {
      if (!endOfLines.isDone() && !feeder.feed(elapsed().toNanos())) {
        endOfLines.complete("the text has ended");
      }
    } catch (IOException e) {
      endOfLines.completeExceptionally(e);
    }
  }

  private void enter(Phase phase) {
    if (!endOfLines.isDone()) {
      become(phase.weather());
    }
  }

  private void become(Weather weather) {
    if (endpoint == null) {
      return;
    }
    try {
      endpoint.become(weather);
      if (screen.kind() == Screen.Kind.PLAIN) {
        screen.say(Table.clock(elapsed()) + "  endpoint: " + weather.words());
      }
    } catch (IOException e) {
      endOfLines.completeExceptionally(e);
    }
  }

  private void awaitEndOfLines() throws IOException, InterruptedException {
    try {
      String reason = endOfLines.get();
      if (elapsed().compareTo(arguments.length()) < 0) {
        become(Weather.FINE);
      }
      screen.say(Table.clock(elapsed()) + "  " + reason + ": the applications flush and stop");
    } catch (ExecutionException e) {
      throw new IOException(firstCause(e), e);
    }
  }

  /** What an application's exit looks like from here is a broken pipe; say which one it was. */
  private String firstCause(ExecutionException failure) {
    for (Application application : applications) {
      if (!application.isAlive()) {
        return application.kind().serviceName()
            + " ended with exit status "
            + application.exitStatus();
      }
    }
    Throwable cause = failure.getCause();
    return String.valueOf(cause == null ? failure.getMessage() : cause.getMessage());
  }

  private void endApplications() throws IOException, InterruptedException {
    for (Application application : applications) {
      application.endLines();
    }
    for (Application application : applications) {
      if (!application.awaitEnd(END_AT_MOST)) {
        screen.say(application.kind().serviceName() + " did not end within " + END_AT_MOST);
      }
    }
  }

  private Verdict compare() {
    directing.shutdownNow();
    screen.show(moment());
    screen.keepTable();
    return Verdict.on(ledgers(), endpoint == null ? null : endpoint.counts());
  }

  private Moment moment() {
    Duration elapsed = elapsed();
    return new Moment(
        elapsed,
        arguments.length(),
        endpoint == null ? target().toString() : forecast(elapsed),
        ledgers(),
        endpoint == null ? null : endpoint.counts());
  }

  private String forecast(Duration elapsed) {
    String now =
        endOfLines.isDone() ? Weather.FINE.words() : timetable.at(elapsed).weather().words();
    return now
        + timetable
            .after(elapsed)
            .filter(next -> !endOfLines.isDone())
            .map(next -> " (" + next.start().minus(elapsed).toSeconds() + " s more)")
            .orElse("");
  }

  private List<Moment.AppLine> ledgers() {
    return applications.stream()
        .map(each -> new Moment.AppLine(each.kind().serviceName(), each.ledger()))
        .toList();
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startedAtNanos);
  }

  /** Ends whatever still runs. */
  @Override
  public void close() {
    feeding.shutdownNow();
    directing.shutdownNow();
    applications.forEach(Application::close);
    if (endpoint != null) {
      endpoint.close();
    }
  }
}
