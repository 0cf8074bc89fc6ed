package io.github.telemetryappender.core.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts together what is the same for all events: typed settings first, then the environment. */
final class ResourceRules {

  private static final String HOST_NAME = "host.name";

  /** Attributes that have a setting of their own. */
  private static final Map<String, String> OWN_SETTING =
      Map.of(
          "service.name", "serviceName",
          "service.version", "serviceVersion",
          "deployment.environment.name", "environment",
          "deployment.environment", "environment");

  private final Choices choices;
  private final Map<String, String> fromEnvironment;
  private final ProcessFacts process;

  private ResourceRules(
      Choices choices, Map<String, String> fromEnvironment, ProcessFacts process) {
    this.choices = choices;
    this.fromEnvironment = fromEnvironment;
    this.process = process;
  }

  /** Nothing in the environment stops the appender: what is malformed there becomes a remark. */
  static ResourceConfig judge(Choices choices, ProcessFacts process, Consumer<String> remarks) {
    return new ResourceRules(choices, environment(process, remarks), process).resource();
  }

  private static Map<String, String> environment(ProcessFacts process, Consumer<String> remarks) {
    Map<String, String> attributes = new LinkedHashMap<>();
    String text = process.environment().getOrDefault(OtelResource.ATTRIBUTES_VARIABLE, "");
    OtelResource.parse(text)
        .ifPresentOrElse(
            attributes::putAll,
            () ->
                remarks.accept(
                    OtelResource.ATTRIBUTES_VARIABLE
                        + " is ignored: it is not a list of key=value pairs, percent-encoded and"
                        + " separated by commas"));
    String serviceName =
        process.environment().getOrDefault(OtelResource.SERVICE_NAME_VARIABLE, "").strip();
    if (!serviceName.isEmpty()) {
      attributes.put("service.name", serviceName);
    }
    return attributes;
  }

  private ResourceConfig resource() {
    Map<String, String> attributes = attributes();
    String hostName = attributes.remove(HOST_NAME);
    return new ResourceConfig(
        first(SettingsTable.SERVICE_NAME, "service.name"),
        first(SettingsTable.SERVICE_VERSION, "service.version"),
        first(SettingsTable.ENVIRONMENT, "deployment.environment.name", "deployment.environment"),
        hostName == null ? process.hostName() : hostName,
        process.processId(),
        attributes);
  }

  private @Nullable String first(Setting<String> setting, String... attributes) {
    Optional<String> typed = choices.ifTyped(setting);
    if (typed.isPresent()) {
      return typed.get();
    }
    return List.of(attributes).stream()
        .map(name -> fromEnvironment.getOrDefault(name, ""))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElse(null);
  }

  private Map<String, String> attributes() {
    Map<String, String> attributes = new LinkedHashMap<>(fromEnvironment);
    attributes.keySet().removeAll(OWN_SETTING.keySet());
    for (TypedText typed : choices.texts(SettingsTable.ATTRIBUTE)) {
      NameValue attribute = SettingsTable.ATTRIBUTE.kind().read(typed);
      String setting = OWN_SETTING.get(attribute.name());
      if (setting != null) {
        throw typed.refused(
            "has a setting of its own", "use " + setting + " = " + attribute.value());
      }
      attributes.put(attribute.name(), attribute.value());
    }
    return attributes;
  }
}
