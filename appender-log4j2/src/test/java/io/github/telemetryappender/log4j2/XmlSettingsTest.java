package io.github.telemetryappender.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.settings.KnownSetting;
import io.github.telemetryappender.core.settings.KnownSetting.Arity;
import io.github.telemetryappender.core.settings.KnownSettings;
import io.github.telemetryappender.core.settings.TypedSettings;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.xml.XmlConfiguration;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From the text of a configuration file to the settings as typed; nothing is started. */
class XmlSettingsTest {

  private static final String SEPARATOR = File.separator;

  private final RecordingStatusListener status = RecordingStatusListener.listening();

  @AfterEach
  void stopListening() {
    status.stopListening();
  }

  static Stream<KnownSetting> typedAsAttribute() {
    return KnownSettings.all().stream().filter(setting -> setting.arity() != Arity.COMPONENT);
  }

  static Stream<KnownSetting> repeatable() {
    return KnownSettings.all().stream().filter(setting -> setting.arity() == Arity.REPEATABLE);
  }

  static Stream<KnownSetting> secret() {
    return typedAsAttribute()
        .filter(
            setting ->
                setting
                    .lastName()
                    .matches("(?i).*(password|secret|token|url)|apiKey|endpoint|header"));
  }

  @ParameterizedTest
  @MethodSource("typedAsAttribute")
  void everySettingIsTakenFromItsAttribute(KnownSetting setting) {
    TypedSettings typed = typedIn(asAttribute(setting));

    assertThat(typed.names()).containsExactly(setting.name());
    assertThat(typed.all(setting.name())).containsExactly(setting.sample());
    assertThat(status.at(Level.ERROR)).isEmpty();
    assertThat(status.at(Level.WARN)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("repeatable")
  void everyRepeatableSettingIsTakenFromElementsInOrder(KnownSetting setting) {
    TypedSettings typed = typedIn(asElements(setting.name(), "first", "second"));

    assertThat(typed.all(setting.name()))
        .containsExactly(inOneText(setting.name(), "first"), inOneText(setting.name(), "second"));
    assertThat(status.at(Level.ERROR)).isEmpty();
  }

  @Test
  void repeatableSettingMayStandInAttributeAndElementsAtOnce() {
    TypedSettings typed =
        typedIn(
            """
            <Telemetry name="t" header="A: 1">
              <Headers>
                <Property name="B">2</Property>
                <Property name="C" value="3"/>
              </Headers>
            </Telemetry>
            """);

    assertThat(typed.all("header")).containsExactly("A: 1", "B: 2", "C: 3");
  }

  @Test
  void nestedLayoutIsTheEncoder() {
    assertThat(
            typedIn("<Telemetry name='t'><PatternLayout pattern='%m'/></Telemetry>").all("encoder"))
        .containsExactly(PatternLayout.class.getName());
  }

  @Test
  void nothingTypedIsNothingSet() {
    assertThat(typedIn("<Telemetry name='t'><Batch/><Auth><Oauth2/></Auth></Telemetry>").names())
        .isEmpty();
  }

  @Test
  void textIsTakenAsTypedEvenIfEmptyOrWrong() {
    TypedSettings typed =
        typedIn("<Telemetry name='t' endpoint=''><Batch linger=' 1x'/></Telemetry>");

    assertThat(typed.all("endpoint")).containsExactly("");
    assertThat(typed.all("batch.linger")).containsExactly(" 1x");
  }

  @Test
  void unknownNamesAreReportedByLog4jAndDoNotStopTheAppender() {
    TypedSettings typed =
        typedIn("<Telemetry name='t' colour='red' format='json'><Batch size='1'/></Telemetry>");

    assertThat(typed.names()).containsExactly("format");
    assertThat(status.at(Level.ERROR))
        .anySatisfy(message -> assertThat(message).contains("Telemetry").contains("colour"))
        .anySatisfy(message -> assertThat(message).contains("Batch").contains("size"));
  }

  @ParameterizedTest
  @MethodSource("secret")
  void secretIsNeverPrintedNotEvenAtTheLowestLevel(KnownSetting setting) {
    TypedSettings typed = typedIn(asAttribute(setting));

    assertThat(typed.all(setting.name())).containsExactly(setting.sample());
    assertThat(status.all())
        .anySatisfy(line -> assertThat(line).contains(setting.lastName()))
        .noneSatisfy(line -> assertThat(line).contains(setting.sample()));
  }

  @Test
  void headerInAnElementIsNeverPrintedEither() {
    TypedSettings typed =
        typedIn(
            """
            <Telemetry name="t">
              <Headers>
                <Property name="Authorization" value="s3cret-1"/>
                <Property name="X-Key">s3cret-2</Property>
              </Headers>
            </Telemetry>
            """);

    assertThat(typed.all("header")).containsExactly("Authorization: s3cret-1", "X-Key: s3cret-2");
    assertThat(status.all()).noneSatisfy(line -> assertThat(line).contains("s3cret"));
  }

  @Test
  void lookupsInHeadersAreReplaced() {
    TypedSettings typed =
        typedIn(
            """
            <Telemetry name="t" header="A: ${sys:file.separator}">
              <Headers>
                <Property name="B" value="${sys:file.separator}"/>
                <Property name="C">${sys:file.separator}</Property>
              </Headers>
            </Telemetry>
            """);

    assertThat(typed.all("header"))
        .containsExactly("A: " + SEPARATOR, "B: " + SEPARATOR, "C: " + SEPARATOR);
  }

  @Test
  void whatIsNoPropertyAmongTheHeadersIsReported() {
    TypedSettings typed =
        typedIn(
            """
            <Telemetry name="t">
              <Headers>
                <Batch linger="1s"/>
                <Property value="nameless"/>
                <Property name="Empty"/>
              </Headers>
            </Telemetry>
            """);

    assertThat(typed.all("header")).containsExactly("Empty: ");
    assertThat(status.at(Level.ERROR)).hasSize(2);
  }

  @Test
  void thereAreSecretsToKeep() {
    assertThat(secret().map(KnownSetting::name))
        .contains("endpoint", "auth.oauth2.tokenUrl", "auth.bearerToken")
        .contains("auth.apiKey", "auth.password", "auth.oauth2.clientSecret")
        .contains("header", "tls.keyStorePassword", "tls.trustStorePassword", "proxy.password");
  }

  private static String asAttribute(KnownSetting setting) {
    StringBuilder xml = new StringBuilder("<Telemetry name='t'");
    List<String> groups =
        setting.group().isEmpty() ? List.of() : List.of(setting.group().split("\\."));
    groups.forEach(group -> xml.append("><").append(capital(group)));
    xml.append(' ').append(setting.lastName()).append("='").append(setting.sample()).append("'/>");
    for (int i = groups.size() - 1; i > 0; i--) {
      xml.append("</").append(capital(groups.get(i - 1))).append('>');
    }
    return groups.isEmpty() ? xml.toString() : xml.append("</Telemetry>").toString();
  }

  private static String asElements(String setting, String... values) {
    String inner =
        Stream.of(values).map(value -> asElement(setting, value)).collect(Collectors.joining());
    String around = capital(setting) + "s";
    return setting.equals("redact")
        ? "<Telemetry name='t'>" + inner + "</Telemetry>"
        : "<Telemetry name='t'><" + around + ">" + inner + "</" + around + "></Telemetry>";
  }

  private static String asElement(String setting, String value) {
    return setting.equals("redact")
        ? "<Redact pattern='" + value + "'/>"
        : "<Property name='name' value='" + value + "'/>";
  }

  private static String inOneText(String setting, String value) {
    return switch (setting) {
      case "redact" -> value;
      case "header" -> "name: " + value;
      default -> "name=" + value;
    };
  }

  private static String capital(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  private static TypedSettings typedIn(String appenderXml) {
    XmlConfiguration configuration =
        new XmlConfiguration(
            new LoggerContext("xml"),
            source(
                "<Configuration><Appenders>"
                    + appenderXml
                    + "</Appenders><Loggers><Root level='info'/></Loggers></Configuration>"));
    configuration.initialize();
    Appender appender = configuration.getAppender("t");
    return ((TelemetryAppender) appender).settings();
  }

  private static ConfigurationSource source(String xml) {
    try {
      return new ConfigurationSource(
          new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
