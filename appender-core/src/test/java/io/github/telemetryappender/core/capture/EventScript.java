package io.github.telemetryappender.core.capture;

import io.github.telemetryappender.core.event.EventFields;
import io.github.telemetryappender.core.event.EventSource;
import io.github.telemetryappender.core.event.Severity;

/** An event that tells itself what to hand over. */
@FunctionalInterface
public interface EventScript {

  /** Reads the scripts, all of them at INFO. */
  EventSource<EventScript> SOURCE =
      new EventSource<>() {
        @Override
        public Severity severity(EventScript event) {
          return Severity.INFO;
        }

        @Override
        public String loggerName(EventScript event) {
          return "test";
        }

        @Override
        public void read(EventScript event, EventFields fields) {
          event.read(fields);
        }
      };

  void read(EventFields fields);
}
