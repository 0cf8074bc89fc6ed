/**
 * The appender for Logback: the names of its XML, how its event is read, its status channel.
 * Enters: an {@code ILoggingEvent}, on the caller's thread. Leaves: the event's fields, to the
 * core. Nothing here judges a setting, renders, sends or waits.
 */
@org.jspecify.annotations.NullMarked
package io.github.telemetryappender.logback;
