package io.github.telemetryappender.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The logging call in a closed loop, under JMH. No appender keeps up with that: what does not fit
 * is dropped, here after the event has been read, by most peers before. So it compares ours with
 * ours, from one change to the next; what a call costs at a pace at which nothing is lost is {@link
 * CallTimes}'.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Benchmark)
public class AppendBenchmark {

  @Param({"LOGBACK_NO_OP", "LOGBACK_OURS", "LOG4J2_NO_OP", "LOG4J2_OURS"})
  String candidate = "LOGBACK_NO_OP"; // a name: what JMH generates does not see our types

  private final Workload workload = new Workload();
  private SinkProcess sink;
  private EventLog log;

  /** A thread's place in the workload. */
  @State(Scope.Thread)
  public static class Position {

    private long number;
    private boolean hasMdc;
    private final RuntimeException thrown = Workload.exception();
  }

  /** Starts the sink and configures the framework. */
  @Setup
  public void start() throws IOException {
    Candidate chosen = Candidate.valueOf(candidate);
    Path directory = Files.createTempDirectory("benchmark");
    sink = SinkProcess.start(directory.resolve("sink.counters"));
    Path file = directory.resolve("logging.xml");
    Files.writeString(file, chosen.xml(sink.url(), Tuning.CALLER));
    log = EventLog.start(chosen.framework(), file);
  }

  /** Stops both. */
  @TearDown
  public void stop() {
    log.stop();
    sink.close();
  }

  /** Two arguments and three MDC entries. */
  @Benchmark
  public void plain(Position position) {
    log.info(workload.order(next(position)), workload.customer(position.number));
  }

  /** With an exception of 20 frames, the same each time. */
  @Benchmark
  public void failing(Position position) {
    log.error(workload.order(next(position)), workload.customer(position.number), position.thrown);
  }

  private long next(Position position) {
    if (!position.hasMdc) {
      position.hasMdc = true;
      log.fillMdc();
    }
    return position.number++;
  }
}
