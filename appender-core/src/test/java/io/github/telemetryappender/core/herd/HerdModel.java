package io.github.telemetryappender.core.herd;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * A fleet, its endpoint and an outage, in virtual time: one thread, one seed, the same run each
 * time.
 */
final class HerdModel {

  /** All is well for so long before the outage: what is usual has been learned by then. */
  static final long OUTAGE_AT_NANOS = TimeUnit.MINUTES.toNanos(2);

  private final Cell cell;
  private final EventQueue events = new EventQueue();
  private final Appender[] fleet;
  private final List<Exchange> exchanges = new ArrayList<>();
  private final List<Exchange> idle = new ArrayList<>();
  private final Endpoint endpoint;
  private final Measures measures;

  HerdModel(Cell cell, Policy policy) {
    this.cell = cell;
    SplittableRandom random = new SplittableRandom(cell.seed());
    long outageEnd = OUTAGE_AT_NANOS + TimeUnit.SECONDS.toNanos(cell.outageSeconds());
    this.endpoint = new Endpoint(cell, OUTAGE_AT_NANOS, outageEnd, random.split());
    this.measures = new Measures(cell, OUTAGE_AT_NANOS, outageEnd);
    this.fleet = new Appender[cell.appenders()];
    for (int i = 0; i < fleet.length; i++) {
      long firstEventAt = firstEventAtNanos(random);
      measures.appenderFrom(firstEventAt);
      fleet[i] = policy.appender(i, this, firstEventAt, random);
      fleet[i].planStep(0);
    }
  }

  private long firstEventAtNanos(SplittableRandom random) {
    return cell.phases() == Phases.SYNCHRONOUS ? 0 : -random.nextLong(Cell.LINGER_NANOS);
  }

  /** Runs until nothing more is to be learned. */
  Measures run() {
    while (!events.isEmpty() && !measures.isEnough(events.firstAtNanos())) {
      long now = events.firstAtNanos();
      int payload = events.removeFirst();
      if (payload < fleet.length) {
        fleet[payload].wake(now);
      } else {
        complete(exchanges.get(payload - fleet.length), now);
      }
    }
    return measures;
  }

  private void complete(Exchange exchange, long nowNanos) {
    measures.completed(exchange, nowNanos);
    Appender appender = fleet[exchange.appender];
    appender.completed(exchange, nowNanos);
    idle.add(exchange);
    appender.step(nowNanos);
  }

  void drop(long fromNanos, long toNanos, long nowNanos) {
    measures.dropped(fromNanos, toNanos, nowNanos);
  }

  void wake(int appender, long atNanos) {
    events.add(atNanos, appender);
  }

  /** Sends a batch, which is at the endpoint at once. */
  Exchange send(
      int appender, long fromNanos, long toNanos, int attempts, boolean isProbe, long nowNanos) {
    Exchange exchange = idleExchange();
    exchange.appender = appender;
    exchange.fromNanos = fromNanos;
    exchange.toNanos = toNanos;
    exchange.attemptsBefore = attempts;
    exchange.isProbe = isProbe;
    measures.arrived(exchange, nowNanos);
    events.add(endpoint.arrive(exchange, nowNanos), fleet.length + exchange.index);
    return exchange;
  }

  private Exchange idleExchange() {
    if (idle.isEmpty()) {
      exchanges.add(new Exchange(exchanges.size()));
      return exchanges.get(exchanges.size() - 1);
    }
    return idle.remove(idle.size() - 1);
  }
}
