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
 * @param settingsOfNext what the settings change to with the second pipeline
 * @param memoryBytes shared out among lanes and pools; smaller than a user may set, so that memory
 *     runs out within a short run
 * @param packing what becomes of records that have to wait
 * @param handsOver whether a pipeline that stops leaves what it holds to the next
 * @param driftPpm how much faster the wall clock goes
 * @param horizonNanos how long the chaos lasts
 */
record Scenario(
    long seed,
    Map<String, String> settings,
    Map<String, String> settingsOfNext,
    long memoryBytes,
    Auth auth,
    Protocol protocol,
    Packing packing,
    boolean handsOver,
    long originNanos,
    long driftPpm,
    long rttNanos,
    long horizonNanos,
    Map<Fault, Double> faults,
    List<WorkStep> steps) {

  static final long MILLI = 1_000_000L;
  static final long SECOND = 1_000 * MILLI;
  static final long MINUTE = 60 * SECOND;

  static Scenario of(long seed) {
    return new Maker(seed).scenario();
  }

  double rate(Fault fault) {
    return faults.getOrDefault(fault, 0.0);
  }

  Scenario with(List<WorkStep> fewerSteps) {
    return with(faults, fewerSteps);
  }

  Scenario without(Fault fault) {
    Map<Fault, Double> fewer = new EnumMap<>(Fault.class);
    fewer.putAll(faults);
    fewer.remove(fault);
    return with(fewer, steps);
  }

  /** Whether a setting may as well have its default. */
  static boolean isOptional(String setting) {
    return switch (setting) {
      case "retry.maxAttempts", "retry.statuses", "memory.overflow", "alerts.enabled" -> true;
      default -> false;
    };
  }

  Scenario withoutSetting(String setting) {
    Map<String, String> fewer = new LinkedHashMap<>(settings);
    fewer.remove(setting);
    return with(fewer, packing, faults, steps);
  }

  private Scenario with(Map<Fault, Double> newFaults, List<WorkStep> newSteps) {
    return with(settings, packing, newFaults, newSteps);
  }

  /** The same, but that what has to wait becomes smaller, or does not. */
  Scenario with(Packing other) {
    return with(settings, other, faults, steps);
  }

  private Scenario with(
      Map<String, String> newSettings,
      Packing newPacking,
      Map<Fault, Double> newFaults,
      List<WorkStep> newSteps) {
    return new Scenario(
        seed,
        newSettings,
        settingsOfNext,
        memoryBytes,
        auth,
        protocol,
        newPacking,
        handsOver,
        originNanos,
        newFaults.containsKey(Fault.WALL_DRIFT) ? driftPpm : 0,
        rttNanos,
        horizonNanos,
        newFaults,
        List.copyOf(newSteps));
  }

  /** Told like what a person would want to know of it. */
  @Override
  public String toString() {
    return """
        settings %s, then %s, memory %d, auth %s, protocol %s, packing %s, hands over: %s
        a round trip of %d ns, chaos for %d ns, drift %d ppm
        faults %s
        %d steps %s"""
        .formatted(
            settings,
            settingsOfNext,
            memoryBytes,
            auth,
            protocol,
            packing,
            handsOver,
            rttNanos,
            horizonNanos,
            driftPpm,
            faults,
            steps.size(),
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
    TOKENS,
    /** Tokens from a file that somebody else may replace. */
    WATCHED_TOKENS;

    boolean hasTokens() {
      return this == TOKENS || this == WATCHED_TOKENS;
    }
  }

  /** What becomes of records that have to wait. */
  enum Packing {
    DEFLATED,
    /** They stay as large as they are, which is quickly done. */
    STORED;

    private static final int DEFLATED_IN = 20;

    /** Beside all draws, which stay what they were before there was a choice. */
    static Packing of(long seed) {
      return Math.floorMod(seed, DEFLATED_IN) == 0 ? DEFLATED : STORED;
    }
  }

  /** Draws a scenario. */
  private static final class Maker {

    private static final long[] MEMORY_BYTES = {
      128 << 10, 128 << 10, 128 << 10, 256 << 10, 512 << 10, 4 << 20
    };
    private static final long[] HORIZONS = {
      10 * SECOND, 2 * MINUTE, 20 * MINUTE, 20 * MINUTE, 180 * MINUTE
    };
    private static final String[] LINGERS = {"1ms", "50ms", "1s", "10s"};
    private static final String[] TIMEOUTS = {"100ms", "1s", "10s", "1m"};
    private static final long[] TIMEOUT_NANOS = {100 * MILLI, SECOND, 10 * SECOND, MINUTE};
    private static final String[] BACKOFFS = {"100ms", "1s", "5s", "60s"};
    private static final String[] PACES = {"1", "0", "1", "3", "100"};
    private static final String[] STATUSES = {"+500", "-404", "+500,-404", "-503", "+404,+410"};
    private static final int MOST_EVENTS = 5_000;

    private final long seed;
    private final SplittableRandom random;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> settingsOfNext = new LinkedHashMap<>();
    private final Map<Fault, Double> faults = new EnumMap<>(Fault.class);
    private final List<WorkStep> steps = new ArrayList<>();
    private final long memoryBytes;
    private final long horizonNanos;
    private final Auth auth;
    private final Protocol protocol;
    private int eventsLeft = MOST_EVENTS;

    Maker(long seed) {
      this.seed = seed;
      this.random = new SplittableRandom(seed);
      this.memoryBytes = oneOf(MEMORY_BYTES);
      this.horizonNanos = oneOf(HORIZONS);
      this.auth =
          chance(0.3)
              ? chance(0.3) ? Auth.WATCHED_TOKENS : Auth.TOKENS
              : chance(0.15) ? Auth.FIXED : Auth.NONE;
      this.protocol =
          chance(0.02)
              ? Protocol.values()[random.nextInt(Protocol.values().length)]
              : Protocol.SKETCH;
    }

    Scenario scenario() {
      long timeoutNanos = drawSettings();
      drawFaults();
      drawSteps();
      steps.sort(Comparator.comparingLong(WorkStep::atNanos));
      return new Scenario(
          seed,
          settings,
          settingsOfNext,
          memoryBytes,
          auth,
          protocol,
          Packing.of(seed),
          chance(0.6),
          chance(0.5) ? Long.MAX_VALUE - random.nextLong(2 * horizonNanos) : random.nextLong(),
          faults.containsKey(Fault.WALL_DRIFT) ? random.nextLong(-20_000, 20_000) : 0,
          Math.min(timeoutNanos / 4, MILLI << random.nextInt(8)),
          horizonNanos,
          faults,
          List.copyOf(steps));
    }

    private long drawSettings() {
      settings.put("endpoint", "http://localhost:4318/logs");
      settings.put("compression", chance(0.02) ? "gzip" : "none");
      settings.putAll(protocol.settings());
      settings.put("memory.maxBytes", "4MB");
      if (chance(0.12)) {
        settings.put("memory.overflow", "block");
        settings.put("memory.overflowTimeout", oneOf("1ms", "100ms", "5s", "1m"));
      }
      settings.put("batch.maxBytes", memoryBytes < 1 << 20 ? "4KB" : oneOf("4KB", "64KB", "256KB"));
      settings.put("maxEventBytes", memoryBytes < 512 << 10 ? "8KB" : "32KB");
      int linger = drawBatching(settings);
      settings.put("delivery.maxInFlight", oneOf("1", "2", "4", "16"));
      int timeout = random.nextInt(TIMEOUTS.length);
      settings.put("delivery.requestTimeout", TIMEOUTS[timeout]);
      drawRetries(linger, timeout);
      settings.put("shutdownTimeout", oneOf("0s", "40ms", "1s", "5s", "30s"));
      settings.put("verifyOnStart", chance(0.5) ? "report" : "off");
      if (chance(0.2)) {
        settings.put("alerts.enabled", "false");
      }
      if (chance(0.5)) {
        drawBatching(settingsOfNext);
      }
      return TIMEOUT_NANOS[timeout];
    }

    private int drawBatching(Map<String, String> target) {
      int linger = random.nextInt(LINGERS.length);
      target.put("batch.maxEvents", oneOf("1", "3", "10", "100", "1000"));
      target.put("batch.linger", LINGERS[linger]);
      target.put("batch.urgentLinger", LINGERS[random.nextInt(linger + 1)]);
      return linger;
    }

    private void drawRetries(int linger, int timeout) {
      int maxBackoff = random.nextInt(BACKOFFS.length);
      settings.put("retry.maxBackoff", BACKOFFS[maxBackoff]);
      settings.put("retry.initialBackoff", BACKOFFS[random.nextInt(maxBackoff + 1)]);
      settings.put("retry.multiplier", oneOf("1", "1.5", "2", "10"));
      settings.put("retry.backlogPace", oneOf(PACES));
      if (chance(0.15)) {
        settings.put("retry.maxAttempts", oneOf("1", "2", "5"));
      }
      if (chance(0.2)) {
        settings.put("retry.statuses", oneOf(STATUSES));
      }
      boolean slow = linger == 3 || timeout > 1;
      settings.put(
          "retry.maxEventAge", chance(0.3) ? (slow ? "75s" : "11s") : oneOf("2m", "15m", "48h"));
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
      int times = 2 + random.nextInt(4);
      for (int i = 0; i < times; i++) {
        if (chance(0.4)) {
          drawFlow();
        } else {
          drawBursts();
        }
      }
      repeat(0.1, 3, () -> add(WorkStep.Kind.LOG_NESTED, 0, 1 + random.nextInt(3)));
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
      repeatOn(Fault.FILES_REPLACED, 3, () -> add(WorkStep.Kind.REPLACE_FILES, 0, 0));
      repeatOn(Fault.SPURIOUS_WAKING, 100, () -> add(WorkStep.Kind.SPURIOUS_WAKE, 0, 0));
      repeat(0.1, 2, () -> add(WorkStep.Kind.RESTART, draw(15 * SECOND), 0));
      repeat(0.1, 2, () -> add(WorkStep.Kind.REPLACE, 0, 0));
      if (chance(0.2)) {
        add(WorkStep.Kind.STOP, 0, 0);
      }
    }

    /** Events at any time, some or many at once. */
    private void drawBursts() {
      int bursts = drawSize(3_000);
      int most = oneOf(1, 1, 3, 10, 100);
      int largest = chance(0.3) ? 6_000 : 400;
      for (int i = 0; i < bursts && eventsLeft > 0; i++) {
        int count = 1 + random.nextInt(most);
        eventsLeft -= count;
        int size = chance(0.1) ? random.nextInt(largest) : random.nextInt(200);
        add(WorkStep.Kind.LOG, count * 8L + random.nextInt(6), size);
      }
    }

    /** Events that keep coming. */
    private void drawFlow() {
      int events = Math.max(1, Math.min(eventsLeft, drawSize(4_000)));
      int rank = random.nextInt(6);
      boolean mixed = chance(0.3);
      int size = random.nextInt(300);
      long from = random.nextLong(horizonNanos / 2 + 1);
      long intervalNanos = Math.max(1, random.nextLong(horizonNanos - from + 1) / (events + 1));
      eventsLeft -= events;
      for (int i = 0; i < events; i++) {
        int severity = mixed ? random.nextInt(6) : rank;
        long jitter = random.nextLong(intervalNanos);
        steps.add(
            new WorkStep(
                from + i * intervalNanos + jitter, WorkStep.Kind.LOG, 8L + severity, size));
      }
    }

    /** Of the same chance for each doubling. */
    private int drawSize(int most) {
      return (int) Math.exp(2 + random.nextDouble() * (Math.log(most) - 2));
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
