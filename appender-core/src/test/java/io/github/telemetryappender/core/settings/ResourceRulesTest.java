package io.github.telemetryappender.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceRulesTest {

  @Test
  void serviceIsNamedByTheEnvironmentWhereItIsNotTyped() {
    assertThat(
            resource(
                    Map.of(
                        "OTEL_SERVICE_NAME", "checkout",
                        "OTEL_RESOURCE_ATTRIBUTES", "service.name=other"))
                .serviceName())
        .isEqualTo("checkout");
    assertThat(resource(Map.of("OTEL_RESOURCE_ATTRIBUTES", "service.name=checkout")).serviceName())
        .isEqualTo("checkout");
  }

  @Test
  void whatIsTypedBeatsTheEnvironment() {
    ResourceConfig resource =
        resource(
            Map.of(
                "OTEL_SERVICE_NAME", "other",
                "OTEL_RESOURCE_ATTRIBUTES",
                    "service.version=0,deployment.environment=x,team=a,zone=b"),
            "serviceName",
            "checkout",
            "serviceVersion",
            "1.4.2",
            "environment",
            "production",
            "attribute",
            "team = payments = eu",
            "attribute",
            "tier=1");
    assertThat(resource)
        .isEqualTo(
            new ResourceConfig(
                "checkout",
                "1.4.2",
                "production",
                "host-1",
                42,
                Map.of("team", "payments = eu", "zone", "b", "tier", "1")));
    assertThat(resource.attributes().keySet()).containsExactly("team", "zone", "tier");
  }

  @Test
  void environmentIsKnownUnderItsNewAndItsOldName() {
    assertThat(
            resource(
                    Map.of(
                        "OTEL_RESOURCE_ATTRIBUTES",
                        "deployment.environment=old,deployment.environment.name=new"))
                .environment())
        .isEqualTo("new");
    assertThat(
            resource(Map.of("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=old"))
                .environment())
        .isEqualTo("old");
  }

  @Test
  void hostMayBeNamedByAnAttribute() {
    assertThat(resource(Map.of("OTEL_RESOURCE_ATTRIBUTES", "host.name=node-7")).hostName())
        .isEqualTo("node-7");
    assertThat(resource(Map.of(), "attribute", "host.name=node-8"))
        .extracting(ResourceConfig::hostName, ResourceConfig::attributes)
        .containsExactly("node-8", Map.of());
  }

  @Test
  void attributesOfTheEnvironmentArePercentDecoded() {
    assertThat(
            resource(
                    Map.of(
                        "OTEL_RESOURCE_ATTRIBUTES", "a%2Cb=%C3%A4%3D1, plus = 1+1 ,empty=,pct=%25"))
                .attributes())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("a,b", "ä=1", "plus", "1+1", "empty", "", "pct", "%"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"team", "=x", "a=1,team", "a=%", "a=%4", "a=%zz", "a=%C3", "a=%-1", "%41%=1"})
  void malformedEnvironmentIsIgnoredAsAWholeWithARemark(String malformed) {
    PipelineConfig config =
        judged(Map.of("OTEL_RESOURCE_ATTRIBUTES", "good=1," + malformed, "OTEL_SERVICE_NAME", "s"));
    assertThat(config.resource().attributes()).isEmpty();
    assertThat(config.resource().serviceName()).isEqualTo("s");
    assertThat(config.remarks())
        .containsExactly(
            "OTEL_RESOURCE_ATTRIBUTES is ignored: it is not a list of key=value pairs,"
                + " percent-encoded and separated by commas");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", " , "})
  void emptyEnvironmentIsNoReasonForARemark(String empty) {
    PipelineConfig config =
        judged(
            Map.of("OTEL_RESOURCE_ATTRIBUTES", empty, "OTEL_SERVICE_NAME", empty.replace(",", "")));
    assertThat(config.remarks()).isEmpty();
    assertThat(config.resource().serviceName()).isNull();
  }

  private static ResourceConfig resource(Map<String, String> environment, String... typed) {
    return judged(environment, typed).resource();
  }

  private static PipelineConfig judged(Map<String, String> environment, String... typed) {
    return PipelineConfig.of(
        Typed.settings(typed).add("endpoint", "https://logs.example.com/in"),
        new ProcessFacts(environment, "host-1", 42, "/home/app"),
        SketchFormats.ALL);
  }
}
