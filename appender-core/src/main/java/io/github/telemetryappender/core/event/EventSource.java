package io.github.telemetryappender.core.event;

/**
 * How an adapter lets the core read its framework's event in place, on the caller's thread. One
 * instance serves all threads and keeps no state between calls.
 *
 * @param <E> the framework's event
 */
public interface EventSource<E> {

  /** The severity of the event; never null, never throws. */
  Severity severity(E event);

  /** The logger's name, or the empty string; read first, to recognise our own loggers. */
  String loggerName(E event);

  /** The name of the thread that logged the event, to recognise our own threads. Never null. */
  default String threadName(E event) {
    return Thread.currentThread().getName();
  }

  /**
   * Hands over the event's fields, in the order in which {@link EventFields} lists its methods.
   * What it throws is the core's to count: the event is then kept with the fields read so far.
   * Those that come after what threw are better read all the same: a field that was begun makes
   * way.
   */
  void read(E event, EventFields fields);
}
