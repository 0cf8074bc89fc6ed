package io.github.telemetryappender.core.herd;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a fleet may do to its endpoint, and how much of that a run made use of. */
enum Bound {
  /** Twice what always arrives, and one request of each appender in 10 s. */
  PEAK("peak/s") {
    /** A second's count is a sample of its rate. */
    @Override
    double chance(Finding run) {
      return 2 * Math.sqrt(limit(run));
    }

    @Override
    double value(Finding run) {
      return run.peakPerSecond();
    }

    @Override
    double limit(Finding run) {
      return 2 * run.cell().steadyPerSecond() + run.cell().appenders() / 10.0;
    }
  },

  /**
   * In a total outage: 2.2 requests of each appender in a cap. Waits have to grow to the cap first,
   * by one request that finds out and one for each doubling; an outage of two caps and less is
   * judged with those.
   */
  PROBES("probes") {
    @Override
    double value(Finding run) {
      return isLong(run) ? run.probesPerSecond() : run.requestsInOutage();
    }

    @Override
    double limit(Finding run) {
      if (!run.cell().kind().isTotal()) {
        return Double.NaN;
      }
      double perSecond = 2.2 / Measures.CAP_SECONDS;
      return isLong(run)
          ? perSecond * run.cell().appenders()
          : 1 + DOUBLINGS + perSecond * run.cell().outageSeconds();
    }

    @Override
    String unit(Finding run) {
      return isLong(run) ? "/s" : " each";
    }

    private static boolean isLong(Finding run) {
      return !Double.isNaN(run.probesPerSecond());
    }
  },

  ATTEMPTS("attempts per batch") {
    @Override
    double value(Finding run) {
      return run.attemptsPerDelivery();
    }

    @Override
    double limit(Finding run) {
      return 1.5;
    }
  },

  /** The only one from below. */
  GOODPUT("goodput") {
    @Override
    double value(Finding run) {
      return run.goodput();
    }

    @Override
    double limit(Finding run) {
      return 0.9;
    }

    @Override
    double share(Finding run) {
      return limit(run) / value(run);
    }

    @Override
    boolean isBrokenBy(Finding run) {
      return value(run) < limit(run);
    }
  },

  DRAIN("drained in s") {
    @Override
    double value(Finding run) {
      return run.drainSeconds();
    }

    @Override
    double limit(Finding run) {
      return run.drainLimitSeconds();
    }
  };

  /** From the default of {@code retry.initialBackoff}, 1 s, to 60 s. */
  private static final int DOUBLINGS = 6;

  private final String words;

  Bound(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /** Those that a run broke. */
  static List<Bound> brokenBy(Finding run) {
    return Arrays.stream(values()).filter(bound -> bound.isBrokenBy(run)).toList();
  }

  /** Those that a run broke by more than chance. */
  static List<Bound> clearlyBrokenBy(Finding run) {
    return brokenBy(run).stream()
        .filter(bound -> Math.abs(bound.value(run) - bound.limit(run)) > bound.chance(run))
        .toList();
  }

  abstract double value(Finding run);

  /** No number where it does not apply: nothing is above it then. */
  abstract double limit(Finding run);

  /** Behind a number. */
  String unit(Finding run) {
    return "";
  }

  /** What a value may be beyond its limit by chance: two standard deviations. */
  double chance(Finding run) {
    return 0;
  }

  /** Of the limit, 0 and more; more than 1 is beyond it. */
  double share(Finding run) {
    return value(run) / limit(run);
  }

  boolean isBrokenBy(Finding run) {
    return value(run) > limit(run);
  }

  String of(Finding run) {
    return String.format(Locale.ROOT, "%s %.2f of %.2f", words, value(run), limit(run));
  }
}
