package io.github.telemetryappender.core.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What one run is made of: a pure function of its seed, less what a shrinker took away.
 *
 * @param memoryBytes shared out among lanes and pools; smaller than a user may set, so that memory
 *     runs out within a short run
 * @param horizonNanos how long the chaos lasts
 */
record Scenario(
    long seed,
    Map<String, String> settings,
    long memoryBytes,
    Auth auth,
    Rendering rendering,
    long originNanos,
    long rttNanos,
    long horizonNanos,
    Map<Fault, Double> faults,
    List<WorkStep> steps) {

  static final long MILLI = 1_000_000L;
  static final long SECOND = 1_000 * MILLI;
  static final long MINUTE = 60 * SECOND;

  private static final long[] MEMORY_BYTES = {128 << 10, 128 << 10, 512 << 10, 4 << 20};
  private static final long[] HORIZONS = {10 * SECOND, 2 * MINUTE, 20 * MINUTE, 180 * MINUTE};
  private static final String[] LINGERS = {"1ms", "50ms", "1s", "10s"};
  private static final String[] REQUEST_TIMEOUTS = {"100ms", "1s", "10s", "1m"};
  private static final String[] BACKOFFS = {"100ms", "1s", "5s", "60s"};
  private static final String[] PACES = {"1", "0", "1", "3", "100"};
  private static final String[] STATUSES = {"+500", "-404", "+500,-404", "-503", "+404,+410"};

  static Scenario of(long seed) {
    return new Maker(seed).scenario();
  }

  double rate(Fault fault) {
    return faults.getOrDefault(fault, 0.0);
  }

  Scenario with(List<WorkStep> fewerSteps) {
    return new Scenario(
        seed,
        settings,
        memoryBytes,
        auth,
        rendering,
        originNanos,
        rttNanos,
        horizonNanos,
        faults,
        List.copyOf(fewerSteps));
  }

  Scenario without(Fault fault) {
    Map<Fault, Double> fewer = new EnumMap<>(Fault.class);
    fewer.putAll(faults);
    fewer.remove(fault);
    return new Scenario(
        seed,
        settings,
        memoryBytes,
        auth,
        rendering,
        originNanos,
        rttNanos,
        horizonNanos,
        fewer,
        steps);
  }

  /** Randomness for one purpose, which others do not disturb. */
  SplittableRandom random(int purpose) {
    return new SplittableRandom(seed * 0x9e37_79b9_7f4a_7c15L + purpose);
  }

  /** As whom requests are made. */
  enum Auth {
    NONE,
    FIXED,
    TOKENS
  }

  /** What bodies are made of. */
  enum Rendering {
    /** A format that writes as many bytes as it estimates and nothing in them. */
    SKETCHED,
    JSON
  }

  /** Draws a scenario. */
  private static final class Maker {

    private final long seed;
    private final SplittableRandom random;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<Fault, Double> faults = new EnumMap<>(Fault.class);
    private final List<WorkStep> steps = new ArrayList<>();
    private final long memoryBytes;
    private final long horizonNanos;
    private final Auth auth;

    Maker(long seed) {
      this.seed = seed;
      this.random = new SplittableRandom(seed);
      this.memoryBytes = oneOf(MEMORY_BYTES);
      this.horizonNanos = oneOf(HORIZONS);
      this.auth = chance(0.3) ? Auth.TOKENS : chance(0.15) ? Auth.FIXED : Auth.NONE;
    }

    Scenario scenario() {
      long timeoutNanos = drawSettings();
      drawFaults();
      drawSteps();
      steps.sort(Comparator.comparingLong(WorkStep::atNanos));
      long rttNanos = Math.min(timeoutNanos / 4, MILLI << random.nextInt(8));
      return new Scenario(
          seed,
          settings,
          memoryBytes,
          auth,
          chance(0.01) ? Rendering.JSON : Rendering.SKETCHED,
          chance(0.5) ? Long.MAX_VALUE - random.nextLong(2 * horizonNanos) : random.nextLong(),
          rttNanos,
          horizonNanos,
          faults,
          List.copyOf(steps));
    }

    private long drawSettings() {
      settings.put("endpoint", "http://localhost:4318/logs");
      settings.put("compression", "none");
      settings.put("memory.maxBytes", "4MB");
      settings.put("retry.backlogPace", PACES[Math.floorMod(seed, PACES.length)]);
      settings.put("batch.maxEvents", Integer.toString(oneOf(1, 3, 10, 100, 1000)));
      settings.put("batch.maxBytes", memoryBytes < 1 << 20 ? "4KB" : oneOf("4KB", "64KB", "256KB"));
      settings.put("maxEventBytes", memoryBytes < 512 << 10 ? "8KB" : "32KB");
      int linger = random.nextInt(LINGERS.length);
      settings.put("batch.linger", LINGERS[linger]);
      settings.put("batch.urgentLinger", LINGERS[random.nextInt(linger + 1)]);
      settings.put("delivery.maxInFlight", Integer.toString(oneOf(1, 2, 4, 16)));
      int timeout = random.nextInt(REQUEST_TIMEOUTS.length);
      settings.put("delivery.requestTimeout", REQUEST_TIMEOUTS[timeout]);
      int maxBackoff = random.nextInt(BACKOFFS.length);
      settings.put("retry.maxBackoff", BACKOFFS[maxBackoff]);
      settings.put("retry.initialBackoff", BACKOFFS[random.nextInt(maxBackoff + 1)]);
      settings.put("retry.multiplier", oneOf("1", "1.5", "2", "10"));
      if (chance(0.15)) {
        settings.put("retry.maxAttempts", Integer.toString(oneOf(1, 2, 5)));
      }
      if (chance(0.2)) {
        settings.put("retry.statuses", oneOf(STATUSES));
      }
      settings.put(
          "retry.maxEventAge",
          chance(0.3) ? (linger == 3 || timeout > 1 ? "75s" : "11s") : oneOf("2m", "15m", "48h"));
      settings.put("shutdownTimeout", oneOf("0s", "40ms", "1s", "5s", "30s"));
      return new long[] {100 * MILLI, SECOND, 10 * SECOND, MINUTE}[timeout];
    }

    private void drawFaults() {
      if (chance(0.1)) {
        return; // a fair day
      }
      for (Fault fault : Fault.values()) {
        if (chance(0.25)) {
          double rate = random.nextDouble();
          faults.put(fault, rate * rate);
        }
      }
      if (!chance(0.1)) {
        faults.remove(Fault.GONE); // nothing happens any more behind it
      }
    }

    private void drawSteps() {
      int bursts = 1 + random.nextInt(chance(0.5) ? 20 : 150);
      int eventsLeft = 5000;
      int largest = chance(0.3) ? 6000 : 400;
      int most = chance(0.3) ? 200 : 20;
      for (int i = 0; i < bursts && eventsLeft > 0; i++) {
        int count = 1 + random.nextInt(most);
        eventsLeft -= count;
        int size = chance(0.1) ? random.nextInt(largest) : random.nextInt(200);
        add(WorkStep.Kind.LOG, count * 8L + random.nextInt(6), size);
      }
      repeat(0.5, 5, () -> add(WorkStep.Kind.FLUSH, draw(20 * SECOND), 0));
      repeat(0.5, 5, () -> add(WorkStep.Kind.SNAPSHOT, 0, 0));
      repeatOn(
          Fault.OUTAGES,
          3,
          () -> add(WorkStep.Kind.OUTAGE, draw(horizonNanos / 2 + 1), random.nextInt(5)));
      repeatOn(Fault.PAUSES, 4, () -> add(WorkStep.Kind.PAUSE, draw(horizonNanos / 10 + 1), 0));
      repeatOn(
          Fault.WALL_JUMPS,
          4,
          () -> add(WorkStep.Kind.WALL_JUMP, draw(7_200_000) - draw(7_200_000), 0));
      repeatOn(Fault.TOKEN_REVOKED, 3, () -> add(WorkStep.Kind.REVOKE_TOKENS, 0, 0));
      repeatOn(Fault.SPURIOUS_WAKING, 100, () -> add(WorkStep.Kind.SPURIOUS_WAKE, 0, 0));
      if (chance(0.25)) {
        add(WorkStep.Kind.STOP, 0, 0);
      }
    }

    /** Mostly small, sometimes near the limit. */
    private long draw(long limit) {
      double part = random.nextDouble();
      return (long) (part * part * part * limit);
    }

    private void repeatOn(Fault fault, int most, Runnable one) {
      if (faults.containsKey(fault)) {
        repeat(1, most, one);
      }
    }

    private void repeat(double probability, int most, Runnable one) {
      int times = chance(probability) ? 1 + random.nextInt(most) : 0;
      for (int i = 0; i < times; i++) {
        one.run();
      }
    }

    /** At any time, often close to what happens already. */
    private void add(WorkStep.Kind kind, long amount, int size) {
      boolean near = !steps.isEmpty() && chance(0.6);
      long at =
          near
              ? steps.get(random.nextInt(steps.size())).atNanos() + draw(2 * SECOND)
              : random.nextLong(horizonNanos);
      steps.add(new WorkStep(Math.min(at, horizonNanos), kind, amount, size));
    }

    private boolean chance(double probability) {
      return random.nextDouble() < probability;
    }

    private long oneOf(long[] values) {
      return values[random.nextInt(values.length)];
    }

    private int oneOf(int... values) {
      return values[random.nextInt(values.length)];
    }

    private String oneOf(String... values) {
      return values[random.nextInt(values.length)];
    }
  }
}
