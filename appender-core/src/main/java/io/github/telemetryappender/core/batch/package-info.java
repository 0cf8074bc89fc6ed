/**
 * Cuts batches out of lanes, late, and compresses those that have to wait. Enters: ranges of a
 * lane. Leaves: sealed, identified batches. On the delivery thread.
 */
@org.jspecify.annotations.NullMarked
package io.github.telemetryappender.core.batch;
