/**
 * The payload of the log endpoint of the Enso cloud. What enters is records, what leaves is the
 * body of a request. Rendering threads.
 */
@NullMarked
package io.github.telemetryappender.core.format.enso;

import org.jspecify.annotations.NullMarked;
