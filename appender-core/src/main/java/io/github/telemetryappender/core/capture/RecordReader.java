package io.github.telemetryappender.core.capture;

/** Shows one record: a view that is moved from record to record. One thread. */
public final class RecordReader {}
