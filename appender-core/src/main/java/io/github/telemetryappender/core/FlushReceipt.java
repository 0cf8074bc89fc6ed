package io.github.telemetryappender.core;

/**
 * What became of the events that were accepted before a flush.
 *
 * @param delivered events the endpoint has acknowledged since
 * @param lost events that were rejected, expired, evicted or abandoned since
 * @param held events still on their way when the flush ended; 0 means all is settled
 */
public record FlushReceipt(long delivered, long lost, long held) {}
