package io.github.telemetryappender.it;

import io.github.telemetryappender.core.settings.TypedSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Settings as nested XML elements: each name an element, each dot one level deeper. */
final class NestedElements {

  private final Map<String, NestedElements> groups = new LinkedHashMap<>();
  private final Map<String, List<String>> texts = new LinkedHashMap<>();

  private NestedElements() {}

  static NestedElements of(TypedSettings settings) {
    NestedElements root = new NestedElements();
    settings.names().forEach(name -> root.put(name, settings.all(name)));
    return root;
  }

  private void put(String name, List<String> values) {
    int dot = name.indexOf('.');
    if (dot < 0) {
      texts.put(name, values);
    } else {
      groups
          .computeIfAbsent(name.substring(0, dot), group -> new NestedElements())
          .put(name.substring(dot + 1), values);
    }
  }

  String indentedBy(int spaces) {
    StringBuilder xml = new StringBuilder();
    String indent = " ".repeat(spaces);
    texts.forEach(
        (name, values) -> values.forEach(text -> xml.append(element(indent, name, escaped(text)))));
    groups.forEach(
        (name, group) ->
            xml.append(element(indent, name, "\n" + group.indentedBy(spaces + 2) + indent)));
    return xml.toString();
  }

  private static String element(String indent, String name, String content) {
    return indent + "<" + name + ">" + content + "</" + name + ">\n";
  }

  /** Text as it stands in XML, in an element or between double quotes. */
  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
