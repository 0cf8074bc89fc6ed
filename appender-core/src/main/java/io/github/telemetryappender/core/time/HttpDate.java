package io.github.telemetryappender.core.time;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads a date as servers write it in headers: in the form of today, and in the two older ones that
 * whoever reads must still know (RFC 9110, section 5.6.7). Pure; any thread.
 */
public final class HttpDate {

  /** Of the hundred years that two digits can mean. */
  private static final int EARLIEST_YEAR = 1980;

  private static final List<DateTimeFormatter> FORMS =
      List.of(
          DateTimeFormatter.RFC_1123_DATE_TIME,
          utc(
              new DateTimeFormatterBuilder()
                  .appendPattern("EEEE, dd-MMM-")
                  .appendValueReduced(ChronoField.YEAR, 2, 2, EARLIEST_YEAR)
                  .appendPattern(" HH:mm:ss 'GMT'")),
          utc(new DateTimeFormatterBuilder().appendPattern("EEE MMM ppd HH:mm:ss yyyy")));

  private HttpDate() {}

  private static DateTimeFormatter utc(DateTimeFormatterBuilder form) {
    return form.toFormatter(Locale.ENGLISH).withZone(ZoneOffset.UTC);
  }

  /** The instant that the text tells; empty for what is no such date. */
  public static Optional<Instant> parse(String text) {
    return FORMS.stream().flatMap(form -> parse(text, form).stream()).findFirst();
  }

  private static Optional<Instant> parse(String text, DateTimeFormatter form) {
    try {
      return Optional.of(form.parse(text, Instant::from));
    } catch (DateTimeParseException anotherForm) {
      return Optional.empty();
    }
  }
}
