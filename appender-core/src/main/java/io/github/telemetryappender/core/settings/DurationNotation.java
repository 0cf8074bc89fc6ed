package io.github.telemetryappender.core.settings;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations: a whole number with its unit ({@code 250ms}, {@code 2d}), or ISO-8601 as Java reads
 * it.
 */
final class DurationNotation implements Notation<Duration> {

  static final DurationNotation INSTANCE = new DurationNotation();

  /** Longer than any setting accepts, and short enough for every unit. */
  private static final Duration LONGEST = Duration.ofDays(Integer.MAX_VALUE);

  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]+)(ms|s|m|h|d)");

  private DurationNotation() {}

  @Override
  public Optional<Duration> parse(String text) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text);
    return matcher.matches()
        ? Optional.of(counted(WholeNumber.saturated(matcher.group(1)), matcher.group(2)))
        : parseIso(text);
  }

  private static Duration counted(long count, String unit) {
    Duration one = unitOf(unit);
    return count > LONGEST.dividedBy(one) ? LONGEST : one.multipliedBy(count);
  }

  private static Duration unitOf(String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(1);
      case "s" -> Duration.ofSeconds(1);
      case "m" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      default -> Duration.ofDays(1);
    };
  }

  private static Optional<Duration> parseIso(String text) {
    try {
      return Optional.of(Duration.parse(text));
    } catch (DateTimeParseException notIso) {
      return Optional.empty();
    }
  }

  @Override
  public String print(Duration value) {
    if (value.isNegative() || value.compareTo(LONGEST) > 0) {
      return value.toString();
    }
    long millis = value.toMillis();
    if (!Duration.ofMillis(millis).equals(value)) {
      return value.toString();
    }
    return millis % 1_000 != 0 ? millis + "ms" : printSeconds(millis / 1_000);
  }

  private static String printSeconds(long seconds) {
    if (seconds == 0 || seconds % 60 != 0) {
      return seconds + "s";
    }
    if (seconds % 3_600 != 0) {
      return seconds / 60 + "m";
    }
    return seconds % 86_400 != 0 ? seconds / 3_600 + "h" : seconds / 86_400 + "d";
  }

  @Override
  public String noun() {
    return "a duration";
  }

  @Override
  public String spelling() {
    return "like 250ms, 5s, 2m, 1h, 2d or PT1M";
  }

  @Override
  public String unit() {
    return "duration";
  }
}
