package io.github.telemetryappender.it;

import io.github.telemetryappender.it.protocol.OtlpServer.Encoding;
import java.util.List;

/** The same story in JSON. */
class OtlpJsonTest extends OtlpTest {

  @Override
  Encoding encoding() {
    return Encoding.JSON;
  }

  @Override
  List<String> formatSettings() {
    return List.of("format", "otlp-json", "endpoint", endpoint.origin());
  }
}
