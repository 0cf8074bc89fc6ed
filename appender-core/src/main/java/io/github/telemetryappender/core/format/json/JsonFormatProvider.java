package io.github.telemetryappender.core.format.json;

import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.FormatProvider;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.settings.FormatDeclaration;

/** {@code json}: one array of objects. */
public final class JsonFormatProvider implements FormatProvider {

  @Override
  public FormatDeclaration declaration() {
    return JsonFormat.Frame.ARRAY.declaration();
  }

  @Override
  public PayloadFormat create(FormatContext context) {
    return JsonFormat.json(context.resource());
  }
}
