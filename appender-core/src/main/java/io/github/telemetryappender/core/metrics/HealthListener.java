package io.github.telemetryappender.core.metrics;

/** Hears of each change of the levels once. Called on the delivery thread; must return soon. */
@FunctionalInterface
public interface HealthListener {

  void changed(Health before, Health now, long nowNanos);
}
