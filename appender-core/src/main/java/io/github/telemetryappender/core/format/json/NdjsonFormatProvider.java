package io.github.telemetryappender.core.format.json;

import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.FormatProvider;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.settings.FormatDeclaration;

/** {@code ndjson}: one object a line. */
public final class NdjsonFormatProvider implements FormatProvider {

  @Override
  public FormatDeclaration declaration() {
    return JsonFormat.Frame.LINES.declaration();
  }

  @Override
  public PayloadFormat create(FormatContext context) {
    return JsonFormat.ndjson(context.resource());
  }
}
