package com.example.shop;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.stereotype.Component;

/**
 * Prints what the application's own registry knows of the appender, where there is a registry, once
 * it knows of all the orders.
 */
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
    long startedAtNanos = System.nanoTime();
    while (accepted() < Checkout.ORDERS && System.nanoTime() - startedAtNanos < PATIENCE_NANOS) {
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
    if (accepted() >= Checkout.ORDERS) {
      System.out.println("metered: all orders");
    }
  }

  private double accepted() {
    FunctionCounter counter =
        registry
            .find("telemetry.appender.events")
            .tags("appender", "telemetry", "result", "accepted", "severity", "INFO")
            .functionCounter();
    return counter == null ? 0 : counter.count();
  }
}
