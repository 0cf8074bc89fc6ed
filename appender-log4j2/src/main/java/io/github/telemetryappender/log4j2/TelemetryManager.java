package io.github.telemetryappender.log4j2;

import io.github.telemetryappender.core.TelemetryPipeline;
import io.github.telemetryappender.core.settings.TypedSettings;
import java.io.Serializable;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractManager;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a pipeline for the appenders of one name, context and content: when the configuration is
 * read again and nothing about the appender has changed, the new appender joins before the old one
 * leaves, and what is under way goes on. Log4j2 counts the appenders and prints the manager's name.
 */
final class TelemetryManager extends AbstractManager {

  /** What an appender brings when it joins. */
  private record Joining(
      @Nullable LoggerContext context,
      String appenderName,
      TypedSettings settings,
      @Nullable Layout<? extends Serializable> layout) {

    String contextName() {
      return context == null || context.getName() == null ? "default" : context.getName();
    }

    String managerName() {
      return "Telemetry[" + contextName() + "/" + appenderName + "]-" + SettingsDigest.of(settings);
    }
  }

  private final LogEventSource source;
  private final TelemetryPipeline<LogEvent> pipeline;
  private volatile boolean abandonedByAll;

  private TelemetryManager(String managerName, Joining first) {
    super(first.context(), managerName);
    Log4j2Reports reports = new Log4j2Reports();
    source = new LogEventSource(first.layout());
    pipeline =
        TelemetryPipeline.start(
            first.contextName(), first.appenderName(), first.settings(), source, reports);
    reports.startedAs(
        pipeline.isInert() ? Log4j2Reports.Start.REFUSED : Log4j2Reports.Start.RUNNING);
  }

  /** The manager of this appender, started where there is none yet. Waits for nothing. */
  static TelemetryManager join(
      @Nullable LoggerContext context,
      String appenderName,
      TypedSettings settings,
      @Nullable Layout<? extends Serializable> layout) {
    Joining joining = new Joining(context, appenderName, settings, layout);
    return getManager(joining.managerName(), TelemetryManager::new, joining);
  }

  TelemetryPipeline<LogEvent> pipeline() {
    return pipeline;
  }

  /** An appender joins that exists already elsewhere; layouts cannot be compared, so its counts. */
  @Override
  public void updateData(Object data) {
    source.renderWith(((Joining) data).layout());
  }

  /** One appender leaves; with the last of them the pipeline drains and stops. */
  @Override
  public boolean stop(long timeout, TimeUnit timeUnit) {
    boolean released = super.stop(timeout, timeUnit);
    if (abandonedByAll) {
      pipeline.stop();
    }
    return released;
  }

  /** Only takes note: Log4j2 holds the lock of all managers here, and draining takes its time. */
  @Override
  protected boolean releaseSub(long timeout, TimeUnit timeUnit) {
    abandonedByAll = true;
    return true;
  }
}
