package io.github.telemetryappender.core.format.datadog;

import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.settings.FormatDeclaration;
import io.github.telemetryappender.core.settings.FormatLimits;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * An array of logs with Datadog's reserved attributes. The limits are those of its public reference
 * ("Send logs", version 2): 1,000 logs and 5 MB in a request, 1 MB a log, which is else cut short,
 * and no log older than 18 hours.
 */
final class DatadogFormat implements PayloadFormat {

  /** Below 5 MB by as much as our estimate of a body may be wrong. */
  private static final long MAX_BODY_BYTES = 4_250_000;

  private static final FormatLimits LIMITS =
      new FormatLimits(1_000, MAX_BODY_BYTES, 1_000_000, Duration.ofHours(18));

  static final FormatDeclaration DECLARATION =
      FormatDeclaration.named("datadog")
          .withPath("/api/v2/logs")
          .withLimits(LIMITS)
          .withApiKey("DD-API-KEY", "")
          .withOption("ddsource", "the technology the logs come from, by which Datadog parses them")
          .withOption("ddtags", "a list of tags, key:value with commas between");

  /** Keys, punctuation, timestamp, event id: what a log takes beside its record. */
  private static final int LOG_BYTES = 320;

  private final Origin origin;

  DatadogFormat(FormatContext context) {
    this.origin = Origin.of(context);
  }

  @Override
  public FormatDeclaration declaration() {
    return DECLARATION;
  }

  @Override
  public String contentType() {
    return "application/json";
  }

  @Override
  public Set<Field> wants() {
    return EnumSet.complementOf(EnumSet.of(Field.PATTERN_AND_ARGUMENTS));
  }

  /** With an eighth for escapes. */
  @Override
  public long estimatedBytes(int recordBytes) {
    return (long) recordBytes + recordBytes / 8 + LOG_BYTES + origin.length();
  }

  @Override
  public BodyWriter newBodyWriter() {
    return new DatadogBodyWriter(origin);
  }
}
