package io.github.telemetryappender.core.delivery;

/**
 * What became of the events accepted before a flush.
 *
 * @param delivered since the flush began
 * @param lost since the flush began
 * @param held when it ended
 */
public record FlushResult(long delivered, long lost, long held) {}
