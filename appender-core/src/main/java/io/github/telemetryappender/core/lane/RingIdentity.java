package io.github.telemetryappender.core.lane;

/**
 * Who a ring is.
 *
 * @param kind which of the three lanes
 * @param epoch 64 random bits, the first part of its event ids
 * @param salt 64 bits that nobody outside can guess and no earlier user of the same memory had
 * @param createdEpochMillis wall clock at creation; 0 in memory that dies with the process
 */
record RingIdentity(LaneKind kind, long epoch, long salt, long createdEpochMillis) {}
