package io.github.telemetryappender.core.settings;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is the same for all events of a process.
 *
 * @param serviceName null where neither the user nor {@code OTEL_SERVICE_NAME} says it
 * @param hostName this machine's name, or the empty string where it is not known
 * @param attributes static attributes, in the order typed; those of {@code
 *     OTEL_RESOURCE_ATTRIBUTES} first
 */
public record ResourceConfig(
    @Nullable String serviceName,
    @Nullable String serviceVersion,
    @Nullable String environment,
    String hostName,
    long processId,
    Map<String, String> attributes) {}
