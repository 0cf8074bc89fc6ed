package io.github.telemetryappender.core.settings;

import io.github.telemetryappender.core.settings.FormatDeclaration.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which format, and what it has a place for: its index, labels, options and encoder. */
final class FormatRules {

  private static final String NOT_IN_AN_INDEX = "\\/*?\"<>|,#%: ";

  private final Choices choices;
  private final FormatDeclaration format;

  private FormatRules(Choices choices, FormatDeclaration format) {
    this.choices = choices;
    this.format = format;
  }

  static FormatRules judge(Choices choices, FormatCatalog catalog) {
    FormatRules rules = new FormatRules(choices, chosen(choices, catalog));
    rules.requirePlace(SettingsTable.INDEX, rules.format.index());
    rules.requirePlace(SettingsTable.LABEL, rules.format.labels());
    rules.requirePlace(SettingsTable.ENCODER, rules.format.encoder());
    return rules;
  }

  private static FormatDeclaration chosen(Choices choices, FormatCatalog catalog) {
    Choice<String> choice = choices.of(SettingsTable.FORMAT);
    return catalog
        .declaration(choice.value().toLowerCase(Locale.ROOT))
        .orElseThrow(() -> unknown(choice, catalog));
  }

  private static SettingsException unknown(Choice<String> choice, FormatCatalog catalog) {
    List<String> names = catalog.names();
    return new TypedText(choice.setting(), choice.text())
        .refused(
            "is not one of " + String.join(", ", names),
            "choose "
                + String.join(", ", names.subList(0, names.size() - 1))
                + " or "
                + names.get(names.size() - 1)
                + catalog.troubles());
  }

  private void requirePlace(Setting<?> setting, Place place) {
    if (place == Place.NONE) {
      choices.texts(setting).stream()
          .findFirst()
          .ifPresent(
              typed -> {
                throw typed.refused(
                    "has no place in the format " + format.name(),
                    setting.itIs() + "; remove it, or choose another format");
              });
    }
  }

  FormatDeclaration format() {
    return format;
  }

  /** The index as typed; empty for none. */
  String index() {
    Optional<TypedText> typed = choices.text(SettingsTable.INDEX);
    typed.ifPresent(FormatRules::requireIndexName);
    return typed.map(TypedText::text).orElse("");
  }

  private static void requireIndexName(TypedText typed) {
    boolean valid = typed.text().chars().allMatch(c -> c > ' ' && c < 0x7f && isInAnIndex(c));
    if (!valid || typed.text().startsWith("_") || typed.text().startsWith("-")) {
      throw typed.refused(
          "is not the name of an index",
          "letters, digits and . _ - + are accepted, with neither _ nor - in front");
    }
  }

  private static boolean isInAnIndex(int c) {
    return NOT_IN_AN_INDEX.indexOf(c) < 0;
  }

  /** The path for an endpoint that has none. */
  String path(String index) {
    if (index.isEmpty() && format.index() == Place.REQUIRED) {
      throw new SettingsException(
          "index is not set: the format "
              + format.name()
              + " needs one where endpoint has no path; set index, or write the whole path into"
              + " endpoint");
    }
    return format.path().replace("{index}", index);
  }

  List<NameValue> labels() {
    List<NameValue> labels = new ArrayList<>();
    for (TypedText typed : choices.texts(SettingsTable.LABEL)) {
      NameValue label = SettingsTable.LABEL.kind().read(typed);
      if (labels.stream().anyMatch(other -> other.name().equals(label.name()))) {
        throw typed.refused("is the second label of that name", "keep one");
      }
      labels.add(label);
    }
    return labels;
  }

  Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    for (TypedText typed : choices.texts(SettingsTable.OPTION)) {
      NameValue option = SettingsTable.OPTION.kind().read(typed);
      requireKnown(typed, option.name());
      if (options.put(option.name(), option.value()) != null) {
        throw typed.refused("is the second option of that name", "keep one");
      }
    }
    return options;
  }

  private void requireKnown(TypedText typed, String option) {
    if (format.options().isEmpty()) {
      throw typed.refused(
          "has no place in the format " + format.name(), "that format has no options; remove it");
    }
    if (!format.options().containsKey(option)) {
      throw typed.refused(
          "is no option of the format " + format.name(),
          "its options are " + String.join(", ", format.optionNames()));
    }
  }

  Compression compression() {
    return choices.isTyped(SettingsTable.COMPRESSION)
        ? choices.value(SettingsTable.COMPRESSION)
        : format.compression();
  }
}
