package io.github.telemetryappender.core.lane;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.memory.LaneMemory;
import io.github.telemetryappender.core.time.Parker;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A logging call against the stop of all three lanes: its event is accepted and found, or refused
 * and known to be refused for the stop. Results: 1 for accepted, 0 for refused, -1 for refused as
 * if memory were full; events found afterwards. Every outcome that is not listed is forbidden.
 *
 * <p>Seen to fail: when the lowest lane is sealed first, when an offer does not look at the seal,
 * and when "sealed" is asked of the lane that is sealed first.
 */
public class LanesStopStress {

  private static final byte[] RECORD = StressRing.payload(StressRing.SHORT);

  /** Three lanes of the smallest size, on memory that goes round. */
  private static final class Three implements Parker {

    private static final int HEADER_BYTES = 1024;

    /** For 16,000 states: jcstress has 10,240 of them at a time, and none may see another's. */
    private static final ByteBuffer MEMORY = ByteBuffer.allocateDirect(60 << 20);

    private static final AtomicLong NEXT_BYTE = new AtomicLong();
    private static final AtomicLong NEXT_SEED = new AtomicLong();

    private final Lanes lanes =
        new Lanes(
            new LaneMemory(Three::nextMemory),
            StressRing.CAPACITY,
            new SplittableRandom(NEXT_SEED.getAndIncrement()),
            this);

    /** Of a header only the part that is used. */
    private static ByteBuffer nextMemory(int wantedBytes) {
      int bytes = Math.min(wantedBytes, HEADER_BYTES);
      long start = NEXT_BYTE.getAndAdd(bytes) % (MEMORY.capacity() - HEADER_BYTES);
      return MEMORY.slice((int) start, bytes);
    }

    Three withoutRoomInTheFirst() {
      Lane lane = lanes.lane(LaneKind.URGENT);
      while (lane.offer(RECORD, 0, RECORD.length) != Lane.FULL) {
        lane.wakeAt(Lane.WAKE_NEVER);
      }
      lane.scan((position, ring, payloadOffset, payloadLength) -> {}, 100);
      return this;
    }

    int offer() {
      if (lanes.offer(Severity.ERROR, RECORD, 0, RECORD.length)) {
        return 1;
      }
      return lanes.isSealed() ? 0 : -1;
    }

    int found() {
      int[] found = new int[1];
      for (LaneKind kind : LaneKind.values()) {
        lanes.lane(kind).scan((position, ring, payloadOffset, payloadLength) -> found[0]++, 100);
      }
      return found[0];
    }

    @Override
    public void park(long nanos) {}

    @Override
    public void unpark() {}
  }

  /** Its own lane has room. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "accepted, and found")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "refused")
  @State
  public static class OfferAgainstStop {
    private final Three three = new Three();

    @Actor
    public void caller(II_Result r) {
      r.r1 = three.offer();
    }

    @Actor
    public void stop() {
      three.lanes.seal();
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = three.found();
    }
  }

  /** Its own lane is full, so that it falls back to a lower one. */
  @JCStressTest
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "accepted, and found")
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "refused")
  @State
  public static class OfferThatFallsBackAgainstStop {
    private final Three three = new Three().withoutRoomInTheFirst();

    @Actor
    public void caller(II_Result r) {
      r.r1 = three.offer();
    }

    @Actor
    public void stop() {
      three.lanes.seal();
    }

    @Arbiter
    public void later(II_Result r) {
      r.r2 = three.found();
    }
  }
}
