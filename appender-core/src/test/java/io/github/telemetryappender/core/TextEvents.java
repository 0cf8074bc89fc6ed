package io.github.telemetryappender.core;

import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.event.EventSource;
import io.github.telemetryappender.core.event.Severity;

/** Reads an event that is its message, logged at INFO by the application. */
class TextEvents implements EventSource<String> {

  @Override
  public Severity severity(String event) {
    return Severity.INFO;
  }

  @Override
  public String loggerName(String event) {
    return "app.Main";
  }

  @Override
  public void read(String event, EventFields fields) {
    fields.instant(1_700_000_000L, 5);
    fields.logger("app.Main");
    fields.thread("main", 1);
    fields.message(event);
  }
}
