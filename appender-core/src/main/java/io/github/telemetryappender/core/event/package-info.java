/**
 * The ports between a framework and the core: how an adapter lets its event be read, and where the
 * appender speaks about itself. Enters: a framework's event. Leaves: its fields, one by one. On the
 * caller's thread.
 */
@org.jspecify.annotations.NullMarked
package io.github.telemetryappender.core.event;
