package io.github.telemetryappender.core.settings;

import java.util.List;

/** The list of every setting there is, in the order of the README's table. Immutable. */
public final class KnownSettings {

  private static final List<KnownSetting> ALL =
      SettingsTable.ALL.stream().<KnownSetting>map(Setting::known).toList();

  private KnownSettings() {}

  /** Every setting, those included whose names are only reserved. */
  public static List<KnownSetting> all() {
    return ALL;
  }

  /** The groups that settings stand in, each after the group around it: {@code auth.oauth2}. */
  public static List<String> groups() {
    return ALL.stream().map(KnownSetting::group).filter(g -> !g.isEmpty()).distinct().toList();
  }
}
