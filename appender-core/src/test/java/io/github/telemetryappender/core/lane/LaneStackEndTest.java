package io.github.telemetryappender.core.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An application may log where its stack ends. Wherever in the offer that happens, no claim may
 * stay open: it would hold up the lane for ever.
 */
@Timeout(60)
class LaneStackEndTest {

  private static final int DIVES = 300;

  private final Lane lane =
      new Lane(
          new RingIdentity(LaneKind.NORMAL, 1, 0x5eed_5a17_c0de_f00dL, 0),
          LaneTest.memory(RingHeader.BYTES),
          LaneTest.memory(1 << 20),
          new RecordingParker(),
          new Room());
  private final byte[] record = new byte[64];

  // The diving thread.
  private long accepted;
  private long failed;

  @Test
  void noClaimStaysOpenWhereTheStackEnds() throws InterruptedException {
    long seen = 0;
    for (int dive = 0; dive < DIVES; dive++) {
      Thread diver = new Thread(null, this::diveSafely, "diver", 256 * 1024);
      diver.start();
      diver.join();
      seen += lane.scan(LaneStackEndTest::ignore, Integer.MAX_VALUE);
      assertThat(lane.scannedPosition()).as("dive %d", dive).isEqualTo(lane.tail());
      lane.release(lane.head(), lane.scannedPosition());
    }

    assertThat(seen).isEqualTo(accepted);
    assertThat(failed).isGreaterThan(DIVES);
  }

  private void diveSafely() {
    try {
      dive(0);
    } catch (StackOverflowError end) {
      failed++;
    }
  }

  /** Goes down until the stack ends, and offers a record on the way back from each depth. */
  private void dive(int depth) {
    try {
      dive(depth + 1);
    } catch (StackOverflowError end) {
      failed++;
    }
    if (failed < 1 || depth % 7 != 0) {
      return;
    }
    offerHere();
  }

  private void offerHere() {
    try {
      if (lane.offer(record, 0, record.length) != Lane.FULL) {
        accepted++;
      }
    } catch (StackOverflowError end) {
      failed++;
    }
  }

  private static void ignore(long position, ByteBuffer ring, int payloadOffset, int length) {}
}
