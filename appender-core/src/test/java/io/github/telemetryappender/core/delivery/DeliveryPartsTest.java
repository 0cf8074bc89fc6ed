package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.format.Formats;
import io.github.telemetryappender.core.settings.PipelineConfig;
import io.github.telemetryappender.core.settings.TypedSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How reports name the endpoint, and what they do not say of it. */
class DeliveryPartsTest {

  @ParameterizedTest
  @CsvSource({
    "http://localhost/logs, localhost:80",
    "https://ingest.example/logs, ingest.example:443",
    "https://ingest.example:8443/logs, ingest.example:8443"
  })
  void anEndpointIsNamedByHostAndPortAlsoWhereThePortIsTheUsualOne(String url, String name) {
    PipelineConfig config =
        PipelineConfig.of(new TypedSettings().add("endpoint", url), Formats.load());
    assertThat(DeliveryParts.endpointName(config)).isEqualTo(name);
  }

  @Test
  void whatAnEndpointRepeatsOfAHeadersValueIsHidden() {
    LoopRig rig = new LoopRig(Map.of("header", "X-Tenant: s3cret-tenant"));
    try {
      assertThat(rig.parts.mask().hideIn("no tenant s3cret-tenant here"))
          .startsWith("no tenant ")
          .doesNotContain("s3cret");
    } finally {
      rig.close();
    }
  }
}
