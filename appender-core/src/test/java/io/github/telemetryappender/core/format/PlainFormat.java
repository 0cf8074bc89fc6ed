package io.github.telemetryappender.core.format;

import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.settings.FormatDeclaration;
import java.util.Set;

/**
 * What formats for tests have in common: plain text of no special field, as long as its records.
 */
public abstract class PlainFormat implements PayloadFormat {

  private final String name;

  protected PlainFormat(String name) {
    this.name = name;
  }

  @Override
  public FormatDeclaration declaration() {
    return FormatDeclaration.named(name);
  }

  @Override
  public String contentType() {
    return "text/plain";
  }

  @Override
  public Set<Field> wants() {
    return Set.of();
  }

  @Override
  public long estimatedBytes(int recordBytes) {
    return recordBytes;
  }
}
