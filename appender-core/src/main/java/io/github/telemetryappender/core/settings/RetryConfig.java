package io.github.telemetryappender.core.settings;

import java.time.Duration;
import java.util.Set;

/**
 * How long and how often it is tried again.
 *
 * @param maxAttempts 0 for no limit, the default
 * @param maxEventAge 1 s..30 d, default 15 min
 * @param retriedStatuses statuses the user wants retried beside the table's ({@code +500})
 * @param droppedStatuses statuses the user wants dropped instead ({@code -404})
 * @param backlogPace how fast a backlog leaves after a long outage, in usual batch rates; 0..100,
 *     default 1; 0 for as fast as it can
 */
public record RetryConfig(
    Duration initialBackoff,
    Duration maxBackoff,
    double multiplier,
    int maxAttempts,
    Duration maxEventAge,
    Set<Integer> retriedStatuses,
    Set<Integer> droppedStatuses,
    int backlogPace) {

  public RetryConfig {
    retriedStatuses = Set.copyOf(retriedStatuses);
    droppedStatuses = Set.copyOf(droppedStatuses);
  }
}
