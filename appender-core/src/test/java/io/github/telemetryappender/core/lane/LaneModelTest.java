package io.github.telemetryappender.core.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The lane does what a list of records would do, whatever the order of offers and releases. */
class LaneModelTest {

  private static final int CAPACITY = 512;

  /** One move of producer or consumer; {@code amount} is a length, a number or a choice. */
  record Move(Kind kind, int amount) {
    enum Kind {
      OFFER,
      SCAN,
      RELEASE
    }
  }

  /** A record as the model knows it. */
  private static final class Known {
    final long position;
    final long end;
    final byte[] payload;
    boolean released;

    Known(long position, byte[] payload) {
      this.position = position;
      this.end = position + 24 + (payload.length + 7) / 8 * 8;
      this.payload = payload;
    }
  }

  /** A ring without memory: records in a list, and a rule for where the next one stands. */
  private static final class Model {
    final List<Known> records = new ArrayList<>();
    int scannedCount;

    long tail() {
      return records.isEmpty() ? 0 : records.get(records.size() - 1).end;
    }

    long scanned() {
      return scannedCount == 0 ? 0 : records.get(scannedCount - 1).end;
    }

    long head() {
      long head = 0;
      for (Known each : records.subList(0, scannedCount)) {
        if (!each.released) {
          break;
        }
        head = each.end;
      }
      return head;
    }

    long offer(byte[] payload) {
      Known next = new Known(tail(), payload);
      if (tail() / CAPACITY != (next.end - 1) / CAPACITY) {
        next = new Known((tail() / CAPACITY + 1) * CAPACITY, payload);
      }
      if (next.end - head() > CAPACITY) {
        return Lane.FULL;
      }
      records.add(next);
      return next.position;
    }
  }

  private final Model model = new Model();
  private final Lane lane =
      new Lane(
          new RingIdentity(LaneKind.NORMAL, 1, 0x5eed_5a17_c0de_f00dL, 0),
          LaneTest.memory(RingHeader.BYTES),
          LaneTest.memory(CAPACITY),
          new RecordingParker(),
          new Room());

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void laneIsAListOfRecords(@ForAll("moves") List<Move> moves) {
    for (Move move : moves) {
      switch (move.kind()) {
        case OFFER -> offer(move.amount());
        case SCAN -> scan(move.amount());
        case RELEASE -> release(move.amount());
      }
      assertThat(lane.tail()).isEqualTo(model.tail());
      assertThat(lane.head()).isEqualTo(model.head());
      assertThat(lane.usedBytes()).isEqualTo(model.tail() - model.head());
    }
  }

  @Provide
  Arbitrary<List<Move>> moves() {
    Arbitrary<Move.Kind> kinds =
        Arbitraries.of(
            Move.Kind.OFFER, Move.Kind.OFFER, Move.Kind.SCAN, Move.Kind.RELEASE, Move.Kind.RELEASE);
    Arbitrary<Integer> amounts = Arbitraries.integers().between(0, CAPACITY / 4 - 1);
    return Combinators.combine(kinds, amounts).as(Move::new).list().ofMaxSize(120);
  }

  private void offer(int amount) {
    byte[] payload = new byte[1 + amount];
    Arrays.fill(payload, (byte) model.records.size());

    assertThat(lane.offer(payload, 0, payload.length)).isEqualTo(model.offer(payload));
  }

  private void scan(int amount) {
    int most = 1 + amount % 5;
    int expected = Math.min(most, model.records.size() - model.scannedCount);

    assertThat(lane.scan(this::check, most)).isEqualTo(expected);
    assertThat(lane.scannedPosition()).isEqualTo(model.scanned());
  }

  private void check(long position, ByteBuffer ring, int payloadOffset, int payloadLength) {
    Known expected = model.records.get(model.scannedCount++);
    byte[] payload = new byte[payloadLength];
    ring.get(payloadOffset, payload);

    assertThat(position).isEqualTo(expected.position);
    assertThat(payload).isEqualTo(expected.payload);
  }

  /** Releases one to three neighbours, anywhere in what was scanned, after reading them again. */
  private void release(int choice) {
    List<Known> held =
        model.records.subList(0, model.scannedCount).stream()
            .filter(each -> !each.released)
            .toList();
    if (held.isEmpty()) {
      return;
    }
    int first = choice % held.size();
    int last = Math.min(first + choice % 3, held.size() - 1);
    long from = held.get(first).position;
    long to = held.get(last).end;
    List<Known> range = held.subList(first, last + 1);

    assertThat(walk(from, to)).isEqualTo(range.stream().map(each -> each.position).toList());
    for (Known each : range) {
      byte[] payload = new byte[each.payload.length];
      assertThat(lane.copyPayload(each.position, payload)).isEqualTo(payload.length);
      assertThat(payload).isEqualTo(each.payload);
      each.released = true;
    }
    lane.release(from, to);
  }

  private List<Long> walk(long from, long to) {
    List<Long> positions = new ArrayList<>();
    long position = lane.nextRecord(from, to);
    while (position < to) {
      positions.add(position);
      position = lane.nextRecord(lane.positionAfter(position), to);
    }
    return positions;
  }
}
