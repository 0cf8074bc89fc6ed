package com.example.shop;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.stereotype.Component;

/** Prints what the application's own registry knows of the appender, where there is a registry. */
@Component
@ConditionalOnClass(name = "io.micrometer.core.instrument.MeterRegistry")
class Meters implements Runnable {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final MeterRegistry registry;

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void run() {
    FunctionCounter accepted = accepted();
    long startedAtNanos = System.nanoTime();
    while (accepted == null && System.nanoTime() - startedAtNanos < PATIENCE_NANOS) {
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
      accepted = accepted();
    }
    if (accepted != null) {
      System.out.println(
          "metered: " + accepted.getId().getTag("appender") + " " + accepted.count());
    }
  }

  private FunctionCounter accepted() {
    return registry
        .find("telemetry.appender.events")
        .tags("result", "accepted", "severity", "INFO")
        .functionCounter();
  }
}
