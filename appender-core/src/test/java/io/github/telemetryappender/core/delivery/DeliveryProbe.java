package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.batch.BatchId;
import io.github.telemetryappender.core.batch.LaneBacklog;
import io.github.telemetryappender.core.batch.SeverityCounts;
import io.github.telemetryappender.core.lane.LaneKind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;

/** Shows tests outside this package what a delivery loop holds and counts. Changes nothing. */
public final class DeliveryProbe {

  /** Looked up once: it is read in every step. */
  private static final VarHandle LIMIT = variable(ConcurrencyLimit.class, "limit", double.class);

  private static final VarHandle WAITS_FOR_BODY_MEMORY =
      variable(DeliveryLoop.class, "waitsForBodyMemory", boolean.class);

  private final DeliveryLoop loop;
  private final EndpointGate gate;
  private final ConcurrencyLimit concurrency;
  private final PaceKeeper pace;
  private final RetryQueue retryQueue;
  private final List<LaneBacklog> backlogs;
  private final Holdings holdings;
  private final Books books;

  @SuppressWarnings("unchecked")
  public DeliveryProbe(DeliveryLoop loop) {
    this.loop = loop;
    this.gate = (EndpointGate) field(loop, "gate");
    this.concurrency = (ConcurrencyLimit) field(gate, "concurrency");
    this.pace = (PaceKeeper) field(loop, "pace");
    this.retryQueue = (RetryQueue) field(loop, "retryQueue");
    this.backlogs = (List<LaneBacklog>) field(loop, "backlogs");
    this.holdings = new Holdings(retryQueue.all(), (List<Attempt>) field(loop, "inFlight"));
    this.books = new Books((Ledger) field(loop, "ledger"));
  }

  private static Object field(Object owner, String name) {
    return read(accessible(owner.getClass(), name), owner);
  }

  private static Field accessible(Class<?> owner, String name) {
    try {
      Field field = owner.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("what the loop holds has moved: tell this probe where to", e);
    }
  }

  private static VarHandle variable(Class<?> owner, String name, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
          .findVarHandle(owner, name, type);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("what the loop holds has moved: tell this probe where to", e);
    }
  }

  private static Object read(Field field, Object owner) {
    try {
      return field.get(owner);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("what the loop holds has moved: tell this probe where to", e);
    }
  }

  EndpointGate endpointGate() {
    return gate;
  }

  PaceKeeper paceKeeper() {
    return pace;
  }

  /** What was cut and waits. */
  List<Delivery> deliveries() {
    return retryQueue.all();
  }

  LaneBacklog backlog(LaneKind kind) {
    return backlogs.get(kind.ordinal());
  }

  /** How the endpoint is thought of. */
  public Gate gate(long nowNanos) {
    if (gate.hold() != null) {
      return Gate.HELD;
    }
    return switch (gate.breakerState(nowNanos)) {
      case CLOSED -> Gate.CLOSED;
      case OPEN -> Gate.OPEN;
      case HALF_OPEN -> Gate.HALF_OPEN;
    };
  }

  /** Whether the next exchange waits for memory that bodies under way have. */
  public boolean isShortOfBodyMemory() {
    return (boolean) WAITS_FOR_BODY_MEMORY.get(loop);
  }

  /** Whether a hold that is on is probed by time. */
  public boolean isProbedByTime() {
    Hold hold = gate.hold();
    return hold != null && hold.probes() == Hold.Probes.TIMED;
  }

  /** Whether a backlog leaves slowly. */
  public boolean isPacing() {
    return gate.isPacing();
  }

  /** Nanoseconds until a batch of a backlog may leave for the first time. */
  public long nanosUntilBacklog(long nowNanos) {
    return gate.nanosUntilBacklog(0, Long.MAX_VALUE, nowNanos);
  }

  /** How many exchanges may be under way. */
  public int maxInFlight(long nowNanos) {
    return gate.maxInFlight(nowNanos);
  }

  /** What the limit of exchanges has come to, before anything else lowers it. */
  public double rawLimit() {
    return (double) LIMIT.get(concurrency);
  }

  /** Everything cut and not settled. */
  public Holdings holdings() {
    return holdings;
  }

  /** What has been counted. */
  public Books books() {
    return books;
  }

  /** The identity of what was left behind. */
  public static BatchId idOf(LeftDelivery left) {
    return left.id();
  }

  /** The breaker's state, or that nothing but probes of a hold is sent. */
  public enum Gate {
    CLOSED,
    OPEN,
    HALF_OPEN,
    HELD
  }

  /** The ledger's own counters, which go on counting; not to be changed. */
  public static final class Books {

    public final SeverityCounts accepted;
    public final SeverityCounts recovered;
    public final SeverityCounts left;
    public final SeverityCounts delivered;
    public final SeverityCounts rejected;
    public final SeverityCounts expired;
    public final SeverityCounts evicted;
    public final SeverityCounts abandoned;

    /** By reason and its detail. */
    public final Map<String, SeverityCounts> losses;

    @SuppressWarnings("unchecked")
    private Books(Ledger ledger) {
      Map<Loss, SeverityCounts> lost = (Map<Loss, SeverityCounts>) field(ledger, "lost");
      accepted = ledger.accepted();
      recovered = (SeverityCounts) field(ledger, "recovered");
      left = ledger.left();
      delivered = (SeverityCounts) field(ledger, "delivered");
      rejected = lost.get(Loss.REJECTED);
      expired = lost.get(Loss.EXPIRED);
      evicted = lost.get(Loss.EVICTED);
      abandoned = lost.get(Loss.ABANDONED);
      losses = (Map<String, SeverityCounts>) field(ledger, "losses");
    }
  }
}
