/**
 * The payload of Splunk's HTTP event collector. What enters is records, what leaves is the body of
 * a request. Rendering threads.
 */
@NullMarked
package io.github.telemetryappender.core.format.splunk;

import org.jspecify.annotations.NullMarked;
