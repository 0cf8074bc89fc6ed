package io.github.telemetryappender.core.batch;

import io.github.telemetryappender.core.capture.RecordCursor;
import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.capture.RecordShortener;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Makes other batches of a batch: packs it, halves it, parts it by age. The new ones share no room
 * with each other; the old one must not be used or released afterwards, for they answer for what it
 * held. Delivery thread.
 */
public final class BatchDivider implements AutoCloseable {

  private final BodyEstimate estimate;
  private final RecordPacker packer;
  private final RecordReader reader = new RecordReader();

  /**
   * Packs quickly rather than tightly, because an outage should not cost the application its
   * processors.
   */
  public BatchDivider(BodyEstimate estimate) {
    this(estimate, new Deflater(Deflater.BEST_SPEED, true));
  }

  /** Packs with this deflater, which is its own from now on. */
  public BatchDivider(BodyEstimate estimate, Deflater deflater) {
    this.estimate = estimate;
    this.packer = new RecordPacker(deflater);
  }

  /** The same batch with its records deflated, its room in the lane given back. */
  public Batch pack(Batch batch) {
    Batch packed = packedCopy(batch);
    if (packed != batch) {
      batch.release();
    }
    return packed;
  }

  /**
   * As {@link #pack}, but the room in the lane is not given back: somebody may still read there.
   */
  public Batch packedCopy(Batch batch) {
    if (!(batch.contents() instanceof LaneRange range)) {
      return batch;
    }
    packer.begin();
    try (RecordCursor records = batch.records()) {
      while (records.next(reader)) {
        packer.add(reader);
      }
    }
    return new Batch(batch.id(), batch.summary(), packer.finish(range.eventIdPrefix()));
  }

  /** A batch again of what {@link Batch#packedRecords} gave, perhaps to somebody else. */
  public Batch unpack(BatchId id, byte[] packedRecords) {
    PackedRecords contents = new PackedRecords(packedRecords, id.eventIdPrefix());
    Part part = new Part(id);
    try (RecordCursor records = contents.cursor()) {
      while (records.next(reader)) {
        part.add(reader);
      }
    }
    return part.batch(contents);
  }

  /** Its two halves, in order, each with an identity of its own. Needs two events at least. */
  public List<Batch> halve(Batch batch) {
    if (batch.events() < 2) {
      throw new IllegalArgumentException("a batch of one event cannot be halved: " + batch);
    }
    return divide(batch, positionOf(batch, batch.events() / 2));
  }

  private long positionOf(Batch batch, int index) {
    try (RecordCursor records = batch.records()) {
      for (int seen = 0; seen <= index; seen++) {
        records.next(reader);
      }
    }
    return reader.position();
  }

  /** The first event by itself, and the rest. Needs two events at least. */
  public List<Batch> divideBehindFirst(Batch batch) {
    return divide(batch, positionOf(batch, 1));
  }

  /**
   * Parts the events at the front that were accepted at {@code latestNanos} or before from those
   * behind them. The first has to be that old, and not all may be.
   */
  public List<Batch> divideByAge(Batch batch, long latestNanos) {
    return divide(batch, firstAcceptedAfter(batch, latestNanos));
  }

  private long firstAcceptedAfter(Batch batch, long latestNanos) {
    try (RecordCursor records = batch.records()) {
      while (records.next(reader)) {
        if (reader.acceptedAtNanos() - latestNanos > 0) {
          return reader.position();
        }
      }
    }
    throw new IllegalArgumentException("all of it is that old: " + batch);
  }

  /** Parts the largest event from those around it, so that what is left stays where it is. */
  public Isolated isolateLargest(Batch batch) {
    List<Batch> others = new ArrayList<>();
    Batch rest = batch;
    long position = positionOfLargest(batch);
    if (position > batch.id().first()) {
      List<Batch> divided = divide(batch, position);
      others.add(divided.get(0));
      rest = divided.get(1);
    }
    if (rest.events() > 1) {
      List<Batch> divided = divideBehindFirst(rest);
      others.add(divided.get(1));
      rest = divided.get(0);
    }
    return new Isolated(rest, others);
  }

  /** The first of them, where several are as large. */
  private long positionOfLargest(Batch batch) {
    long position = batch.id().first();
    int length = 0;
    try (RecordCursor records = batch.records()) {
      while (records.next(reader)) {
        if (reader.length() > length) {
          length = reader.length();
          position = reader.position();
        }
      }
    }
    return position;
  }

  /** The bytes of the first event's message. */
  public int messageBytes(Batch batch) {
    return RecordShortener.messageBytes(firstOf(batch));
  }

  /**
   * The same batch of one event, packed, with at most so many bytes of its message. Its room in the
   * lane is given back.
   */
  public Batch shorten(Batch batch, int maxMessageBytes) {
    byte[] prefix = batch.contents().eventIdPrefix();
    byte[] record = RecordShortener.shortened(firstOf(batch), maxMessageBytes);
    packer.begin();
    reader.wrap(record, 0, record.length, prefix, reader.position());
    Part part = new Part(batch.id());
    part.add(reader);
    packer.add(reader);
    Batch shortened = part.batch(packer.finish(prefix));
    batch.release();
    return shortened;
  }

  private RecordReader firstOf(Batch batch) {
    try (RecordCursor records = batch.records()) {
      records.next(reader);
    }
    return reader;
  }

  private List<Batch> divide(Batch batch, long boundary) {
    if (batch.contents() instanceof LaneRange range) {
      LaneRange left = new LaneRange(range.lane(), range.eventIdPrefix(), range.from(), boundary);
      LaneRange right = new LaneRange(range.lane(), range.eventIdPrefix(), boundary, range.end());
      return List.of(describe(batch.id(), left), describe(batch.id(), right));
    }
    return List.of(
        repack(batch, Long.MIN_VALUE, boundary), repack(batch, boundary, Long.MAX_VALUE));
  }

  private Batch describe(BatchId whole, LaneRange range) {
    Part part = new Part(whole);
    try (RecordCursor records = range.cursor()) {
      while (records.next(reader)) {
        part.add(reader);
      }
    }
    return part.batch(range);
  }

  private Batch repack(Batch batch, long from, long end) {
    packer.begin();
    Part part = new Part(batch.id());
    try (RecordCursor records = batch.records()) {
      while (records.next(reader)) {
        if (reader.position() >= from && reader.position() < end) {
          part.add(reader);
          packer.add(reader);
        }
      }
    }
    return part.batch(packer.finish(batch.contents().eventIdPrefix()));
  }

  /**
   * Sorts the events of a batch by what became of them; those that go again are packed. The batch
   * itself is left as it is.
   *
   * @param fates asked once for each position, in order
   */
  public Sorted sort(Batch batch, LongFunction<Fate> fates) {
    Map<Fate, SeverityCounts> counts = new EnumMap<>(Fate.class);
    Part again = new Part(batch.id());
    packer.begin();
    try (RecordCursor records = batch.records()) {
      while (records.next(reader)) {
        Fate fate = fates.apply(reader.position());
        counts.computeIfAbsent(fate, none -> new SeverityCounts()).add(reader.severity(), 1);
        if (fate == Fate.AGAIN) {
          again.add(reader);
          packer.add(reader);
        }
      }
    }
    byte[] prefix = batch.contents().eventIdPrefix();
    return new Sorted(counts, again.isEmpty() ? null : again.batch(packer.finish(prefix)));
  }

  /** What became of one event of a batch. */
  public enum Fate {
    DELIVERED,
    REFUSED,
    /** It could not be put into the body. */
    LEFT_OUT,
    AGAIN
  }

  /**
   * One event of a batch by itself.
   *
   * @param others those in front of it and those behind it, where there are any
   */
  public record Isolated(Batch event, List<Batch> others) {}

  /**
   * A batch sorted by what became of its events.
   *
   * @param again those to be sent again, packed, with an identity of their own; null for none
   */
  public record Sorted(Map<Fate, SeverityCounts> counts, @Nullable Batch again) {

    /** How many of them met this fate; not to be changed. */
    public SeverityCounts of(Fate fate) {
      return counts.getOrDefault(fate, new SeverityCounts());
    }
  }

  @Override
  public void close() {
    packer.close();
  }

  /** What a part of a batch turns out to hold. */
  private final class Part {

    private final BatchId whole;
    private final BatchSummary.Builder summary = new BatchSummary.Builder();
    private long first;
    private long last;

    Part(BatchId whole) {
      this.whole = whole;
    }

    void add(RecordReader record) {
      if (summary.events() == 0) {
        first = record.position();
      }
      last = record.position();
      summary.add(
          record.severity().ordinal(), record.acceptedAtNanos(), estimate.bytesOf(record.length()));
    }

    boolean isEmpty() {
      return summary.events() == 0;
    }

    Batch batch(BatchContents contents) {
      BatchId id = new BatchId(whole.epoch(), whole.lane(), first, last, summary.events());
      return new Batch(id, summary.build(), contents);
    }
  }
}
