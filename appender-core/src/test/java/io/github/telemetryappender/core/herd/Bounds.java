package io.github.telemetryappender.core.herd;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a fleet may do to its endpoint, and whether a run kept to it. */
final class Bounds {

  static final double MOST_ATTEMPTS = 1.5;
  static final double LEAST_GOODPUT = 0.9;
  private static final double PROBES_PER_CAP = 2.2;

  private final Measures measures;
  private final Cell cell;

  Bounds(Measures measures) {
    this.measures = measures;
    this.cell = measures.cell();
  }

  /** What a run broke, in words; empty where it kept every bound. */
  List<String> broken() {
    List<String> broken = new ArrayList<>();
    check(broken, "peak of arrivals/s", measures.peakPerSecond(), allowedPeak());
    if (cell.kind().isTotal()) {
      check(broken, "probes/s", measures.probesPerSecond(), probesLimit());
    }
    check(broken, "attempts per batch", measures.attemptsPerDelivery(), MOST_ATTEMPTS);
    check(broken, "lack of goodput", 1 - measures.goodput(), 1 - LEAST_GOODPUT);
    check(broken, "seconds to drain", measures.drainSeconds(), measures.drainLimitSeconds());
    return broken;
  }

  private static void check(List<String> broken, String what, double value, double limit) {
    if (value > limit) { // a measure that does not apply is no number, and above nothing
      broken.add(String.format(Locale.ROOT, "%s %.2f above %.2f", what, value, limit));
    }
  }

  /**
   * Twice what always arrives, and one request of each appender in 10 s. Where the endpoint was
   * slow for 10 s with room to spare, most of the fleet saw no failure, and three batches of each
   * have queued behind slow answers: nothing tells that from an application that logs more for a
   * moment, which is not to be slowed down. There the limit is what the endpoint can take.
   */
  double peakLimit() {
    boolean unheardOf =
        cell.kind() == OutageKind.SLOW
            && cell.utilisationPercent() <= 30
            && cell.outageSeconds() <= 10;
    return unheardOf
        ? cell.capacityPerSecond()
        : 2 * cell.steadyPerSecond() + cell.appenders() / 10.0;
  }

  /**
   * What a second may count where the rate keeps to the limit: of a small fleet it is a small
   * sample, and among 600 seconds some pass their mean by two standard deviations.
   */
  private double allowedPeak() {
    return peakLimit() + (cell.appenders() < 1000 ? 2 * Math.sqrt(peakLimit()) : 0);
  }

  double probesLimit() {
    return PROBES_PER_CAP * cell.appenders() / Measures.CAP_SECONDS;
  }
}
