package io.github.telemetryappender.core.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Every setting, judged: ranges and relations hold. Immutable.
 *
 * @param shutdownTimeout 0 s..5 min, default 5 s
 * @param remarks what a user may want to know though nothing is wrong enough to stop, one line each
 */
public record PipelineConfig(
    EndpointConfig endpoint,
    ResourceConfig resource,
    CaptureConfig capture,
    AuthConfig auth,
    BatchConfig batch,
    MemoryConfig memory,
    DeliveryConfig delivery,
    ConnectionConfig connection,
    RetryConfig retry,
    Duration shutdownTimeout,
    ExitFlush exitFlush,
    SelfReportConfig selfReport,
    List<String> remarks) {

  public PipelineConfig {
    remarks = List.copyOf(remarks);
  }

  /** Whether the exit of the JVM flushes. */
  public enum ExitFlush {
    ON,
    OFF
  }

  /**
   * Judges what the user typed. Names that are not in {@link KnownSettings} are ignored: the
   * frameworks report them. Reads the environment of the process and the name of its host; waits
   * for nothing.
   *
   * @param formats those a user may choose between
   * @throws SettingsException for the first thing that is wrong, naming setting, value and remedy
   */
  public static PipelineConfig of(TypedSettings typed, FormatCatalog formats) {
    return of(typed, ProcessFacts.current(), formats);
  }

  static PipelineConfig of(TypedSettings typed, ProcessFacts process, FormatCatalog formats) {
    Choices choices = new Choices(typed);
    SettingsTable.ALL.forEach(setting -> checkAlone(setting, choices));
    List<String> remarks = new ArrayList<>();
    FormatRules format = FormatRules.judge(choices, formats);
    AuthConfig auth = AuthRules.judge(choices, format.format(), process);
    EndpointConfig endpoint = EndpointRules.judge(choices, auth, format);
    Relations relations = new Relations(choices, format.format());
    return new PipelineConfig(
        endpoint,
        ResourceRules.judge(choices, process, remarks::add),
        relations.capture(),
        auth,
        relations.batch(),
        relations.memory(),
        relations.delivery(),
        ConnectionRules.judge(choices),
        relations.retry(),
        choices.value(SettingsTable.SHUTDOWN_TIMEOUT),
        choices.value(SettingsTable.FLUSH_ON_EXIT),
        relations.selfReport(),
        remarks);
  }

  // Each by itself first, so that also a value that turns out to play no part is a valid one.
  private static void checkAlone(Setting<?> setting, Choices choices) {
    if (setting.isAvailable()) {
      choices.check(setting);
    } else {
      choices.texts(setting).forEach(typed -> refuse(setting, typed));
    }
  }

  private static void refuse(Setting<?> setting, TypedText typed) {
    throw typed.refused(setting.notAvailable(), setting.itIs() + "; remove it");
  }
}
