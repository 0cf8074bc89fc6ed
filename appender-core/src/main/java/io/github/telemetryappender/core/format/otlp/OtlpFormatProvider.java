package io.github.telemetryappender.core.format.otlp;

import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.FormatProvider;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.settings.FormatDeclaration;

/** {@code otlp}: protobuf. */
public final class OtlpFormatProvider implements FormatProvider {

  @Override
  public FormatDeclaration declaration() {
    return OtlpFormat.Encoding.PROTOBUF.declaration();
  }

  @Override
  public PayloadFormat create(FormatContext context) {
    return new OtlpFormat(OtlpFormat.Encoding.PROTOBUF, OtlpResource.of(context));
  }
}
