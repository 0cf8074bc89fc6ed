package io.github.telemetryappender.core.format.elasticsearch;

import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.FormatProvider;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.settings.FormatDeclaration;

/** {@code elasticsearch}: Elasticsearch's and OpenSearch's bulk endpoint. */
public final class ElasticsearchFormatProvider implements FormatProvider {

  @Override
  public FormatDeclaration declaration() {
    return ElasticsearchFormat.DECLARATION;
  }

  @Override
  public PayloadFormat create(FormatContext context) {
    return new ElasticsearchFormat(context);
  }
}
