package io.github.telemetryappender.core.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.telemetryappender.core.settings.Compression;
import io.github.telemetryappender.core.settings.EndpointConfig;
import io.github.telemetryappender.core.settings.FormatDeclaration;
import io.github.telemetryappender.core.settings.ResourceConfig;
import io.github.telemetryappender.core.settings.SettingsException;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How formats are found. */
class FormatsTest {

  @TempDir Path directory;

  @Test
  void theDefaultComesFirst() {
    assertThat(Formats.load().names()).startsWith("json", "ndjson").doesNotHaveDuplicates();
  }

  @Test
  void aFormatOfTheApplicationIsFoundBesideOurs() throws IOException {
    Formats formats = with(Own.class.getName());

    assertThat(formats.names()).startsWith("json").contains("own");
    assertThat(formats.declaration("own")).map(FormatDeclaration::path).contains("/own");
  }

  @Test
  void oneThatIsBrokenLeavesTheOthersAndIsNamed() throws IOException {
    Formats formats = with("com.example.Missing", Own.class.getName());

    assertThat(formats.names()).contains("json", "own");
    assertThat(formats.troubles()).contains("one more format").contains("com.example.Missing");
  }

  @Test
  void twoOfOneNameAreRefusedOnlyWhereThatNameIsChosen() throws IOException {
    Formats formats = with(Own.class.getName(), Namesake.class.getName());

    assertThat(formats.declaration("json")).isPresent();
    assertThatThrownBy(() -> formats.declaration("own"))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("format = own is provided twice, by ")
        .hasMessageContaining("$Own and ")
        .hasMessageContaining("$Namesake");
  }

  @Test
  void whatAProviderThrowsIsARefusal() throws IOException {
    Formats formats = with(Own.class.getName());

    assertThatThrownBy(() -> formats.create(context("own")))
        .isInstanceOf(SettingsException.class)
        .hasMessage("format = own cannot be used: java.lang.IllegalStateException: on purpose");
  }

  @Test
  void aProviderThatSaysNothingOfItsFormatLeavesTheOthers() throws IOException {
    Formats formats = with(Silent.class.getName(), Own.class.getName());

    assertThat(formats.names()).contains("json", "own");
    assertThat(formats.troubles()).contains("NullPointerException");
  }

  @Test
  void aFormatThatIsNoneIsARefusal() throws IOException {
    Formats formats = with(Nothing.class.getName());

    assertThatThrownBy(() -> formats.create(context("own")))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("format = own cannot be used: java.lang.NullPointerException");
  }

  private Formats with(String... providers) throws IOException {
    Path file = directory.resolve("META-INF/services/" + FormatProvider.class.getName());
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(providers));
    URL[] urls = {directory.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
      return Formats.load(loader);
    }
  }

  private static FormatContext context(String format) {
    return new FormatContext(
        new EndpointConfig(
            URI.create("http://localhost/"),
            format,
            Compression.NONE,
            List.of(),
            "",
            List.of(),
            Map.of()),
        new ResourceConfig(null, null, null, "", 1, Map.of()),
        "00000000000000ab");
  }

  /** A format of an application. */
  public static class Own implements FormatProvider {

    @Override
    public FormatDeclaration declaration() {
      return FormatDeclaration.named("own").withPath("/own");
    }

    @Override
    public PayloadFormat create(FormatContext context) {
      throw new IllegalStateException("on purpose");
    }
  }

  /** Does not say what it provides. */
  public static final class Silent extends Own {
    @Override
    @SuppressWarnings("NullAway")
    public FormatDeclaration declaration() {
      return null;
    }
  }

  /** Provides none. */
  public static final class Nothing extends Own {
    @Override
    @SuppressWarnings("NullAway")
    public PayloadFormat create(FormatContext context) {
      return null;
    }
  }

  /** Another of the same name. */
  public static final class Namesake extends Own {}
}
