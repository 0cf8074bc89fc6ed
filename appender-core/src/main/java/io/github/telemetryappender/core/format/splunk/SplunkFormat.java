package io.github.telemetryappender.core.format.splunk;

import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.format.Answer;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.format.Receipt;
import io.github.telemetryappender.core.format.json.ResourceJson;
import io.github.telemetryappender.core.settings.FormatDeclaration;
import io.github.telemetryappender.core.settings.FormatDeclaration.Place;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The event endpoint of Splunk's HTTP event collector: objects one behind the other, each with the
 * flat ECS object as its {@code event} and the event id as an indexed field. A reply of 200 means
 * received; the indexer's own acknowledgement, which a token may offer, is not asked for.
 */
final class SplunkFormat implements PayloadFormat {

  static final FormatDeclaration DECLARATION =
      FormatDeclaration.named("splunk")
          .withPath("/services/collector/event")
          .withApiKey("Authorization", "Splunk ")
          .withIndex(Place.OPTIONAL)
          .withOption("source", "the name of what the events come from")
          .withOption("sourcetype", "how Splunk reads the events; _json unless it is said")
          .withOption("host", "the host the events are shown under; this one's name unless said");

  /** Keys, punctuation, timestamps, event id twice: what an event takes beside its record. */
  private static final int EVENT_BYTES = 440;

  private final Origin origin;
  private final ResourceJson resource;

  SplunkFormat(FormatContext context) {
    this.origin = Origin.of(context);
    this.resource = ResourceJson.of(context.resource());
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
    return (long) recordBytes + recordBytes / 8 + EVENT_BYTES + origin.length() + resource.length();
  }

  @Override
  public BodyWriter newBodyWriter() {
    return new SplunkBodyWriter(origin, resource);
  }

  @Override
  public @Nullable Receipt receipt(Answer answer) {
    return SplunkReply.receipt(answer);
  }
}
