package io.github.telemetryappender.core.format.enso;

import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.FormatProvider;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.settings.FormatDeclaration;

/** {@code enso}: the log endpoint of the Enso cloud. */
public final class EnsoFormatProvider implements FormatProvider {

  @Override
  public FormatDeclaration declaration() {
    return EnsoFormat.DECLARATION;
  }

  @Override
  public PayloadFormat create(FormatContext context) {
    return new EnsoFormat(context);
  }
}
