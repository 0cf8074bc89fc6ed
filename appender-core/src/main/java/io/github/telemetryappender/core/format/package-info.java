/** Records to request bodies, and answers to receipts. Pure functions, on any thread. */
@org.jspecify.annotations.NullMarked
package io.github.telemetryappender.core.format;
