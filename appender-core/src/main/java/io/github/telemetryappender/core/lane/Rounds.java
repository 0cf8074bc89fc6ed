package io.github.telemetryappender.core.lane;

/**
 * The rounds of waiting for room: who saw a round rests until it is over. A port, as callers that
 * wait are a matter of time: behind a lock on a machine, in virtual time in a simulation.
 */
public interface Rounds {

  /** The number of the round that lasts; it grows with every {@link #end}. */
  long current();

  /** Ends the round, and the rest of all who saw it. Never waits long. Any thread. */
  void end();

  /** Rests until {@code seen} is over or {@code nanos} have passed; may return early. */
  void awaitEnd(long seen, long nanos) throws InterruptedException;
}
