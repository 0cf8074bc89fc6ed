package com.example.shop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * Has the JVM itself record each wait, however short: parked, waiting for a monitor, asleep, or for
 * a socket. A wait counts where the appender or its HTTP client is on the stack of a thread that is
 * neither's own.
 */
class WaitWatch implements AutoCloseable {

  private static final List<String> WAITS =
      List.of(
          "jdk.ThreadPark",
          "jdk.ThreadSleep",
          "jdk.JavaMonitorWait",
          "jdk.JavaMonitorEnter",
          "jdk.SocketRead",
          "jdk.SocketWrite");

  private static final List<String> OWN_THREADS = List.of("telemetry-appender", "OkHttp", "Okio");
  private static final List<String> OWN_CODE =
      List.of("io.github.telemetryappender.", "okhttp3.", "okio.");

  /** An array of no elements, which HotSpot makes for each class; nobody else locks one. */
  private static final String INITIALIZATION_LOCK = "[I";

  private static final String LOADER = "ClassLoader";

  private Recording recording = newRecording();

  private static Recording newRecording() {
    Recording recording = new Recording();
    WAITS.forEach(wait -> recording.enable(wait).withThreshold(Duration.ZERO).withStackTrace());
    recording.start();
    return recording;
  }

  /** The waits since the last call, or since the start. */
  Set<String> takeWaits() throws IOException {
    Path file = Files.createTempFile("waits", ".jfr");
    try (Recording taken = recording) {
      taken.stop();
      taken.dump(file);
      return RecordingFile.readAllEvents(file).stream()
          .filter(WaitWatch::countsAsWait)
          .map(WaitWatch::text)
          .collect(Collectors.toCollection(TreeSet::new));
    } finally {
      Files.delete(file);
      recording = newRecording();
    }
  }

  private static boolean countsAsWait(RecordedEvent event) {
    return WAITS.contains(event.getEventType().getName())
        && event.getStackTrace() != null
        && OWN_THREADS.stream().noneMatch(threadName(event)::startsWith)
        && event.getStackTrace().getFrames().stream().anyMatch(WaitWatch::isOwnCode)
        && !isForClass(event);
  }

  private static boolean isForClass(RecordedEvent event) {
    if (!event.hasField("monitorClass") || event.getClass("monitorClass") == null) {
      return false;
    }
    RecordedFrame top = event.getStackTrace().getFrames().get(0);
    return event.getClass("monitorClass").getName().equals(INITIALIZATION_LOCK)
        || top.getMethod().getType().getName().endsWith(LOADER);
  }

  private static boolean isOwnCode(RecordedFrame frame) {
    return OWN_CODE.stream().anyMatch(frame.getMethod().getType().getName()::startsWith);
  }

  private static String threadName(RecordedEvent event) {
    RecordedThread thread = event.getThread();
    return thread == null || thread.getJavaName() == null ? "" : thread.getJavaName();
  }

  private static String text(RecordedEvent event) {
    return threadName(event)
        + " "
        + event.getEventType().getName()
        + (event.hasField("monitorClass") ? " of " + event.getClass("monitorClass").getName() : "")
        + " at "
        + event.getStackTrace().getFrames().stream()
            .map(frame -> frame.getMethod().getType().getName() + "." + frame.getMethod().getName())
            .collect(Collectors.joining(" < "));
  }

  @Override
  public void close() {
    recording.close();
  }
}
