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

  private static final int LINE_LENGTH = 105;
  private static final Path RESOURCES = Path.of("src", "main", "resources");

  private final String readme = Readme.text();

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

    Readme.assertSays(
        "<!-- settings -->",
        "<!-- end of settings -->",
        "| setting | unit | default | accepted | meaning |\n|---|---|---|---|---|\n" + rows);
  }

  @Test
  void theSettingsToComeAreTheCodes() {
    Readme.assertSays(
        "<!-- later -->",
        "<!-- end of later -->",
        wrapped(
            settings(Availability.LATER)
                .map(setting -> "`" + setting.name() + "`")
                .collect(Collectors.joining(", ", "", "."))));
  }

  private static String wrapped(String words) {
    StringBuilder lines = new StringBuilder();
    int column = 0;
    for (String word : words.split(" ")) {
      boolean fits = column + word.length() < LINE_LENGTH;
      lines.append(column == 0 ? "" : fits ? " " : "\n").append(word);
      column = (column == 0 || fits ? column + 1 : 1) + word.length();
    }
    return lines.toString();
  }

  @Test
  void theFullConfigurationsHaveEverySettingThereIs() {
    FullConfiguration full = new FullConfiguration();
    Readme.assertSays(
        "<!-- full logback -->",
        "<!-- end of full logback -->",
        Readme.block("xml", full.logback()));
    Readme.assertSays(
        "<!-- full log4j2 -->", "<!-- end of full log4j2 -->", Readme.block("xml", full.log4j2()));
  }

  @Test
  void theExamplesAreWhatTheFormatsWrite() {
    Readme.assertSays("<!-- examples -->", "<!-- end of examples -->", ExampleEvents.all());
  }

  @Test
  void theSampleEndsAsTheDemonstrationDoes() {
    assertThat(Readme.between("<!-- sample -->", "The command fails")).contains(Demo.ALL_IS_WELL);
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

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError("the tests run in their module's directory", e);
    }
  }
}
