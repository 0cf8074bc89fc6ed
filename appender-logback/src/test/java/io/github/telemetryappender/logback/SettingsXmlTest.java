package io.github.telemetryappender.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import io.github.telemetryappender.core.settings.KnownSetting;
import io.github.telemetryappender.core.settings.KnownSetting.Arity;
import io.github.telemetryappender.core.settings.KnownSettings;
import io.github.telemetryappender.core.settings.TypedSettings;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each setting has its element, and what is typed there reaches the core word for word. */
class SettingsXmlTest {

  private final LoggerContext context = new LoggerContext();

  @AfterEach
  void stop() {
    context.stop();
  }

  @ParameterizedTest
  @MethodSource("scalars")
  void aScalarReachesTheCoreAsTyped(KnownSetting setting) throws JoranException {
    TypedSettings typed = configured(nested(setting.name(), setting.sample()));

    assertThat(typed.names()).containsExactly(setting.name());
    assertThat(typed.all(setting.name())).containsExactly(setting.sample());
    assertThatLogbackUnderstoodAll();
  }

  static Stream<KnownSetting> scalars() {
    return settings(Arity.SCALAR);
  }

  @ParameterizedTest
  @MethodSource("repeatables")
  void aRepeatableReachesTheCoreInOrder(KnownSetting setting) throws JoranException {
    TypedSettings typed =
        configured(
            nested(setting.name(), setting.sample()) + nested(setting.name(), "second=1 < 2"));

    assertThat(typed.names()).containsExactly(setting.name());
    assertThat(typed.all(setting.name())).containsExactly(setting.sample(), "second=1 < 2");
    assertThatLogbackUnderstoodAll();
  }

  static Stream<KnownSetting> repeatables() {
    return settings(Arity.REPEATABLE);
  }

  @ParameterizedTest
  @MethodSource("components")
  void aComponentReachesTheCoreAsTheNameOfItsClass(KnownSetting setting) throws JoranException {
    String component =
        "<%s class='%s'><pattern>%%msg</pattern></%s>"
            .formatted(setting.name(), setting.sample(), setting.name());

    assertThat(configured(component).all(setting.name())).containsExactly(setting.sample());
    assertThatLogbackUnderstoodAll();
  }

  static Stream<KnownSetting> components() {
    return settings(Arity.COMPONENT);
  }

  @Test
  void anUnknownElementIsReportedByLogbackAndChangesNothing() throws JoranException {
    TypedSettings typed = configured("<lingr>1s</lingr>" + nested("batch.lingr", "1s"));

    assertThat(typed.names()).isEmpty();
    assertThat(statuses(Status.WARN))
        .filteredOn(text -> text.contains("Ignoring unknown property [lingr]"))
        .hasSize(2);
  }

  private static Stream<KnownSetting> settings(Arity arity) {
    return KnownSettings.all().stream().filter(setting -> setting.arity() == arity);
  }

  private static String nested(String name, String text) {
    int dot = name.indexOf('.');
    return dot < 0
        ? "<%s>%s</%s>".formatted(name, text.replace("&", "&amp;").replace("<", "&lt;"), name)
        : "<%1$s>%2$s</%1$s>"
            .formatted(name.substring(0, dot), nested(name.substring(dot + 1), text));
  }

  private TypedSettings configured(String elements) throws JoranException {
    String xml =
        """
        <configuration>
          <appender name='SHIP' class='%s'>%s</appender>
          <root><appender-ref ref='SHIP'/></root>
        </configuration>
        """
            .formatted(TelemetryAppender.class.getName(), elements);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    return ((TelemetryAppender) context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("SHIP"))
        .typed();
  }

  private void assertThatLogbackUnderstoodAll() {
    assertThat(statuses(Status.ERROR)).isEmpty();
    assertThat(statuses(Status.WARN)).noneMatch(text -> text.contains("Ignoring unknown property"));
  }

  private List<String> statuses(int level) {
    return context.getStatusManager().getCopyOfStatusList().stream()
        .filter(status -> status.getEffectiveLevel() == level)
        .map(Status::getMessage)
        .toList();
  }
}
