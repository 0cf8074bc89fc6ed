package io.github.telemetryappender.core.capture;

import io.github.telemetryappender.core.time.Clock;

/** A clock that stands still. */
public record FixedClock(long nanos, long epochMillis) implements Clock {}
