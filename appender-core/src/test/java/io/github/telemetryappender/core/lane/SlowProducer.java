package io.github.telemetryappender.core.lane;

/** A caller that has claimed its place in a lane and takes its time to copy. */
public final class SlowProducer {

  private final Lane lane;
  private final byte[] record;
  private final long start;

  public SlowProducer(Lane lane, byte[] record) {
    this.lane = lane;
    this.record = record;
    this.start = lane.claim(Lane.recordBytes(record.length));
  }

  public void finish() {
    long position = lane.publish(start, record, 0, record.length);
    lane.wakeDelivery(position + Lane.recordBytes(record.length));
  }
}
