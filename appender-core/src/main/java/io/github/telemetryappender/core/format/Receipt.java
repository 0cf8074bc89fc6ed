package io.github.telemetryappender.core.format;

import java.util.BitSet;

/** What an answer says of the events in a body beside its status. */
public sealed interface Receipt {

  /**
   * The body was taken but for some events, of which the endpoint does not say which. They are
   * never sent again.
   *
   * @param events how many were refused; 0 for a mere warning
   * @param why in the endpoint's words
   */
  record SomeRefused(long events, String why) implements Receipt {}

  /**
   * Each event has a result of its own. What stands in neither set was delivered.
   *
   * @param again by index in the body: to be sent again with the same ids
   * @param refused by index in the body: never to be sent again
   * @param pushback whether what goes again was refused because there was too much of it
   * @param why the reason of one of them; empty where there is none
   */
  record PerEvent(BitSet again, BitSet refused, Pushback pushback, String why) implements Receipt {}

  /** Why events go again. */
  enum Pushback {
    /** The endpoint failed over them. */
    FAILURE,
    /** The endpoint has too much to do. */
    THROTTLE
  }

  /**
   * The endpoint stopped in the middle: the events in front arrived, and the status holds for the
   * rest.
   *
   * @param delivered how many events in front have certainly arrived
   */
  record FirstDelivered(int delivered) implements Receipt {}

  /**
   * A 2xx that does not mean that the events were taken.
   *
   * @param why for the person on call
   */
  record NotTaken(String why) implements Receipt {}
}
