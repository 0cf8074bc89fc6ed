package io.github.telemetryappender.core.format.loki;

import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.format.Answer;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.format.Receipt;
import io.github.telemetryappender.core.settings.FormatDeclaration;
import io.github.telemetryappender.core.settings.FormatDeclaration.Place;
import io.github.telemetryappender.core.settings.FormatLimits;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Grafana Loki's push endpoint, as JSON: the message and its stack trace are the line, everything
 * else is structured metadata of the entry. By its default limits Loki refuses lines above 256 KB
 * and entries older than a week.
 */
final class LokiFormat implements PayloadFormat {

  static final FormatDeclaration DECLARATION =
      FormatDeclaration.named("loki")
          .withPath("/loki/api/v1/push")
          .withLimits(
              new FormatLimits(Integer.MAX_VALUE, Long.MAX_VALUE, 256 * 1024, Duration.ofDays(7)))
          .withLabels(Place.OPTIONAL);

  /** Statuses that Loki takes entries with; it may answer others below 300 when it is blocked. */
  private static final Set<Integer> TAKEN = Set.of(200, 204);

  /** Timestamp, event id, names and punctuation; events mostly share a stream. */
  private static final int ENTRY_BYTES = 160;

  private final StreamLabels labels;

  LokiFormat(FormatContext context) {
    this.labels = StreamLabels.of(context.endpoint().labels(), context.resource());
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
    return (long) recordBytes + recordBytes / 8 + ENTRY_BYTES;
  }

  @Override
  public BodyWriter newBodyWriter() {
    return new PushBodyWriter(labels);
  }

  @Override
  public @Nullable Receipt receipt(Answer answer) {
    return answer.isSuccess() && !TAKEN.contains(answer.status())
        ? new Receipt.NotTaken(
            "Loki takes entries with 200 or 204 only; another status is set where an operator blocks"
                + " ingestion")
        : null;
  }
}
