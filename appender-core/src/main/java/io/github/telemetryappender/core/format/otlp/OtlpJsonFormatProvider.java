package io.github.telemetryappender.core.format.otlp;

import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.FormatProvider;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.settings.FormatDeclaration;

/** {@code otlp-json}: the same in JSON. */
public final class OtlpJsonFormatProvider implements FormatProvider {

  @Override
  public FormatDeclaration declaration() {
    return OtlpFormat.Encoding.JSON.declaration();
  }

  @Override
  public PayloadFormat create(FormatContext context) {
    return new OtlpFormat(OtlpFormat.Encoding.JSON, OtlpResource.of(context));
  }
}
