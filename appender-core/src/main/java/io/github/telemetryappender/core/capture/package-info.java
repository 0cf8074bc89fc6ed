/**
 * Turns an event into a compact, self-describing record of bytes and reads it back. Enters: an
 * event's fields. Leaves: an immutable record. Written on the caller's thread, read by formats.
 */
@org.jspecify.annotations.NullMarked
package io.github.telemetryappender.core.capture;
