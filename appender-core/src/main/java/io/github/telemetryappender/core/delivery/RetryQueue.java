package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.BatchId;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.memory.MemoryPool;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries that wait: bounded in bytes, ordered by priority. Those whose records are still in
 * their lane take room there and none here. Full batches wait here, not events, so there are some
 * hundreds of them at most by default and a walk over all is cheap. Delivery thread.
 */
final class RetryQueue {

  private static final Comparator<Delivery> SMALLEST_OF_HIGHEST_RANK =
      Comparator.comparing(Delivery::rank)
          .reversed()
          .thenComparingLong(delivery -> delivery.batch().bodyBytes())
          .thenComparingLong(Delivery::sequence);

  private final MemoryPool memory;
  private final List<Delivery> waiting = new ArrayList<>();

  /** The one with the oldest event, looked for when it is asked for; null for not known. */
  private @Nullable Delivery oldest;

  RetryQueue(MemoryPool memory) {
    this.memory = memory;
  }

  /** Adds a delivery whose memory is accounted for: in its lane, or reserved here. */
  void add(Delivery delivery) {
    waiting.add(delivery);
    if (oldest != null && isOlder(delivery, oldest)) {
      oldest = delivery;
    }
  }

  void remove(Delivery delivery) {
    waiting.remove(delivery);
    if (oldest == delivery) {
      oldest = null;
    }
  }

  /** Takes memory for packed records. */
  boolean tryReserve(long bytes) {
    return memory.tryReserve(bytes);
  }

  /** Gives back what a settled delivery's packed records took. */
  void unreserve(long bytes) {
    memory.release(bytes);
  }

  /**
   * Takes out what is worth least among the packed deliveries and {@code candidate}: the lowest
   * rank, then the oldest.
   *
   * @return the delivery that must go; it may be the candidate
   */
  Delivery evict(Delivery candidate) {
    Delivery victim = candidate;
    for (Delivery delivery : waiting) {
      if (delivery.batch().packedBytes() > 0 && isWorthLess(delivery, victim)) {
        victim = delivery;
      }
    }
    remove(victim);
    return victim;
  }

  private static boolean isWorthLess(Delivery one, Delivery other) {
    int byRank = one.rank().compareTo(other.rank());
    return byRank == 0 ? one.sequence() < other.sequence() : byRank < 0;
  }

  /**
   * The delivery to send next among those due and allowed: the highest priority, then the earliest
   * due, then the order in which they were cut.
   */
  Optional<Delivery> next(long nowNanos, Predicate<Delivery> allowed) {
    Delivery best = null;
    for (Delivery delivery : waiting) {
      if (delivery.isDue(nowNanos)
          && allowed.test(delivery)
          && (best == null || goesBefore(delivery, best, nowNanos))) {
        best = delivery;
      }
    }
    return Optional.ofNullable(best);
  }

  private static boolean goesBefore(Delivery one, Delivery other, long nowNanos) {
    int byPriority = Integer.compare(one.priority(nowNanos), other.priority(nowNanos));
    if (byPriority != 0) {
      return byPriority > 0;
    }
    long byDue = one.dueAtNanos() - other.dueAtNanos();
    return byDue != 0 ? byDue < 0 : one.sequence() < other.sequence();
  }

  /**
   * What a probe is made of: the smallest delivery of the highest rank among those tried least.
   * Always the same one would never do: it might be what the endpoint breaks down over.
   */
  Optional<Delivery> forProbe(Predicate<Delivery> allowed) {
    return waiting.stream()
        .filter(allowed)
        .min(Comparator.comparingInt(Delivery::attempts).thenComparing(SMALLEST_OF_HIGHEST_RANK));
  }

  /** The smallest delivery of the highest rank. */
  Optional<Delivery> smallestOfHighestRank(Predicate<Delivery> allowed) {
    return waiting.stream().filter(allowed).min(SMALLEST_OF_HIGHEST_RANK);
  }

  /** The oldest delivery whose records still take room in this lane. */
  Optional<Delivery> oldestInLane(LaneKind lane) {
    Delivery oldest = null;
    for (Delivery delivery : waiting) {
      BatchId id = delivery.batch().id();
      if (id.lane() == lane
          && delivery.batch().isInLane()
          && (oldest == null || id.first() < oldest.batch().id().first())) {
        oldest = delivery;
      }
    }
    return Optional.ofNullable(oldest);
  }

  /** Those that hold an event accepted at {@code latestNanos} or before. */
  List<Delivery> acceptedUntil(long latestNanos) {
    Delivery first = oldest();
    if (first == null || acceptedAtNanos(first) - latestNanos > 0) {
      return List.of();
    }
    List<Delivery> old = new ArrayList<>();
    for (Delivery delivery : waiting) {
      if (acceptedAtNanos(delivery) - latestNanos <= 0) {
        old.add(delivery);
      }
    }
    return old;
  }

  /** When the next allowed delivery is due, as nanoseconds from now; 0 for one that is due. */
  long nanosUntilDue(long nowNanos, Predicate<Delivery> allowed) {
    long nanos = Long.MAX_VALUE;
    for (Delivery delivery : waiting) {
      if (allowed.test(delivery)) {
        nanos = Math.min(nanos, Math.max(0, delivery.dueAtNanos() - nowNanos));
      }
    }
    return nanos;
  }

  /** The one that holds the oldest event here; null where none waits. */
  @Nullable Delivery oldest() {
    if (oldest == null) {
      for (Delivery delivery : waiting) {
        oldest = oldest == null || isOlder(delivery, oldest) ? delivery : oldest;
      }
    }
    return oldest;
  }

  private static boolean isOlder(Delivery one, Delivery other) {
    return acceptedAtNanos(one) - acceptedAtNanos(other) < 0;
  }

  private static long acceptedAtNanos(Delivery delivery) {
    return delivery.batch().oldestAcceptedAtNanos();
  }

  /** Those that wait; not to be changed. */
  List<Delivery> all() {
    return waiting;
  }

  /** Forgets all of them; their memory goes with the queue. */
  void clear() {
    waiting.clear();
    oldest = null;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** What packed records take, waiting or under way, in bytes. */
  long usedBytes() {
    return memory.usedBytes();
  }

  long maxBytes() {
    return memory.maxBytes();
  }
}
