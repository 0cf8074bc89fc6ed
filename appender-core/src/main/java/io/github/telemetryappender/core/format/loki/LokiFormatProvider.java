package io.github.telemetryappender.core.format.loki;

import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.FormatProvider;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.settings.FormatDeclaration;

/** {@code loki}: Grafana Loki's push endpoint. */
public final class LokiFormatProvider implements FormatProvider {

  @Override
  public FormatDeclaration declaration() {
    return LokiFormat.DECLARATION;
  }

  @Override
  public PayloadFormat create(FormatContext context) {
    return new LokiFormat(context);
  }
}
