package io.github.telemetryappender.core.format.datadog;

import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.FormatProvider;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.settings.FormatDeclaration;

/** {@code datadog}: Datadog's intake of logs. */
public final class DatadogFormatProvider implements FormatProvider {

  @Override
  public FormatDeclaration declaration() {
    return DatadogFormat.DECLARATION;
  }

  @Override
  public PayloadFormat create(FormatContext context) {
    return new DatadogFormat(context);
  }
}
