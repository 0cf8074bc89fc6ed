package io.github.telemetryappender.core;

import io.github.telemetryappender.core.metrics.Health;

/**
 * Hears what becomes of events once they were accepted: a class of the application's, named in
 * {@code deliveryListener} by its binary name, or given to the appender's {@code onDelivery}.
 *
 * <p>A class that is named needs a public constructor without parameters. It is looked up in the
 * context class loader of the thread that starts the appender, then in the appender's own.
 *
 * <p>Called on a thread of its own, one call at a time, never on one that logs or delivers. As many
 * as 1,000 calls wait for a listener that is slow; what comes then is not passed on, which is
 * counted and reported. What a listener throws is reported, at most once in 5 minutes, and harms
 * nobody. What it logs on this thread does not enter the appender. At the stop it has a second, and
 * no more than is left of {@code shutdownTimeout}, for what still waits; then its thread is
 * interrupted.
 */
public interface DeliveryListener {

  /** Events of one batch have come to their end. */
  default void onDelivery(DeliveryOutcome outcome) {}

  /**
   * The health or the alert level has changed, where {@code alerts.enabled} is not switched off.
   */
  default void onHealthChange(Health before, Health now) {}
}
