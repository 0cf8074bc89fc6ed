/**
 * The payload of Datadog's intake of logs, version 2. What enters is records, what leaves is the
 * body of a request. Rendering threads.
 */
@NullMarked
package io.github.telemetryappender.core.format.datadog;

import org.jspecify.annotations.NullMarked;
