package io.github.telemetryappender.benchmarks;

import io.github.telemetryappender.benchmarks.CallTimes.Load;
import io.github.telemetryappender.benchmarks.SinkCounters.Word;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * An application that logs through one candidate and measures it: the main class of a fresh JVM for
 * each measurement. It prints {@code RESULT <metric> <value>} lines.
 */
final class Client {

  /** What it prints when it is warm, and after each turn. */
  static final String READY = "READY";

  /** What it is told when there are no more turns. */
  static final String END = "END";

  private static final int PACE = Turn.EVENTS_PER_SECOND;
  private static final int CPU_PACE = 100_000;
  private static final int OUTAGE_PACE = 5_000;
  private static final int WINDOW = 40_000;
  private static final int BURST = 64;

  /** What a busy machine may need longer for, so that compiled code is measured. */
  private static final int WARM_EVENTS = 150_000;

  private static final int LONGEST_WARM_UPS = 6;
  private static final int[] WARM_THREADS = {4, 64};
  private static final long MILLION = 1_000_000;
  private static final long LONGEST_QUIET_NANOS = TimeUnit.SECONDS.toNanos(70);
  private static final int WAITING_EVENTS = 100_000;
  private static final int EVENTS_BEFORE_STOP = 10_000;
  private static final int EVENTS_PER_REQUEST = 10;
  private static final int FAILURE_EVERY = 20;

  private final Candidate candidate;
  private final String url;
  private final SinkCounters counters;
  private final double scale;
  private final Set<String> threadsBefore = Machine.threads();
  private final Workload workload = new Workload();

  private EventLog log;
  private CallTimes callTimes;
  private Runnable stopPeer = () -> {};
  private long logged;
  private long countedBefore;
  private long lostInTurns;
  private final Histogram plainTimes = CallTimes.histogram();
  private double plainBytes;
  private long plainEvents;

  private Client(Candidate candidate, String url, SinkCounters counters, double scale) {
    this.candidate = candidate;
    this.url = url;
    this.counters = counters;
    this.scale = scale;
  }

  /** Arguments: candidate, scenario, URL, file of the counters, factor of all durations. */
  public static void main(String[] arguments) throws IOException {
    Client client =
        new Client(
            Candidate.valueOf(arguments[0]),
            arguments[2],
            SinkCounters.map(Path.of(arguments[3])),
            Double.parseDouble(arguments[4]));
    client.run(Scenario.valueOf(arguments[1]));
    System.out.flush();
    Runtime.getRuntime().halt(0); // what a peer has not sent yet is counted as lost already
  }

  private void run(Scenario scenario) throws IOException {
    start(scenario.tuning());
    switch (scenario) {
      case CALLER -> caller();
      case GZIP -> throughput("gzip", 0);
      case PLAIN -> throughput("plain", 0);
      case SLOW -> throughput("slow", 50);
      case CPU -> cpu();
      case OUTAGE -> outage();
      case WAITING -> waiting();
      case STOP -> stop();
      case PACES -> paces();
      case RECOVERY -> recovery();
    }
  }

  private void start(Tuning tuning) throws IOException {
    countedBefore = counters.events();
    Path file = Files.createTempFile("benchmark", ".xml");
    Files.writeString(file, candidate.xml(url, tuning));
    if (candidate.title().equals("OpenTelemetry")) {
      log = EventLog.start(candidate.framework(), file);
      stopPeer = OpenTelemetry.install(candidate.framework(), url, tuning);
    } else {
      log = EventLog.start(candidate.framework(), file);
    }
    Files.delete(file);
    callTimes = new CallTimes(log, workload);
    log.fillMdc();
  }

  private static void print(String metric, double value) {
    System.out.println("RESULT " + metric + " " + value);
  }

  private long millis(long normal) {
    return (long) (normal * scale);
  }

  // ---------------------------------------------------------------- what a call costs

  private void caller() throws IOException {
    warmUp(FAILURE_EVERY);
    lostInTurns += lost();
    BufferedReader turns =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    System.out.println(READY);
    for (String line = turns.readLine(); !END.equals(line); line = turns.readLine()) {
      take(Turn.valueOf(Objects.requireNonNull(line, "the parent has ended")));
      System.out.println(READY);
    }
    print("plain.all.p999", plainTimes.getValueAtPercentile(99.9));
    beginTurn();
    allocations();
    boolean isSettled = settle();
    print("lost", lostInTurns + lost());
    if (isSettled) {
      idle();
    }
  }

  /** What others have sent in their turns is not counted as ours. */
  private void beginTurn() {
    logged = 0;
    countedBefore = counters.events();
  }

  private void take(Turn turn) {
    beginTurn();
    Load load = turn.load(scale);
    long allocatedBefore = Machine.allocatedBytes();
    Histogram histogram = timed(load);
    if (turn == Turn.PLAIN) {
      plainTimes.add(histogram);
      plainBytes += Machine.allocatedBytes() - allocatedBefore;
      plainEvents += load.events();
    }
    settle();
    lostInTurns += lost();
    print(turn.metric(), histogram);
  }

  private void allocations() {
    logged += AllocationProbe.EVENTS;
    double callerBytes = new AllocationProbe(log, workload).bytesPerEvent();
    print("caller_bytes", callerBytes);
    // The callers' threads have ended, and what they allocated is counted no more.
    print("process_bytes", callerBytes + plainBytes / plainEvents);
  }

  /**
   * Until the compiler has little left to do, which takes long where the machine is busy. What the
   * measured calls meet is met here first, threads in each other's way included: code that was
   * compiled without having seen that is thrown away when it does.
   */
  private void warmUp(int failureEvery) {
    measure("warm_up", new Load(1, 2 * PACE, 2_500, failureEvery));
    settle();
    for (int threads : WARM_THREADS) {
      measure("warm_up", new Load(threads, 2 * PACE, 1_500, failureEvery));
      settle();
    }
    for (int i = 0, busy = 100; i < LONGEST_WARM_UPS && busy >= 5; i++) {
      long before = Machine.compilationMillis();
      measure("warm_up", new Load(1, 2 * PACE, 1_000, failureEvery));
      settle();
      busy = (int) (Machine.compilationMillis() - before) / 10; // percent of that second
    }
  }

  private void measure(String name, Load load) {
    print(name, timed(load));
  }

  private Histogram timed(Load load) {
    counters.set(Word.COUNTS_LATER, 1);
    Histogram histogram = callTimes.measure(load);
    counters.set(Word.COUNTS_LATER, 0);
    logged += load.events();
    return histogram;
  }

  private static void print(String name, Histogram histogram) {
    print(name + ".p50", histogram.getValueAtPercentile(50));
    print(name + ".p99", histogram.getValueAtPercentile(99));
    print(name + ".p999", histogram.getValueAtPercentile(99.9));
    print(name + ".max", histogram.getMaxValue());
  }

  /** Waits until all has arrived, or nothing arrives any more; returns whether it has. */
  private boolean settle() {
    long lastCount = -1;
    for (int quiet = 0; lost() > 0 && quiet < 30 && !isHopeless(); ) {
      pause(50);
      long count = counters.events();
      quiet = count == lastCount ? quiet + 1 : 0;
      lastCount = count;
    }
    return candidate.isFloor() || lost() == 0;
  }

  /** Nothing is sent, or one event a request: what waits would take minutes. */
  private boolean isHopeless() {
    return candidate.isFloor() || (candidate == Candidate.LOG4J2_HTTP && lost() > 5_000);
  }

  private long lost() {
    return logged - (counters.events() - countedBefore);
  }

  static void pause(long millis) {
    long untilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    CallTimes.await(untilNanos, false);
  }

  private void idle() {
    pause(1_500);
    Map<String, Long> before = Machine.wakeUps();
    long startNanos = System.nanoTime();
    pause(millis(4_000));
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    long wakeUps = 0;
    for (Map.Entry<String, Long> after : Machine.wakeUps().entrySet()) {
      if (!threadsBefore.contains(after.getKey())) {
        wakeUps += after.getValue() - before.getOrDefault(after.getKey(), 0L);
      }
    }
    print("wake_ups", wakeUps / seconds);
  }

  // ---------------------------------------------------------------- what gets through

  private void throughput(String name, long delayMillis) {
    counters.set(Word.DELAY_MILLIS, delayMillis);
    for (int i = 0; i < LONGEST_WARM_UPS && counters.events() - countedBefore < WARM_EVENTS; i++) {
      logWithinWindow(2_500);
    }
    long countBefore = counters.events();
    long startNanos = System.nanoTime();
    long cpuBefore = Machine.cpuNanos();
    long wireBefore = counters.get(Word.WIRE_BYTES);
    logWithinWindow(millis(4_000));
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    double events = counters.events() - countBefore;
    print(name + ".throughput", events / seconds);
    print(name + ".wire_bytes", (counters.get(Word.WIRE_BYTES) - wireBefore) / events);
    print(name + ".cpu", (Machine.cpuNanos() - cpuBefore) / 1e9 / events * MILLION);
    settle();
    print(name + ".lost", lost());
    counters.set(Word.DELAY_MILLIS, 0);
  }

  /** Logs as fast as it goes while no more than a window of events is on its way. */
  private void logWithinWindow(long millis) {
    long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < endNanos) {
      if (lost() > WINDOW) {
        LockSupport.parkNanos(100_000);
      } else {
        burst(BURST);
      }
    }
  }

  private void burst(int count) {
    for (int i = 0; i < count; i++) {
      if (logged % EVENTS_PER_REQUEST == 0) {
        log.request(workload.order(logged * 31));
      }
      log.info(workload.order(logged), workload.customer(logged));
      logged++;
    }
  }

  private void cpu() {
    warmUp(0);
    logInBursts(CPU_PACE, 2_500);
    settle();
    long before = Machine.cpuNanos();
    long loggedBefore = logged;
    logInBursts(CPU_PACE, millis(4_000));
    settle();
    double events = logged - loggedBefore;
    print("cpu", (Machine.cpuNanos() - before) / 1e9 / events * MILLION);
    print("cpu_lost", lost());
  }

  /** Logs at this pace, some in each millisecond, and sleeps in between. */
  private long logInBursts(int eventsPerSecond, long millis) {
    int each = eventsPerSecond / 1000;
    long longestNanos = 0;
    long startNanos = System.nanoTime();
    for (long i = 0; i < millis; i++) {
      CallTimes.await(startNanos + i * MILLION, false);
      for (int j = 0; j < each; j++) {
        long beforeNanos = System.nanoTime();
        burst(1);
        longestNanos = Math.max(longestNanos, System.nanoTime() - beforeNanos);
      }
    }
    return longestNanos;
  }

  // ---------------------------------------------------------------- when the endpoint is down

  private void outage() {
    logInBursts(OUTAGE_PACE, 3_000);
    settle();
    counters.set(Word.IS_DOWN, 1);
    long longestNanos = logInBursts(OUTAGE_PACE, 20_000);
    counters.set(Word.IS_DOWN, 0);
    long backAtNanos = System.nanoTime();
    logInBursts(OUTAGE_PACE, 2_000);
    print("outage_recovery", (awaitDelivery() - backAtNanos) / 1e9);
    print("outage_lost", lost());
    print("outage_longest", longestNanos);
  }

  /**
   * Until all has arrived, or nothing has for so long that nobody waits for a next attempt. A
   * backlog may leave at a gentle pace, which is not lost.
   *
   * @return when the last of them arrived
   */
  private long awaitDelivery() {
    long lastLost = Long.MAX_VALUE;
    long lastNanos = System.nanoTime();
    while (lost() > 0 && System.nanoTime() - lastNanos < LONGEST_QUIET_NANOS) {
      pause(50);
      if (lost() < lastLost) {
        lastLost = lost();
        lastNanos = System.nanoTime();
      }
    }
    return lastNanos;
  }

  private void waiting() {
    logInBursts(OUTAGE_PACE, 2_000);
    settle();
    pause(2_000); // compilers give back what they needed
    counters.set(Word.IS_DOWN, 1);
    double before = inUse();
    logInBursts(20_000, WAITING_EVENTS / 20);
    pause(1_000);
    print("waiting_bytes", inUse() - before);
    counters.set(Word.IS_DOWN, 0);
    awaitDelivery();
    print("waiting_lost", lost());
  }

  /** Live bytes on the heap, and all that lies outside of it: the heap's pages never change. */
  private static double inUse() {
    return (double) Machine.liveHeapBytes() + Machine.residentBytes();
  }

  private void stop() {
    logInBursts(PACE, 2_500);
    settle();
    pause(500);
    burst(EVENTS_BEFORE_STOP);
    long startNanos = System.nanoTime();
    log.stop();
    stopPeer.run();
    print("stop", System.nanoTime() - startNanos);
    pause(300);
    print("stop_lost", lost());
  }

  // ---------------------------------------------------------------- how it grows

  private void paces() {
    warmUp(0);
    for (int pace : new int[] {1_000, 5_000, 20_000, 50_000, 100_000, 200_000}) {
      measure("pace" + pace, new Load(1, pace, millis(1_500), 0));
      settle();
    }
    for (int threads : new int[] {1, 4, 16, 64}) {
      measure("width" + threads, new Load(threads, PACE, millis(1_500), 0));
      settle();
    }
  }

  private void recovery() {
    logInBursts(OUTAGE_PACE, 2_000);
    settle();
    for (int backlog : new int[] {10_000, 20_000, 40_000, 80_000}) {
      counters.set(Word.IS_DOWN, 1);
      double before = inUse();
      logInBursts(20_000, backlog / 20);
      print("memory" + backlog, inUse() - before);
      counters.set(Word.IS_DOWN, 0);
      long startNanos = System.nanoTime();
      print("recovery" + backlog, (awaitDelivery() - startNanos) / 1e9);
    }
  }
}
