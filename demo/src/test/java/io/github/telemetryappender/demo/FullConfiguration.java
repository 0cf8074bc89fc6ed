package io.github.telemetryappender.demo;

import io.github.telemetryappender.core.format.Formats;
import io.github.telemetryappender.core.settings.KnownSetting;
import io.github.telemetryappender.core.settings.KnownSetting.Arity;
import io.github.telemetryappender.core.settings.KnownSetting.Availability;
import io.github.telemetryappender.core.settings.KnownSettings;
import io.github.telemetryappender.core.settings.PipelineConfig;
import io.github.telemetryappender.core.settings.SettingsException;
import io.github.telemetryappender.core.settings.TypedSettings;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Every setting there is, at its default, or at an example where it has none. What cannot stand
 * beside the others, or names a file or a class of the user's, is a comment.
 */
final class FullConfiguration {

  private static final Set<String> OF_THE_USERS = Set.of("path", "class name");

  private final Map<String, String> live = new LinkedHashMap<>();
  private final Map<String, String> instead = new LinkedHashMap<>();

  FullConfiguration() {
    for (KnownSetting setting : KnownSettings.all()) {
      if (setting.availability() == Availability.AVAILABLE && setting.arity() != Arity.COMPONENT) {
        String text = setting.typedDefault().isEmpty() ? setting.sample() : setting.typedDefault();
        (fits(setting, text) ? live : instead).put(setting.name(), text);
      }
    }
  }

  private boolean fits(KnownSetting setting, String text) {
    TypedSettings typed = new TypedSettings();
    live.forEach(typed::add);
    try {
      PipelineConfig.of(typed.add(setting.name(), text), Formats.load());
      return !OF_THE_USERS.contains(setting.acceptedText());
    } catch (SettingsException contradicts) {
      return false;
    }
  }

  /** As the XML of Logback. */
  String logback() {
    return """
        <configuration>
          <appender name="cloud" class="io.github.telemetryappender.logback.TelemetryAppender">
        %s    <!-- Instead of some of these, or where a format has a place for it:
        %s    -->
          </appender>
          <root level="INFO"><appender-ref ref="cloud"/></root>
        </configuration>
        """
        .formatted(elements(live), elements(instead));
  }

  private static String elements(Map<String, String> settings) {
    StringBuilder xml = new StringBuilder();
    String open = "";
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      String group = group(setting.getKey());
      if (!group.equals(open)) {
        close(open, xml);
        open(group, xml);
        open = group;
      }
      String indent = group.isEmpty() ? "    " : "      ";
      xml.append(indent).append(element(last(setting.getKey()), setting.getValue())).append('\n');
    }
    close(open, xml);
    return xml.toString();
  }

  private static void open(String group, StringBuilder xml) {
    if (!group.isEmpty()) {
      xml.append("    <").append(group.replace(".", "><")).append(">\n");
    }
  }

  private static void close(String group, StringBuilder xml) {
    if (!group.isEmpty()) {
      String[] names = group.split("\\.");
      xml.append("    ");
      for (int i = names.length - 1; i >= 0; i--) {
        xml.append("</").append(names[i]).append('>');
      }
      xml.append('\n');
    }
  }

  private static String element(String name, String text) {
    return "<" + name + ">" + escaped(text) + "</" + name + ">";
  }

  /** As the XML of Log4j2. */
  String log4j2() {
    StringBuilder groups = new StringBuilder();
    live.keySet().stream()
        .map(FullConfiguration::group)
        .filter(group -> !group.isEmpty())
        .distinct()
        .forEach(group -> groups.append(groupElement(group, live)));
    return """
        <Configuration status="WARN">
          <Appenders>
            <Telemetry name="cloud"%s>
        %s      <!-- Instead of some of these, or where a format has a place for it:
        %s      -->
            </Telemetry>
          </Appenders>
          <Loggers><Root level="INFO"><AppenderRef ref="cloud"/></Root></Loggers>
        </Configuration>
        """
        .formatted(attributes(live), groups, comment());
  }

  private static String attributes(Map<String, String> settings) {
    StringBuilder xml = new StringBuilder();
    settings.forEach(
        (name, text) -> {
          if (group(name).isEmpty()) {
            xml.append("\n        ").append(attribute(name, text));
          }
        });
    return xml.toString();
  }

  private static String groupElement(String group, Map<String, String> settings) {
    StringBuilder xml = new StringBuilder("      ");
    String[] names = group.split("\\.");
    for (int i = 0; i < names.length - 1; i++) {
      xml.append('<').append(capital(names[i])).append('>');
    }
    xml.append('<').append(capital(names[names.length - 1]));
    StringBuilder line = new StringBuilder();
    settings.forEach(
        (name, text) -> {
          if (group(name).equals(group)) {
            line.append(' ').append(attribute(last(name), text));
          }
        });
    xml.append(wrapped(line.toString())).append("/>");
    for (int i = names.length - 2; i >= 0; i--) {
      xml.append("</").append(capital(names[i])).append('>');
    }
    return xml.append('\n').toString();
  }

  /** Attributes on lines of about 100 characters. */
  private static String wrapped(String attributes) {
    StringBuilder lines = new StringBuilder();
    int column = 16;
    for (String attribute : attributes.trim().split("(?<=\") ")) {
      if (column + attribute.length() > 100) {
        lines.append("\n         ");
        column = 9;
      }
      lines.append(' ').append(attribute);
      column += attribute.length() + 1;
    }
    return lines.toString();
  }

  private String comment() {
    StringBuilder xml = new StringBuilder();
    instead.forEach(
        (name, text) -> {
          if (group(name).isEmpty()) {
            xml.append("      ").append(attribute(name, text)).append('\n');
          }
        });
    instead.keySet().stream()
        .map(FullConfiguration::group)
        .filter(group -> !group.isEmpty())
        .distinct()
        .forEach(group -> xml.append(groupElement(group, instead)));
    return xml.toString();
  }

  private static String attribute(String name, String text) {
    return name + "=\"" + escaped(text) + "\"";
  }

  private static String group(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
