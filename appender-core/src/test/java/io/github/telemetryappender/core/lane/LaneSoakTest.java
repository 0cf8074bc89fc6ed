package io.github.telemetryappender.core.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.time.Clock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three producers against one consumer that rests, wakes, and releases out of order. Each payload
 * says who wrote it and when, and the rest of it follows from that, so a record that is lost, torn,
 * seen twice or out of its producer's order shows.
 */
@Timeout(60)
class LaneSoakTest {

  private static final int PRODUCERS = 3;
  private static final int RECORDS_EACH = 150_000;
  private static final int CAPACITY = 16 * 1024;
  private static final int MAX_PAYLOAD = 400;
  private static final long SAFETY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final long seed = new Random().nextLong();
  private final ThreadParker parker = new ThreadParker();
  private final Lane lane =
      new Lane(
          new RingIdentity(LaneKind.NORMAL, 1, seed, 0),
          LaneTest.memory(RingHeader.BYTES),
          LaneTest.memory(CAPACITY),
          parker,
          new Room());

  private volatile boolean over;

  // Consumer.
  private final long[] next = new long[PRODUCERS];
  private final byte[] seenPayload = new byte[MAX_PAYLOAD];
  private final byte[] expectedPayload = new byte[MAX_PAYLOAD];
  private final List<long[]> heldRanges = new ArrayList<>();
  private String failure = "";

  @Test
  void noRecordIsLostTornDoubledOrOutOfItsProducersOrder() throws InterruptedException {
    List<Thread> producers = new ArrayList<>();
    for (int i = 0; i < PRODUCERS; i++) {
      int producer = i;
      producers.add(new Thread(() -> produce(producer)));
    }
    producers.forEach(Thread::start);

    int overslept = consume();
    over = true;

    for (Thread producer : producers) {
      producer.join();
    }
    assertThat(failure).as("seed %d", seed).isEmpty();
    assertThat(next).as("seed %d", seed).containsOnly(RECORDS_EACH);
    assertThat(overslept).as("parks no wake-up ended, seed %d", seed).isZero();
    assertThat(lane.usedBytes()).isZero();
  }

  private void produce(int producer) {
    byte[] payload = new byte[MAX_PAYLOAD];
    for (long sequence = 0; sequence < RECORDS_EACH; sequence++) {
      int length = compose(payload, producer, sequence);
      while (lane.offer(payload, 0, length) == Lane.FULL) {
        if (over) {
          return;
        }
        Thread.yield();
      }
    }
  }

  /** Returns how often it rested for the whole of the safety park. */
  private int consume() {
    Random random = new Random(seed);
    long toSee = (long) PRODUCERS * RECORDS_EACH;
    int overslept = 0;
    while (toSee > 0 && failure.isEmpty() && overslept < 2) {
      long from = lane.scannedPosition();
      int seen = lane.scan(this::check, 1 + random.nextInt(40));
      toSee -= seen;
      hold(from, random);
      if (seen == 0) {
        releaseAll(random);
        overslept += rest(toSee > 1000 ? random.nextInt(2000) : 0);
      }
    }
    releaseAll(random);
    return overslept;
  }

  private void hold(long from, Random random) {
    if (lane.scannedPosition() > from) {
      heldRanges.add(new long[] {from, lane.scannedPosition()});
    }
    if (heldRanges.size() > random.nextInt(8)) {
      release(random.nextInt(heldRanges.size()));
    }
  }

  private void releaseAll(Random random) {
    while (!heldRanges.isEmpty()) {
      release(random.nextInt(heldRanges.size()));
    }
  }

  private void release(int index) {
    long[] range = heldRanges.remove(index);
    lane.release(range[0], range[1]);
  }

  /** Rests until the lane has grown by more than {@code bytes}: the wish of an open batch. */
  private int rest(int bytes) {
    long restNanos = lane.wakeAt(lane.scannedPosition() + bytes + 1);
    if (restNanos == 0) {
      return 0;
    }
    long startNanos = Clock.system().nanos();
    parker.park(Math.min(restNanos, SAFETY_NANOS));
    return Clock.system().nanos() - startNanos >= SAFETY_NANOS ? 1 : 0;
  }

  private void check(long position, ByteBuffer ring, int payloadOffset, int length) {
    ring.get(payloadOffset, seenPayload, 0, length);
    int producer = seenPayload[0];
    if (producer < 0 || producer >= PRODUCERS) {
      failure = "torn at " + position;
      return;
    }
    int expectedLength = compose(expectedPayload, producer, next[producer]);
    if (!ByteBuffer.wrap(seenPayload, 0, length)
        .equals(ByteBuffer.wrap(expectedPayload, 0, expectedLength))) {
      failure = "at " + position + " is not record " + next[producer] + " of " + producer;
    }
    next[producer]++;
  }

  /** Length and bytes follow from the producer, the sequence and the seed. */
  private int compose(byte[] payload, int producer, long sequence) {
    long mixed = Lanes.salt(seed + producer, sequence);
    int length = 1 + (int) Long.remainderUnsigned(mixed, MAX_PAYLOAD);
    payload[0] = (byte) producer;
    for (int i = 1; i < length; i++) {
      payload[i] = (byte) (mixed >>> (i & 7) * 8);
    }
    return length;
  }
}
