package io.github.telemetryappender.core.lane;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;

/**
 * Prints what an offer costs its caller in nanoseconds, with records of 300 bytes in a ring of 8
 * MB, in processor time: one thread that offers until the ring is full, then empties it, the second
 * apart from the first. A compass for work on the lane, not a benchmark.
 */
final class LaneSpeed {

  private static final int ROUNDS = 200;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private LaneSpeed() {}

  public static void main(String[] args) {
    Lane lane =
        new Lane(
            new RingIdentity(LaneKind.NORMAL, 1, 0x5eed_5a17_c0de_f00dL, 0),
            LaneTest.memory(RingHeader.BYTES),
            LaneTest.memory(8 << 20),
            new RecordingParker(),
            new Room());
    byte[] record = new byte[300];
    for (int i = 0; i < 5; i++) {
      measure(lane, record);
    }
  }

  private static void measure(Lane lane, byte[] record) {
    long offerNanos = 0;
    long drainNanos = 0;
    long records = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long startNanos = cpuNanos();
      int offered = 0;
      while (lane.offer(record, 0, record.length) != Lane.FULL) {
        offered++;
      }
      long fullNanos = cpuNanos();
      lane.scan(LaneSpeed::ignore, Integer.MAX_VALUE);
      lane.release(lane.head(), lane.scannedPosition());
      drainNanos += cpuNanos() - fullNanos;
      offerNanos += fullNanos - startNanos;
      records += offered;
    }
    System.out.printf(
        "offer %.1f ns, scan and release %.1f ns per record%n",
        (double) offerNanos / records, (double) drainNanos / records);
  }

  private static long cpuNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  private static void ignore(long position, ByteBuffer ring, int payloadOffset, int length) {}
}
