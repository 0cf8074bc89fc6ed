package io.github.telemetryappender.core.settings;

import java.time.Duration;

/**
 * When a batch is cut.
 *
 * @param maxEvents 1..100,000, default 1,000
 * @param maxBytes before compression, 4 KB..64 MB, default 1 MB
 * @param linger the longest an event waits for company, 1 ms..1 min, default 1 s
 * @param urgentLinger the same for FATAL, ERROR and WARN, at most {@code linger}, default 100 ms
 */
public record BatchConfig(int maxEvents, long maxBytes, Duration linger, Duration urgentLinger) {}
