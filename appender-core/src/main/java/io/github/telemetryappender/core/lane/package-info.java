/**
 * The three lanes between the callers and the delivery thread. Enters: records, from any thread.
 * Leaves: ranges of committed records, to the delivery thread alone.
 */
@org.jspecify.annotations.NullMarked
package io.github.telemetryappender.core.lane;
