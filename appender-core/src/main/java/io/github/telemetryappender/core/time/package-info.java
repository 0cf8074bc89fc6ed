/** The clocks and the resting place that the rest is given, so that a simulator can give others. */
@org.jspecify.annotations.NullMarked
package io.github.telemetryappender.core.time;
