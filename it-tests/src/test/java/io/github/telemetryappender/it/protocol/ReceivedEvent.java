package io.github.telemetryappender.it.protocol;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a reader of the server sees of an event.
 *
 * @param id the event's id, empty where it has none
 * @param whole everything the server keeps of it, in the server's own names
 */
public record ReceivedEvent(String id, String message, JsonNode whole) {}
