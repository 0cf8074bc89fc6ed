package io.github.telemetryappender.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.settings.TypedSettings;
import org.junit.jupiter.api.Test;

class SettingsDigestTest {

  @Test
  void equalSettingsLookAlikeInWhateverOrderTheyStand() {
    TypedSettings one = new TypedSettings().add("endpoint", "a").add("format", "json");
    TypedSettings other = new TypedSettings().add("format", "json").add("endpoint", "a");

    assertThat(SettingsDigest.of(one)).isEqualTo(SettingsDigest.of(other)).hasSize(64);
  }

  @Test
  void anotherValueNameOrOrderOfValuesLooksDifferent() {
    assertThat(
            new String[] {
              SettingsDigest.of(new TypedSettings()),
              SettingsDigest.of(new TypedSettings().add("header", "a")),
              SettingsDigest.of(new TypedSettings().add("header", "b")),
              SettingsDigest.of(new TypedSettings().add("label", "a")),
              SettingsDigest.of(new TypedSettings().add("header", "a").add("header", "b")),
              SettingsDigest.of(new TypedSettings().add("header", "b").add("header", "a")),
              SettingsDigest.of(new TypedSettings().add("header", "ab")),
              SettingsDigest.of(new TypedSettings().add("header", "a").add("b", "")),
            })
        .doesNotHaveDuplicates();
  }
}
