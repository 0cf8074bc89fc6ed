/**
 * The appender for Log4j2: the element {@code <Telemetry>} with its children, the reading of its
 * events, its status channel. Enters: what stands in the configuration, and Log4j2's events.
 * Leaves: typed settings and fields, for the core. Configuration on the thread that configures,
 * events on the caller's.
 */
@org.jspecify.annotations.NullMarked
package io.github.telemetryappender.log4j2;
