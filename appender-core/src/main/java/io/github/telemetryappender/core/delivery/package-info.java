/**
 * A batch's journey to the endpoint. Enters: batches. Leaves: settled events, counted. On the
 * delivery thread, a step at a time.
 */
@org.jspecify.annotations.NullMarked
package io.github.telemetryappender.core.delivery;
