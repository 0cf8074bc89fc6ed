/**
 * Every setting once: its name, default, range, relation to others and message. Enters: what the
 * user typed. Leaves: immutable records. At start.
 */
@org.jspecify.annotations.NullMarked
package io.github.telemetryappender.core.settings;
