package io.github.telemetryappender.core;

import io.github.telemetryappender.core.delivery.LeftDelivery;
import io.github.telemetryappender.core.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where what a stopped pipeline could not deliver waits for the one that replaces it, for 10 s, for
 * all class loaders of the JVM: a system property, which is there only while something waits. What
 * stands in it is of the JDK's types alone, so that it keeps no class loader and no thread alive:
 *
 * <pre>
 *   name   io.github.telemetryappender.left.1.&lt;key&gt;.&lt;number&gt;
 *   value  Object[] {Long, when it was left, in nanoseconds of the JVM's clock;
 *                    AtomicInteger, what became of it;
 *                    byte[][], journey, records, journey, records, …}
 * </pre>
 *
 * <p>No thread watches the time. Whoever looks next finds out that it is over: a pipeline that
 * starts, another one that stops, or a snapshot of the one that left it. Thread-safe.
 */
final class WaitingRoom {

  static final long LONGEST_STAY_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Each takes at most what the retry queue of its pipeline was allowed to. */
  static final int MAX_STAYS = 16;

  private static final String PREFIX = "io.github.telemetryappender.left.1.";

  private static final int WAITING = 0;
  private static final int FETCHED = 1;
  private static final int OVER = 2;

  private final Supplier<Properties> shared;
  private final Clock clock;

  /**
   * @param shared what all class loaders have in common
   */
  WaitingRoom(Supplier<Properties> shared, Clock clock) {
    this.shared = shared;
    this.clock = clock;
  }

  /** Has it wait; empty where too many wait already. */
  Optional<Stay> leave(String key, List<LeftDelivery> left) {
    endOldStays();
    Stay stay = new Stay(clock.nanos(), new AtomicInteger(WAITING), asBytes(left));
    Properties properties = shared.get();
    for (int number = 0; number < MAX_STAYS; number++) {
      if (stays() < MAX_STAYS
          && properties.putIfAbsent(PREFIX + key + "." + number, stay.asJdkTypes()) == null) {
        return Optional.of(stay);
      }
    }
    return Optional.empty();
  }

  private static byte[][] asBytes(List<LeftDelivery> left) {
    byte[][] bytes = new byte[2 * left.size()][];
    for (int i = 0; i < left.size(); i++) {
      bytes[2 * i] = left.get(i).journey();
      bytes[2 * i + 1] = left.get(i).records();
    }
    return bytes;
  }

  private int stays() {
    return names(PREFIX).size();
  }

  /** Takes out what waits under this key and has not waited too long. */
  List<LeftDelivery> fetch(String key) {
    endOldStays();
    List<LeftDelivery> fetched = new ArrayList<>();
    for (String name : names(PREFIX + key + ".")) {
      Stay stay = Stay.of(shared.get().remove(name));
      if (stay != null && stay.become(FETCHED)) {
        fetched.addAll(stay.deliveries());
      }
    }
    return fetched;
  }

  private void endOldStays() {
    for (String name : names(PREFIX)) {
      Object value = shared.get().get(name);
      Stay stay = Stay.of(value);
      if (value != null && (stay == null || hasEnded(stay))) {
        shared.get().remove(name, value);
      }
    }
  }

  private List<String> names(String prefix) {
    return shared.get().keySet().stream()
        .filter(name -> name instanceof String text && text.startsWith(prefix))
        .map(String.class::cast)
        .toList();
  }

  /** Whether nobody has fetched it in time; then nobody ever will, and its memory is free. */
  boolean isOver(Stay stay) {
    boolean over = hasEnded(stay);
    if (over) {
      endOldStays();
    }
    return over;
  }

  private boolean hasEnded(Stay stay) {
    if (clock.nanos() - stay.leftAtNanos >= LONGEST_STAY_NANOS) {
      stay.become(OVER);
    }
    return stay.state.get() == OVER;
  }

  /** Something that waits, and what became of it. */
  static final class Stay {

    private final long leftAtNanos;
    private final AtomicInteger state;
    private final byte[][] bytes;

    private Stay(long leftAtNanos, AtomicInteger state, byte[][] bytes) {
      this.leftAtNanos = leftAtNanos;
      this.state = state;
      this.bytes = bytes;
    }

    /** Null for anything else that may stand under such a name. */
    static @Nullable Stay of(@Nullable Object value) {
      return value instanceof Object[] parts
              && parts.length == 3
              && parts[0] instanceof Long leftAtNanos
              && parts[1] instanceof AtomicInteger state
              && parts[2] instanceof byte[][] bytes
          ? new Stay(leftAtNanos, state, bytes)
          : null;
    }

    Object[] asJdkTypes() {
      return new Object[] {leftAtNanos, state, bytes};
    }

    /** Ends the waiting, once. */
    boolean become(int end) {
      return state.compareAndSet(WAITING, end);
    }

    List<LeftDelivery> deliveries() {
      List<LeftDelivery> deliveries = new ArrayList<>();
      for (int i = 0; i + 1 < bytes.length; i += 2) {
        deliveries.add(new LeftDelivery(bytes[i], bytes[i + 1]));
      }
      return deliveries;
    }
  }
}
