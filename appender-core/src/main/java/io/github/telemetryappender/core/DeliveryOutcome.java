package io.github.telemetryappender.core;

import io.github.telemetryappender.core.event.Severity;
import java.util.Map;

/**
 * What became of events of one batch. Each event that an appender accepted, or took over, is in
 * exactly one outcome of its.
 *
 * @param reason of a closed set, to count by ({@code 400}, {@code max_attempts}, {@code shutdown},
 *     {@code encoding}); empty for none
 * @param detail in words, for a person; empty where they arrived
 * @param batchId the {@code Idempotency-Key} of the batch's request
 * @param events how many of each severity, only those of which there are some
 * @param failedAttempts attempts to deliver this batch that came to nothing before
 */
public record DeliveryOutcome(
    Result result,
    String reason,
    String detail,
    String batchId,
    Map<Severity, Long> events,
    int failedAttempts) {

  public DeliveryOutcome {
    events = Map.copyOf(events);
  }

  /** All severities together. */
  public long total() {
    return events.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How events end. */
  public enum Result {
    /** The endpoint acknowledged them. */
    DELIVERED,
    /** The endpoint refused them for good. */
    REJECTED,
    /** They grew older than {@code retry.maxEventAge}. */
    EXPIRED,
    /** They gave way to more important ones when memory was full. */
    EVICTED,
    /** They were given up at the stop, or could not be encoded. */
    ABANDONED,
    /**
     * They were not delivered before the stop and wait 10 s for the appender that replaces this
     * one, whose listener then hears of them; if none comes, they are lost.
     */
    LEFT
  }
}
