package io.github.telemetryappender.core.metrics;

/**
 * What health is judged by, at one instant.
 *
 * @param failedAttempts attempts that failed since the last one that got an answer about its data
 * @param oldestAgeNanos the age of the oldest undelivered event; negative where nothing is held
 * @param fillPercent how full the fullest lane or the retry queue is
 * @param lostUrgent FATAL, ERROR and WARN events lost since the start, at the door or later
 * @param lostOther INFO, DEBUG and TRACE events lost since the start, likewise
 * @param credential how the credential fares
 */
public record Signs(
    int failedAttempts,
    long oldestAgeNanos,
    int fillPercent,
    long lostUrgent,
    long lostOther,
    AlertLevel credential) {}
