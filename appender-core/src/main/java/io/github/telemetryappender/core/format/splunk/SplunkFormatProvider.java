package io.github.telemetryappender.core.format.splunk;

import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.FormatProvider;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.settings.FormatDeclaration;

/** {@code splunk}: Splunk's HTTP event collector. */
public final class SplunkFormatProvider implements FormatProvider {

  @Override
  public FormatDeclaration declaration() {
    return SplunkFormat.DECLARATION;
  }

  @Override
  public PayloadFormat create(FormatContext context) {
    return new SplunkFormat(context);
  }
}
