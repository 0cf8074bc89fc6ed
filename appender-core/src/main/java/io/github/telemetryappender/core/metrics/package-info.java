/**
 * What the appender says about itself: the ledger's snapshot, and reports that are limited in rate.
 * On any thread.
 */
@org.jspecify.annotations.NullMarked
package io.github.telemetryappender.core.metrics;
