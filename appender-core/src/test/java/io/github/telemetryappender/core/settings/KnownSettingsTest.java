package io.github.telemetryappender.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.telemetryappender.core.settings.KnownSetting.Arity;
import io.github.telemetryappender.core.settings.KnownSetting.Availability;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KnownSettingsTest {

  /** What some settings need beside themselves. */
  private static final Map<String, String> COMPANIONS =
      Map.of(
          "auth.apiKeyHeader", "auth.apiKey",
          "auth.username", "auth.password",
          "auth.password", "auth.username",
          "tls.trustStorePassword", "tls.trustStore",
          "tls.keyStore", "tls.keyStorePassword",
          "tls.keyStorePassword", "tls.keyStore",
          "tls.certificateFile", "tls.keyFile",
          "tls.keyFile", "tls.certificateFile");

  @Test
  void everyDeclarationIsInTheList() {
    assertThat(Arrays.stream(SettingsTable.class.getDeclaredFields()))
        .filteredOn(field -> field.getType() == Setting.class)
        .extracting(KnownSettingsTest::value)
        .containsExactlyInAnyOrderElementsOf(SettingsTable.ALL);
  }

  private static Object value(Field field) {
    try {
      return field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void noNameStandsForTwoSettings() {
    assertThat(KnownSettings.all()).extracting(KnownSetting::name).doesNotHaveDuplicates();
  }

  @Test
  void groupsAreKnown() {
    assertThat(KnownSettings.groups())
        .containsExactly(
            "auth",
            "auth.oauth2",
            "batch",
            "memory",
            "delivery",
            "retry",
            "spool",
            "tls",
            "proxy",
            "alerts");
  }

  @Test
  void aNameIsSplitIntoGroupAndLastName() {
    assertThat(KnownSettings.all())
        .filteredOn(setting -> setting.name().equals("auth.oauth2.tokenUrl"))
        .singleElement()
        .extracting(KnownSetting::group, KnownSetting::lastName)
        .containsExactly("auth.oauth2", "tokenUrl");
  }

  @Test
  void repeatableSettingsAreTheFiveOfTheManual() {
    assertThat(KnownSettings.all())
        .filteredOn(setting -> setting.arity() == Arity.REPEATABLE)
        .extracting(KnownSetting::name)
        .containsExactly("attribute", "header", "label", "option", "redact");
  }

  @ParameterizedTest
  @MethodSource("available")
  void sampleOfAnAvailableSettingIsAccepted(KnownSetting setting) {
    assertThatCode(() -> PipelineConfig.of(withSample(setting), SketchFormats.ALL))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("available")
  void sampleIsNotTheDefault(KnownSetting setting) {
    assertThat(setting.sample()).isNotEqualTo(setting.defaultText());
  }

  @ParameterizedTest
  @MethodSource("later")
  void sampleOfAReservedSettingIsRefused(KnownSetting setting) {
    assertThatThrownBy(() -> PipelineConfig.of(withSample(setting), SketchFormats.ALL))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(setting.name() + " = ")
        .hasMessageEndingWith("; remove it");
  }

  private static TypedSettings withSample(KnownSetting setting) {
    TypedSettings typed = new TypedSettings();
    if (!setting.name().equals("endpoint")) {
      typed.add("endpoint", "https://logs.example.com/in");
    }
    if (setting.name().matches("index|label|option")) {
      typed.add("format", "sketch").add(setting.name().equals("index") ? "none" : "index", "i-1");
    }
    String companion = COMPANIONS.get(setting.name());
    if (companion != null) {
      typed.add(companion, "companion");
    }
    if (setting.name().startsWith("auth.oauth2.")) {
      addOauth2(typed, setting.name());
    }
    if (setting.group().equals("proxy")) {
      addProxy(typed, setting.name());
    }
    return typed.add(setting.name(), setting.sample());
  }

  private static void addProxy(TypedSettings typed, String sampled) {
    Map<String, String> whole = new LinkedHashMap<>();
    whole.put("proxy.host", "companion.example.com");
    whole.put("proxy.port", "8080");
    whole.put("proxy.username", "companion");
    whole.put("proxy.password", "companion");
    whole.remove(sampled);
    whole.forEach(typed::add);
  }

  private static void addOauth2(TypedSettings typed, String sampled) {
    Map<String, String> whole = new LinkedHashMap<>();
    whole.put("auth.oauth2.tokenUrl", "https://login.example.com/token");
    whole.put("auth.oauth2.clientId", "shipper");
    if (!sampled.equals("auth.oauth2.clientSecretFile")) {
      whole.put("auth.oauth2.clientSecret", "companion");
    }
    whole.remove(sampled);
    whole.forEach(typed::add);
  }

  private static Stream<KnownSetting> available() {
    return of(Availability.AVAILABLE);
  }

  private static Stream<KnownSetting> later() {
    return of(Availability.LATER);
  }

  private static Stream<KnownSetting> of(Availability availability) {
    return KnownSettings.all().stream().filter(s -> s.availability() == availability);
  }
}
