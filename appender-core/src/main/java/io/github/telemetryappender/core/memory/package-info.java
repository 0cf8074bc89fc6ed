/** Shares out {@code memory.maxBytes} and keeps count of it, to the byte. */
@org.jspecify.annotations.NullMarked
package io.github.telemetryappender.core.memory;
