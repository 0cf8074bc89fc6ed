package io.github.telemetryappender.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What the JVM and Linux tell about this process. Any thread. */
final class Machine {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final Path TASKS = Path.of("/proc/self/task");

  /** The JVM's own threads that work when it pleases them, as they are named in /proc. */
  private static final List<String> OF_THE_JVM = List.of("C1 ", "C2 ", "G1 ", "GC ", "VM ");

  private Machine() {}

  static long cpuNanos() {
    return SYSTEM.getProcessCpuTime();
  }

  /** What the compilers have worked so far. */
  static long compilationMillis() {
    return ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
  }

  /** Bytes that the threads that are alive have allocated. */
  static long allocatedBytes() {
    long sum = 0;
    for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
      sum += Math.max(0, bytes);
    }
    return sum;
  }

  static long allocatedBytesOfThisThread() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  /** Bytes alive on the heap, after collections. */
  static long liveHeapBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Bytes of memory the process has in use, its whole heap included. */
  static long residentBytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The ids of the threads there are. */
  static Set<String> threads() {
    return wakeUps().keySet();
  }

  /** How often each thread has gone to sleep by itself, the JVM's own ones left out. */
  static Map<String, Long> wakeUps() {
    Map<String, Long> counts = new HashMap<>();
    try (Stream<Path> tasks = Files.list(TASKS)) {
      for (Path task : tasks.toList()) {
        addWakeUps(task, counts);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return counts;
  }

  private static void addWakeUps(Path task, Map<String, Long> counts) throws IOException {
    try {
      String name = Files.readString(task.resolve("comm"));
      if (OF_THE_JVM.stream().noneMatch(name::startsWith)) {
        Files.readAllLines(task.resolve("status")).stream()
            .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
            .forEach(
                line ->
                    counts.put(
                        task.getFileName().toString(), Long.valueOf(line.replaceAll("\\D", ""))));
      }
    } catch (NoSuchFileException ended) {
      // a thread that has ended meanwhile
    }
  }
}
