package io.github.telemetryappender.core.capture;

import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.event.EventSource;
import io.github.telemetryappender.core.event.Severity;
import java.math.BigDecimal;
import java.util.Map;

/**
 * An event with something for every part of the capture. It is captured once when the capture is
 * made, so that classes are not loaded where an application's stack is about to end: a class whose
 * loading fails there cannot be used for the rest of the process.
 */
enum WarmUp implements EventSource<WarmUp> {
  EVENT;

  @Override
  public Severity severity(WarmUp event) {
    return Severity.TRACE;
  }

  @Override
  public String loggerName(WarmUp event) {
    return "";
  }

  @Override
  public void read(WarmUp event, EventFields fields) {
    Object[] arguments = {1, "a", null, 1.5, true, BigDecimal.ONE, new int[] {1}, new Object[1]};
    fields.instant(0, 0);
    fields.level("WARM_UP");
    fields.logger("a");
    fields.thread("a", 1);
    fields.trace("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", 1);
    fields.mdc("trace_id", "a");
    fields.mdc(Map.of("a", "a"));
    fields.keyValue("a", arguments);
    fields.marker("a");
    fields.ndc("a");
    fields.caller("a", "a", "a", 1);
    fields.rendered(fields.messageBuilder().append("\u00e4\ud83d\ude00".repeat(100)));
    fields.formattedMessage("{} {} {} {} {} {} {} {} {}", arguments);
    fields.pattern("{}", arguments);
    fields.argument(1);
    fields.exception(new IllegalStateException("a", new IllegalArgumentException("b")));
  }
}
