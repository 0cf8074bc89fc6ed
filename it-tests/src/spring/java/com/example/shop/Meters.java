package com.example.shop;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.stereotype.Component;

/**
 * Prints what the application's own registry knows of the appender, where there is a registry, once
 * it knows of all the orders. An appender that found no registry looks again with later events, so
 * there are some.
 */
@Component
@ConditionalOnClass(name = "io.micrometer.core.instrument.MeterRegistry")
class Meters implements Runnable {

  private static final Logger LOGGER = LoggerFactory.getLogger(Meters.class);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final MeterRegistry registry;

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void run() {
    long startedAtNanos = System.nanoTime();
    while (accepted() < Checkout.ORDERS && System.nanoTime() - startedAtNanos < PATIENCE_NANOS) {
      LOGGER.info("not all orders are metered yet");
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
