package com.example.shop;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Prints what the application's own registry knows of the appender, where there is a registry. */
@Component
@ConditionalOnClass(name = "io.micrometer.core.instrument.MeterRegistry")
class Meters {

  private final MeterRegistry registry;

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  @EventListener(ApplicationReadyEvent.class)
  void print() {
    registry
        .find("telemetry.appender.events")
        .tags("result", "accepted", "severity", "INFO")
        .functionCounters()
        .forEach(Meters::print);
  }

  private static void print(FunctionCounter counter) {
    System.out.println("metered: " + counter.getId().getTag("appender") + " " + counter.count());
  }
}
