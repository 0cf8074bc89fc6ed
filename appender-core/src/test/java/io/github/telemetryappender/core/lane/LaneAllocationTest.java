package io.github.telemetryappender.core.lane;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.memory.LaneMemory;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What crosses the lane makes no garbage, on either side, accepted or refused. */
class LaneAllocationTest {

  private static final int RECORDS = 100_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final byte[] record = new byte[300];
  private final Lanes lanes =
      new Lanes(new LaneMemory(), 1 << 16, new Random(1), new RecordingParker());

  @Test
  void nothingIsAllocatedPerRecord() {
    cross(RECORDS); // loads and links what the first records need

    long before = threads.getCurrentThreadAllocatedBytes();
    cross(RECORDS);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(allocated).isLessThan(RECORDS / 10);
  }

  private void cross(int records) {
    Lane lane = lanes.lane(LaneKind.LOW);
    for (int i = 0; i < records; i++) {
      if (!lanes.offer(Severity.DEBUG, record, 0, record.length)) {
        lane.scan(LaneAllocationTest::ignore, Integer.MAX_VALUE);
        lane.release(lane.head(), lane.scannedPosition());
        lane.wakeAt(lane.scannedPosition() + 1);
      }
    }
  }

  private static void ignore(long position, ByteBuffer ring, int payloadOffset, int length) {}
}
