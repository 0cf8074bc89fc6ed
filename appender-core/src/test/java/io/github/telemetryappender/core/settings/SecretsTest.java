package io.github.telemetryappender.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SecretsTest {

  private static final String SECRET = "hunter2";
  private static final ProcessFacts PROCESS =
      new ProcessFacts(Map.of("DB_PASSWORD", SECRET), "host-1", 42, "/home/app");

  private static final List<String> SECRET_SETTINGS =
      List.of(
          "auth.bearerToken",
          "auth.apiKey",
          "auth.username",
          "auth.password",
          "auth.oauth2.clientSecret",
          "tls.trustStorePassword",
          "tls.keyStorePassword",
          "proxy.password");

  /** Forms in which a value is refused by at least one of the settings. */
  private static final List<String> FORMS =
      List.of("%s", "%s\n", "a b %s", "%s:%s", "€%s", "\u0000%s", "Name: %s", "%s é: x");

  static Stream<Arguments> secretsTyped() {
    return SECRET_SETTINGS.stream()
        .flatMap(
            name -> FORMS.stream().map(form -> Arguments.of(name, form.replace("%s", SECRET))));
  }

  static Stream<Arguments> headersTyped() {
    return Stream.of("%s", "X-Key: %s\u0000", "X Key: %s", "Host: %s", "Bearer %s:x", ": %s")
        .map(form -> Arguments.of("header", form.replace("%s", SECRET)));
  }

  static Stream<Arguments> urlsTyped() {
    return Stream.of(
            "https://ann:%s@logs.example.com",
            "https://%s@logs.example.com",
            "https://ann:%s/x@logs.example.com",
            "https://ann:a@%s@logs.example.com",
            "https://ann:a?%s@logs.example.com",
            "https://ann:a#%s@logs.example.com",
            "https://ann:a b%s@logs.example.com",
            "ann:%s@logs.example.com",
            "//ann:%s@logs.example.com",
            "http://logs.example.com/in?token=%s",
            "http://logs.example.com/in?token=[%s",
            "https://logs.example.com/in#token=%s")
        .map(form -> Arguments.of("endpoint", form.replace("%s", SECRET)));
  }

  @ParameterizedTest
  @MethodSource({"secretsTyped", "headersTyped", "urlsTyped"})
  void noMessageShowsASecret(String name, String text) {
    TypedSettings typed = new TypedSettings().add(name, text);
    if (!name.equals("endpoint")) {
      typed.add("endpoint", "http://otel-collector:4318");
    }
    Throwable refusal = catchThrowable(() -> PipelineConfig.of(typed, PROCESS, SketchFormats.ALL));
    assertThat(refusal).isInstanceOf(SettingsException.class).hasNoCause();
    assertThat(refusal.getMessage()).doesNotContain(SECRET);
  }

  @Test
  void noConfigurationPrintsASecret() {
    assertThat(
            List.of(
                judged("auth.bearerToken", SECRET, "header", "X-Key: " + SECRET),
                judged("auth.apiKey", SECRET),
                judged(
                    "tls.trustStore",
                    "/etc/trust.p12",
                    "tls.trustStorePassword",
                    SECRET,
                    "tls.keyStore",
                    "/etc/key.p12",
                    "tls.keyStorePassword",
                    SECRET,
                    "proxy.host",
                    "proxy.example.com",
                    "proxy.port",
                    "3128",
                    "proxy.username",
                    SECRET,
                    "proxy.password",
                    SECRET),
                judged(
                    "auth.oauth2.tokenUrl",
                    "https://login.example.com/token?x=" + SECRET,
                    "auth.oauth2.clientId",
                    "shipper",
                    "auth.oauth2.clientSecret",
                    SECRET),
                judged("auth.username", "shipper", "auth.password", SECRET)))
        .allSatisfy(config -> assertThat(config.toString()).doesNotContain(SECRET));
  }

  @Test
  void noFactsOfTheProcessPrintItsEnvironment() {
    assertThat(PROCESS.toString()).isEqualTo("process 42 on host-1");
  }

  private static PipelineConfig judged(String... typed) {
    return PipelineConfig.of(
        Typed.settings(typed).add("endpoint", "https://logs.example.com/in?token=" + SECRET),
        PROCESS,
        SketchFormats.ALL);
  }
}
