package io.github.telemetryappender.core.simulation;

import io.github.telemetryappender.core.lane.Rounds;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * Where callers wait for room in virtual time. Each that may have to wait has a thread of its own,
 * as the production code waits in the middle of a call; but one thread runs at a time, and the
 * timeline says which.
 */
final class SimRounds implements Rounds, AutoCloseable {

  private final Timeline timeline;
  private final SimClock clock;
  private final List<Caller> waiting = new ArrayList<>();
  private final Deque<Caller> idle = new ArrayDeque<>();

  private long current;
  private Caller running;
  private BooleanSupplier beforeAttempt = () -> false;
  private long standstillEndedAtNanos;
  private boolean closed;

  SimRounds(Timeline timeline, SimClock clock) {
    this.timeline = timeline;
    this.clock = clock;
  }

  @Override
  public long current() {
    return current;
  }

  @Override
  public void end() {
    current++;
    for (Caller caller : List.copyOf(waiting)) {
      long rest = caller.rest;
      timeline.in(0, () -> caller.goOnFrom(rest));
    }
  }

  @Override
  public void awaitEnd(long seen, long nanos) throws InterruptedException {
    Caller caller = running;
    if (caller == null) {
      throw new Violation("17 caller waits", "for %d ns where there is room", nanos);
    }
    BooleanSupplier look = beforeAttempt;
    if (seen == current) {
      caller.seen = seen;
      caller.hasRoom = look;
      caller.rest++;
      long rest = caller.rest;
      timeline.in(nanos, () -> caller.goOnFrom(rest));
      waiting.add(caller);
      caller.giveWay();
      waiting.remove(caller);
    }
    if (closed) {
      throw new InterruptedException("the run is over");
    }
    beforeAttempt = look;
    look.getAsBoolean();
  }

  /**
   * What the caller that runs does before every attempt that follows a wait: it says whether there
   * is room.
   */
  void beforeAttempts(BooleanSupplier look) {
    beforeAttempt = look;
  }

  /** Whether a caller runs that may wait. */
  boolean isCaller() {
    return running != null;
  }

  /** Has a caller do something, until it waits or is done. */
  void onAnotherThread(Runnable call) {
    Caller caller = idle.isEmpty() ? new Caller() : idle.pop();
    caller.call = call;
    caller.run();
  }

  /** Sees to it that nobody waits in a round that lasts though there is room. */
  void checkWaiting() {
    for (Caller caller : waiting) {
      if (caller.seen == current && caller.hasRoom.getAsBoolean()) {
        throw new Violation("17 caller waits", "though there is room");
      }
    }
  }

  /** How many callers wait now. */
  int waiting() {
    return waiting.size();
  }

  /** Time went on and nothing could happen. */
  void stoodStill() {
    standstillEndedAtNanos = clock.elapsed();
  }

  long standstillEndedAt() {
    return standstillEndedAtNanos;
  }

  /** Sends everybody home, those as well who still wait where a run was broken off. */
  @Override
  public void close() {
    closed = true;
    for (Caller caller : List.copyOf(waiting)) {
      caller.failure = null;
      caller.turn.release();
      caller.ended.acquireUninterruptibly();
    }
    idle.forEach(caller -> caller.turn.release());
  }

  /** A thread of the application's, one call after another. */
  private final class Caller {

    private final Semaphore turn = new Semaphore(0);
    private final Semaphore back = new Semaphore(0);
    private final Semaphore ended = new Semaphore(0);
    private Runnable call;
    private Violation failure;
    private long rest;
    private long seen;
    private BooleanSupplier hasRoom;

    Caller() {
      Thread thread = new Thread(this::serve, "simulated-caller");
      thread.setDaemon(true);
      thread.start();
    }

    private void serve() {
      turn.acquireUninterruptibly();
      while (!closed) {
        try {
          call.run();
        } catch (Violation thrown) {
          failure = thrown;
        } catch (RuntimeException | Error thrown) {
          failure = new Violation("17 append never throws", thrown);
        }
        call = null;
        if (closed) {
          break;
        }
        idle.push(this);
        back.release();
        turn.acquireUninterruptibly();
      }
      ended.release();
    }

    /** On the simulation's thread. */
    private void run() {
      running = this;
      turn.release();
      back.acquireUninterruptibly();
      running = null;
      if (failure != null) {
        Violation thrown = failure;
        failure = null;
        throw thrown;
      }
    }

    /** On this caller's thread: the others go on, until it is this one's turn again. */
    private void giveWay() {
      back.release();
      turn.acquireUninterruptibly();
    }

    /** Ends the rest with this number, unless it has ended. */
    private void goOnFrom(long endedRest) {
      if (rest == endedRest && waiting.contains(this)) {
        run();
      }
    }
  }
}
