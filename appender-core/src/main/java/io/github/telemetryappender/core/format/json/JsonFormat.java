package io.github.telemetryappender.core.format.json;

import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.settings.FormatDeclaration;
import io.github.telemetryappender.core.settings.ResourceConfig;
import java.util.EnumSet;
import java.util.Set;

/**
 * Flat objects with ECS names (version 1.2.0, as Log4j's own ECS template has it): {@code json} as
 * one array, {@code ndjson} as one object a line.
 */
public final class JsonFormat implements PayloadFormat {

  /** Keys, punctuation, timestamp, event id: what an object takes beside its record. */
  private static final int OBJECT_BYTES = 320;

  private final Frame frame;
  private final ResourceJson resource;

  private JsonFormat(Frame frame, ResourceConfig resource) {
    this.frame = frame;
    this.resource = ResourceJson.of(resource);
  }

  /** One array of objects. */
  public static PayloadFormat json(ResourceConfig resource) {
    return new JsonFormat(Frame.ARRAY, resource);
  }

  /** One object a line. */
  public static PayloadFormat ndjson(ResourceConfig resource) {
    return new JsonFormat(Frame.LINES, resource);
  }

  @Override
  public FormatDeclaration declaration() {
    return frame.declaration();
  }

  @Override
  public String contentType() {
    return frame.contentType;
  }

  @Override
  public Set<Field> wants() {
    return EnumSet.complementOf(EnumSet.of(Field.PATTERN_AND_ARGUMENTS));
  }

  /** With an eighth for escapes. */
  @Override
  public long estimatedBytes(int recordBytes) {
    return (long) recordBytes + recordBytes / 8 + OBJECT_BYTES + resource.length();
  }

  @Override
  public BodyWriter newBodyWriter() {
    return new JsonBodyWriter(frame, resource);
  }

  /** What stands around and between the objects. */
  enum Frame {
    ARRAY("json", "application/json"),
    LINES("ndjson", "application/x-ndjson");

    private final String formatName;
    private final String contentType;

    Frame(String formatName, String contentType) {
      this.formatName = formatName;
      this.contentType = contentType;
    }

    FormatDeclaration declaration() {
      return FormatDeclaration.named(formatName);
    }
  }
}
