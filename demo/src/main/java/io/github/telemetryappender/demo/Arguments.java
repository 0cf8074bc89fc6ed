package io.github.telemetryappender.demo;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked for on the command line.
 *
 * @param file the text to log; {@code -} for standard input, null for the bundled book
 * @param eventsPerSecond of each application, 1..20,000, default 200
 * @param length how long lines are logged, 5 s..1 h, default 1 min
 * @param target a real endpoint; null for the embedded one
 */
record Arguments(
    @Nullable Path file, int eventsPerSecond, Duration length, @Nullable Target target) {

  static final String USAGE =
      """
      Options:
        --file PATH      a text to log line by line; - for standard input (default: a bundled book)
        --rate N         events per second of each application, 1..20000 (default: 200)
        --duration TIME  how long to log, 5s..1h (default: 60s)
        --endpoint URL   ship to this endpoint instead of the embedded one
        --format NAME    the payload format of that endpoint (default: json)
        --token TEXT     the bearer token for that endpoint (default: none)
        --help           this text""";

  /** The file name that means standard input. */
  static final Path STANDARD_INPUT = Path.of("-");

  /** The embedded endpoint remembers each event id, so a run is bounded. */
  static final long MAX_EVENTS = 2_000_000;

  private static final int MAX_RATE = 20_000;
  private static final Duration SHORTEST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofHours(1);

  /**
   * A real endpoint.
   *
   * @param token null where the endpoint wants none
   */
  record Target(URI url, String format, @Nullable String token) {
    @Override
    public String toString() {
      return url + " as " + format;
    }
  }

  /**
   * Reads a command line.
   *
   * @throws BadArgumentException for the first thing that is wrong
   */
  static Arguments of(List<String> words) {
    return new Reading(new ArrayDeque<>(words)).arguments();
  }

  /** One pass over the words. */
  private static final class Reading {
    private final Deque<String> words;
    private @Nullable Path file;
    private int eventsPerSecond = 200;
    private Duration length = Duration.ofSeconds(60);
    private @Nullable URI url;
    private @Nullable String format;
    private @Nullable String token;

    Reading(Deque<String> words) {
      this.words = words;
    }

    Arguments arguments() {
      while (!words.isEmpty()) {
        take(words.remove());
      }
      Target target = target();
      checkEventCount(target);
      return new Arguments(file, eventsPerSecond, length, target);
    }

    private void take(String option) {
      switch (option) {
        case "--file" -> file = fileOf(valueOf(option));
        case "--rate" -> eventsPerSecond = rateOf(valueOf(option));
        case "--duration" -> length = lengthOf(valueOf(option));
        case "--endpoint" -> url = urlOf(valueOf(option));
        case "--format" -> format = valueOf(option);
        case "--token" -> token = valueOf(option);
        default ->
            throw new BadArgumentException(option + " is not an option of the demonstration");
      }
    }

    private String valueOf(String option) {
      String value = words.poll();
      if (value == null || value.startsWith("--")) {
        throw new BadArgumentException(option + " needs a value");
      }
      return value;
    }

    private @Nullable Target target() {
      if (url != null) {
        return new Target(url, format == null ? "json" : format, token);
      }
      if (format != null || token != null) {
        throw new BadArgumentException(
            (format != null ? "--format" : "--token")
                + " is for a real endpoint: add --endpoint URL");
      }
      return null;
    }

    private void checkEventCount(@Nullable Target target) {
      long events = 2L * eventsPerSecond * length.toSeconds();
      if (target == null && events > MAX_EVENTS) {
        throw new BadArgumentException(
            String.format(
                Locale.ROOT,
                "--rate %d for %d s makes %,d events of two applications, above %,d: the embedded"
                    + " endpoint remembers the id of each; lower the rate or the duration",
                eventsPerSecond,
                length.toSeconds(),
                events,
                MAX_EVENTS));
      }
    }
  }

  private static Path fileOf(String text) {
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      throw new BadArgumentException("--file " + text + " is not a path: " + e.getReason());
    }
    if (!path.equals(STANDARD_INPUT) && !(Files.isReadable(path) && !Files.isDirectory(path))) {
      throw new BadArgumentException(
          "--file " + text + " is not a file that can be read: give a text file, or - for input");
    }
    return path;
  }

  private static int rateOf(String text) {
    int rate;
    try {
      rate = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      rate = 0;
    }
    if (rate < 1 || rate > MAX_RATE) {
      throw new BadArgumentException(
          "--rate " + text + " is not a whole number in 1.." + MAX_RATE + " events per second");
    }
    return rate;
  }

  private static Duration lengthOf(String text) {
    Duration length = durationOf(text);
    if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
      throw new BadArgumentException(
          "--duration " + text + " is not in 5s..1h: give seconds or minutes, such as 90s or 2m");
    }
    return length;
  }

  /** Zero for what is no duration, which is outside the range as well. */
  private static Duration durationOf(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    String typed = lower.matches("\\d+") ? lower + "s" : lower;
    return typed.matches("\\d{1,5}[smh]") ? Duration.parse("PT" + typed) : Duration.ZERO;
  }

  private static URI urlOf(String text) {
    try {
      URI url = new URI(text);
      String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
      if ((scheme.equals("http") || scheme.equals("https")) && url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw new BadArgumentException("--endpoint " + text + " is not a URL: " + e.getReason());
    }
    throw new BadArgumentException(
        "--endpoint " + text + " is not an http or https URL: such as https://logs.example/ingest");
  }
}
