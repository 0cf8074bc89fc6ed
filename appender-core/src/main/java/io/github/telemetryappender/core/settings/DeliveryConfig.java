package io.github.telemetryappender.core.settings;

import java.time.Duration;

/**
 * How requests are made.
 *
 * @param maxInFlight 1..64, default 4
 * @param connectTimeout default 5 s
 * @param requestTimeout for the whole exchange, 100 ms..5 min, default 10 s
 */
public record DeliveryConfig(int maxInFlight, Duration connectTimeout, Duration requestTimeout) {}
