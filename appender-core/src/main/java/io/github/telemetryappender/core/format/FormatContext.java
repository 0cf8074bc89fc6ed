package io.github.telemetryappender.core.format;

import io.github.telemetryappender.core.settings.EndpointConfig;
import io.github.telemetryappender.core.settings.ResourceConfig;

/**
 * What a format is made for.
 *
 * @param endpoint its index, labels and options, judged against the declaration
 * @param resource what is the same for all events
 * @param instanceId tells this appender from all others: the epoch of its event ids, 16 hex digits
 */
public record FormatContext(EndpointConfig endpoint, ResourceConfig resource, String instanceId) {}
