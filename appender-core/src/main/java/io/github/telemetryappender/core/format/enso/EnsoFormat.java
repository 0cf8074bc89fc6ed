package io.github.telemetryappender.core.format.enso;

import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.settings.FormatDeclaration;
import io.github.telemetryappender.core.settings.FormatDeclaration.Place;
import io.github.telemetryappender.core.settings.FormatLimits;
import java.util.EnumSet;
import java.util.Set;

/**
 * The log endpoint of the Enso cloud, {@code {"logs":[{"message":…,"kind":…,"metadata":{…}}]}}, at
 * most 100 logs a request, as the engine's own telemetry appender sends them.
 */
final class EnsoFormat implements PayloadFormat {

  private static final String DEFAULT_KIND = "Telemetry";

  static final FormatDeclaration DECLARATION =
      FormatDeclaration.named("enso")
          .withLimits(new FormatLimits(100, Long.MAX_VALUE, Long.MAX_VALUE, FormatLimits.FOR_EVER))
          .withOption("kind", "the kind of the logs; Telemetry unless it is said")
          .withEncoder(Place.NONE);

  /** Keys, punctuation, event id: what a log takes beside its record. */
  private static final int LOG_BYTES = 240;

  private final String kind;

  EnsoFormat(FormatContext context) {
    this.kind = context.endpoint().options().getOrDefault("kind", DEFAULT_KIND);
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
    return EnumSet.complementOf(EnumSet.of(Field.RENDERED, Field.CALLER));
  }

  /** With an eighth for escapes. */
  @Override
  public long estimatedBytes(int recordBytes) {
    return (long) recordBytes + recordBytes / 8 + LOG_BYTES;
  }

  @Override
  public BodyWriter newBodyWriter() {
    return new EnsoBodyWriter(kind);
  }
}
