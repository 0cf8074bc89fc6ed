package io.github.telemetryappender.core.metrics;

import java.util.Map;

/**
 * What an appender shows over JMX, as {@code
 * io.github.telemetryappender:type=TelemetryAppender,context="…",name="…"}. Counts are since the
 * start; {@code accepted + recovered = delivered + rejected + expired + evicted + abandoned +
 * held}. A burst of reads sees one snapshot: what is shown may be 100 ms old, and older where the
 * delivery thread does not answer. A notification of type {@code
 * io.github.telemetryappender.alert.<level>} is sent when the health or the alert level changes.
 */
public interface TelemetryAppenderMXBean {

  /** Events taken over from logging calls. */
  long getAccepted();

  /** The same for each severity. */
  Map<String, Long> getAcceptedBySeverity();

  /** Events that came back from a spool. */
  long getRecovered();

  /** The same for each severity. */
  Map<String, Long> getRecoveredBySeverity();

  /** Events the endpoint acknowledged. */
  long getDelivered();

  /** The same for each severity. */
  Map<String, Long> getDeliveredBySeverity();

  /** Events the endpoint refused for good. */
  long getRejected();

  /** The same for each severity. */
  Map<String, Long> getRejectedBySeverity();

  /** Events that grew older than {@code retry.maxEventAge}. */
  long getExpired();

  /** The same for each severity. */
  Map<String, Long> getExpiredBySeverity();

  /** Events that gave way to more important ones when memory was full. */
  long getEvicted();

  /** The same for each severity. */
  Map<String, Long> getEvictedBySeverity();

  /** Events given up at the stop, or that could not be encoded. */
  long getAbandoned();

  /** The same for each severity. */
  Map<String, Long> getAbandonedBySeverity();

  /** Events still on their way. */
  long getHeld();

  /** The same for each severity. */
  Map<String, Long> getHeldBySeverity();

  /** Events refused at the door, never accepted. */
  long getDropped();

  /** The same for each severity. */
  Map<String, Long> getDroppedBySeverity();

  /** Accepted events that will never be delivered, as {@code rejected.400}. */
  Map<String, Long> getLostByReason();

  /** Events refused at the door, as {@code overflow}. */
  Map<String, Long> getDroppedByReason();

  /** Accepted events that were cut at {@code maxEventBytes}. */
  long getTruncated();

  /** Exchanges with the endpoint, as {@code ok}, {@code retry}. */
  Map<String, Long> getAttemptsByOutcome();

  /** Events on their way: the same as {@link #getHeld()}. */
  long getBacklogEvents();

  /** Bytes they take in memory. */
  long getBacklogBytes();

  /** The age of the oldest of them; 0 where there is none. */
  double getBacklogSeconds();

  /**
   * From acceptance to acknowledgement, the median of the last minutes; negative for none in them.
   */
  long getLatencyMillisP50();

  /** As {@link #getLatencyMillisP50()}, what 99 of 100 events were not slower than. */
  long getLatencyMillisP99();

  /** {@code closed}: exchanges go; {@code open}: none; {@code half_open}: a probe. */
  String getBreakerState();

  /** Exchanges under way. */
  int getInFlight();

  /** How many may be under way now. */
  int getInFlightLimit();

  /** The age of the token in use; negative where there is none that is refreshed. */
  double getTokenAgeSeconds();

  /** 0 fine, 1 delayed, 2 losing low severities, 3 losing urgent events. */
  int getHealthLevel();

  /** The latest failure in words; empty for none. */
  String getLastError();

  /**
   * Sends what was accepted so far without waiting for company, and waits for that.
   *
   * @param millis the longest wait, up to 10 minutes
   * @return {@code delivered}, {@code lost} and {@code held} events
   */
  Map<String, Long> flush(long millis);
}
