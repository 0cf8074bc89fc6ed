package io.github.telemetryappender.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LaunchTest {

  private static final URI URL = URI.create("https://logs.example/in");

  @Test
  void theTokenIsNotOnTheCommandLineButInTheEnvironment() throws IOException {
    ProcessBuilder builder = new Launch(URL, "json", null, "secret").of(ApplicationKind.LOGBACK);

    assertThat(builder.command()).noneMatch(word -> word.contains("secret"));
    assertThat(builder.environment()).containsEntry(DemoTokens.TOKEN_VARIABLE, "secret");
  }

  @Test
  void theTokenIsNeverPrinted() {
    assertThat(new Launch(URL, "json", null, "secret").toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @EnumSource
  void whereThereIsNoTokenTheConfigurationHasNoCredential(ApplicationKind kind) throws IOException {
    List<String> command = new Launch(URL, "json", null, null).of(kind).command();
    String prefix = "-D" + kind.configurationProperty() + "=";

    assertThat(command)
        .filteredOn(word -> word.startsWith(prefix))
        .singleElement()
        .satisfies(
            word ->
                assertThat(Files.readString(Path.of(URI.create(word.substring(prefix.length())))))
                    .contains("demo.endpoint")
                    .doesNotContainIgnoringCase("<auth")
                    .doesNotContain("DemoTokens"));
  }

  @ParameterizedTest
  @EnumSource
  void withTheEmbeddedEndpointTheFrameworkFindsItsConfigurationItself(ApplicationKind kind)
      throws IOException {
    assertThat(new Launch(URL, "json", URL, null).of(kind).command())
        .noneMatch(word -> word.contains(kind.configurationProperty()));
  }
}
