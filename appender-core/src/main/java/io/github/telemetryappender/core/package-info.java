/** The front door: start, append, flush, snapshot, stop. On any thread. */
@org.jspecify.annotations.NullMarked
package io.github.telemetryappender.core;
