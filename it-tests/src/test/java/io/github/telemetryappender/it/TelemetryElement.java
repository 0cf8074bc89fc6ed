package io.github.telemetryappender.it;

import io.github.telemetryappender.core.settings.TypedSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Settings as the element {@code <Telemetry>} of Log4j2: scalars as attributes, groups as elements
 * with a capital first letter, repeatable settings as {@code <Property>} elements where there are
 * several, else as an attribute too.
 */
final class TelemetryElement {

  private static final Set<String> PROPERTIES = Set.of("header", "attribute", "label", "option");

  private final String name;
  private final Map<String, TelemetryElement> groups = new LinkedHashMap<>();
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final StringBuilder children = new StringBuilder();

  private TelemetryElement(String name) {
    this.name = name;
  }

  static TelemetryElement of(String appender, TypedSettings settings) {
    TelemetryElement root = new TelemetryElement("Telemetry");
    root.attributes.put("name", appender);
    settings.names().forEach(name -> root.put(name, settings.all(name)));
    return root;
  }

  private void put(String setting, List<String> values) {
    int dot = setting.indexOf('.');
    if (dot >= 0) {
      String group = capital(setting.substring(0, dot));
      groups.computeIfAbsent(group, TelemetryElement::new).put(setting.substring(dot + 1), values);
    } else if (PROPERTIES.contains(setting) && values.size() > 1) {
      children.append(properties(setting, values));
    } else if (setting.equals("redact")) {
      values.forEach(text -> children.append("<Redact" + attribute("pattern", text) + "/>"));
    } else if (setting.equals("encoder")) {
      children.append("<PatternLayout/>");
    } else {
      attributes.put(setting, String.join(",", values));
    }
  }

  private static String properties(String setting, List<String> values) {
    StringBuilder xml = new StringBuilder();
    values.forEach(text -> xml.append(property(setting, text)));
    String around = capital(setting) + "s";
    return "<" + around + ">" + xml + "</" + around + ">";
  }

  private static String property(String setting, String text) {
    String separator = setting.equals("header") ? ": " : "=";
    int end = text.indexOf(separator);
    String value = text.substring(end + separator.length());
    return "<Property"
        + attribute("name", text.substring(0, end))
        + attribute("value", value)
        + "/>";
  }

  String indentedBy(int spaces) {
    String indent = " ".repeat(spaces);
    StringBuilder xml = new StringBuilder(indent).append('<').append(name);
    attributes.forEach((attribute, text) -> xml.append(attribute(attribute, text)));
    xml.append(">\n").append(children).append('\n');
    groups.values().forEach(group -> xml.append(group.indentedBy(spaces + 2)));
    return xml.append(indent).append("</").append(name).append(">\n").toString();
  }

  private static String attribute(String name, String text) {
    return " " + name + "=\"" + NestedElements.escaped(text) + "\"";
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }
}
