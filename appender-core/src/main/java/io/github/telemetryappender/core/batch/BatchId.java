package io.github.telemetryappender.core.batch;

import io.github.telemetryappender.core.lane.LaneKind;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Which events a batch holds: those of one lane between two positions. It stays the same over
 * retries and restarts; each half of a split has one of its own.
 *
 * @param epoch of the ring the events lay in
 * @param first position of the first event
 * @param last position of the last event
 * @param count how many events; fewer than the positions suggest where some left early
 */
public record BatchId(long epoch, LaneKind lane, long first, long last, int count) {

  private static final HexFormat HEX = HexFormat.of();

  /** What the ids of its events begin with, in ASCII: {@code <epoch>-<lane>-}. */
  byte[] eventIdPrefix() {
    return "%016x-%c-".formatted(epoch, lane.letter()).getBytes(StandardCharsets.US_ASCII);
  }

  /** {@code <epoch>-<lane>-<first>-<last>-<count>}, all but the count in hex. */
  public String idempotencyKey() {
    return HEX.toHexDigits(epoch)
        + '-'
        + lane.letter()
        + '-'
        + Long.toHexString(first)
        + '-'
        + Long.toHexString(last)
        + '-'
        + count;
  }
}
