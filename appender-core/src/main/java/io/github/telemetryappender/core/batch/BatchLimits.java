package io.github.telemetryappender.core.batch;

/**
 * How large a batch may get, and how long its events wait for company.
 *
 * @param maxEvents 1 and more
 * @param maxBytes by the format's estimate of the body before compression
 * @param lingerNanos of the normal and the low lane
 * @param urgentLingerNanos of the urgent lane
 */
public record BatchLimits(int maxEvents, long maxBytes, long lingerNanos, long urgentLingerNanos) {}
