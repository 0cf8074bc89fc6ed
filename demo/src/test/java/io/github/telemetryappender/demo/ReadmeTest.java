package io.github.telemetryappender.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.settings.KnownSetting;
import io.github.telemetryappender.core.settings.KnownSetting.Arity;
import io.github.telemetryappender.core.settings.KnownSetting.Availability;
import io.github.telemetryappender.core.settings.KnownSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README says what is so: its configurations and its tables are held against the code's. */
class ReadmeTest {

  private static final Path README = Path.of("..", "README.md");
  private static final Path RESOURCES = Path.of("src", "main", "resources");

  private final String readme = read(README);

  @Test
  void theConfigurationsShownAreTheDemonstrationsOwn() {
    assertThat(readme)
        .contains("```xml\n" + read(RESOURCES.resolve("logback.xml")) + "```")
        .contains("```xml\n" + read(RESOURCES.resolve("log4j2.xml")) + "```");
  }

  @Test
  void theConfigurationsForSpringBootAreThoseOfItsStories() {
    Path stories = Path.of("..", "it-tests", "src", "test", "resources", "spring", "readme");
    assertThat(readme)
        .contains("```xml\n" + read(stories.resolve("logback-spring.xml")) + "```")
        .contains("```xml\n" + read(stories.resolve("log4j2-spring.xml")) + "```");
  }

  @Test
  void theTableOfSettingsIsTheCodes() {
    String rows =
        settings(Availability.AVAILABLE).map(ReadmeTest::row).collect(Collectors.joining("\n"));

    assertThat(between("<!-- settings -->", "<!-- end of settings -->"))
        .isEqualTo(
            "| setting | unit | default | accepted | meaning |\n|---|---|---|---|---|\n" + rows);
  }

  @Test
  void theSettingsToComeAreTheCodes() {
    assertThat(between("<!-- later -->", "<!-- end of later -->").replaceAll("\\s+", " "))
        .isEqualTo(
            settings(Availability.LATER)
                .map(setting -> "`" + setting.name() + "`")
                .collect(Collectors.joining(", ", "", ".")));
  }

  @Test
  void theSampleEndsAsTheDemonstrationDoes() {
    assertThat(between("<!-- sample -->", "The command fails")).contains(Demo.ALL_IS_WELL);
  }

  private static Stream<KnownSetting> settings(Availability availability) {
    return KnownSettings.all().stream().filter(each -> each.availability() == availability);
  }

  private static String row(KnownSetting setting) {
    return Stream.of(
            "`"
                + setting.name()
                + "`"
                + (setting.arity() == Arity.REPEATABLE ? " (repeatable)" : ""),
            setting.unit(),
            setting.defaultText(),
            setting.acceptedText(),
            setting.meaning())
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }

  private String between(String start, String end) {
    int from = readme.indexOf(start) + start.length();
    return readme.substring(from, readme.indexOf(end, from)).strip();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError("the tests run in their module's directory", e);
    }
  }
}
