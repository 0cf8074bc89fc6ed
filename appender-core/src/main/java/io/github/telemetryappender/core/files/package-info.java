/**
 * Small files that others write and replace: tokens, secrets, keys, certificates. Enters: a path.
 * Leaves: what stands in the file, whole and within a bound, or one sentence why not. Reading may
 * block, so callers bring a thread of their own that may.
 */
@org.jspecify.annotations.NullMarked
package io.github.telemetryappender.core.files;
