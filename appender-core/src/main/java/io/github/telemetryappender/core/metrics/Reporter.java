package io.github.telemetryappender.core.metrics;

import io.github.telemetryappender.core.event.ReportChannel;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Speaks at once and then keeps quiet: the first line of a kind goes out as it comes, later ones at
 * most once in 5 minutes with the number of those that were kept back. Delivery thread.
 */
public final class Reporter {

  /** The shortest time between two lines of a kind. */
  public static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(5);

  private static final int MAX_LINE_CHARS = 1000;

  private final String appenderName;
  private final ReportChannel channel;
  private final Map<ReportKind, Quiet> quiet = new EnumMap<>(ReportKind.class);

  public Reporter(String appenderName, ReportChannel channel) {
    this.appenderName = appenderName;
    this.channel = channel;
  }

  /**
   * Warns, or keeps the line back until the kind may speak again.
   *
   * @return whether it was said at once
   */
  public boolean warn(ReportKind kind, String message, long nowNanos) {
    return warn(kind, () -> message, nowNanos);
  }

  /**
   * As {@link #warn(ReportKind, String, long)}, for what happens often: of many lines that are kept
   * back one is spoken, and the others need not be put into words.
   *
   * @param message the same whenever it is asked
   */
  public boolean warn(ReportKind kind, Supplier<String> message, long nowNanos) {
    Quiet sinceLast = quiet.get(kind);
    if (sinceLast == null) {
      quiet.put(kind, new Quiet(nowNanos));
      say(() -> channel.warn(line(message.get())));
      return true;
    }
    sinceLast.keepBack(message);
    return false;
  }

  /** Forgets what a kind kept back, because it is no longer true; the kind keeps its silence. */
  public void forgetKeptBack(ReportKind kind) {
    Quiet sinceLast = quiet.get(kind);
    if (sinceLast != null) {
      sinceLast.forgetKeptBack();
    }
  }

  /** Lets the kind speak at once next time. */
  public void speakAgain(ReportKind kind) {
    quiet.remove(kind);
  }

  /** Says something good at once; the kind may then speak again at once as well. */
  public void info(ReportKind ended, String message) {
    quiet.remove(ended);
    say(() -> channel.info(line(message)));
  }

  /** Says something that comes once. */
  public void info(String message) {
    say(() -> channel.info(line(message)));
  }

  /** Warns of something that comes once. */
  public void warn(String message) {
    say(() -> channel.warn(line(message)));
  }

  /**
   * Lets those kinds speak whose time has come.
   *
   * @return nanoseconds until the next one may; {@link Long#MAX_VALUE} where none waits
   */
  public long doWork(long nowNanos) {
    long next = Long.MAX_VALUE;
    for (Quiet kind : quiet.values()) {
      if (kind.keptBack > 0 && kind.nanosUntilEnd(nowNanos) == 0) {
        String latest = kind.speak(nowNanos);
        say(() -> channel.warn(line(latest)));
      }
      if (kind.keptBack > 0) {
        next = Math.min(next, kind.nanosUntilEnd(nowNanos));
      }
    }
    quiet.values().removeIf(kind -> kind.keptBack == 0 && kind.nanosUntilEnd(nowNanos) == 0);
    return next;
  }

  /**
   * A channel that throws is the user's (a status listener of theirs); it must not stop delivery.
   */
  private static void say(Runnable line) {
    try {
      line.run();
    } catch (RuntimeException thrownByListener) {
      return; // there is no other channel to tell of it
    }
  }

  private String line(String message) {
    String line = "Telemetry appender '" + appenderName + "': " + message;
    return line.length() <= MAX_LINE_CHARS ? line : line.substring(0, MAX_LINE_CHARS) + "…";
  }

  /** What a kind kept back since it spoke. */
  private static final class Quiet {

    private long spokeAtNanos;
    private long keptBack;
    private Supplier<String> latest = () -> "";

    Quiet(long nowNanos) {
      this.spokeAtNanos = nowNanos;
    }

    void keepBack(Supplier<String> message) {
      keptBack++;
      latest = message;
    }

    void forgetKeptBack() {
      keptBack = 0;
      latest = () -> "";
    }

    long nanosUntilEnd(long nowNanos) {
      return Math.max(0, spokeAtNanos + QUIET_NANOS - nowNanos);
    }

    String speak(long nowNanos) {
      String more = keptBack == 1 ? "" : " (" + keptBack + " such reports in the last 5 minutes)";
      spokeAtNanos = nowNanos;
      keptBack = 0;
      return latest.get() + more;
    }
  }
}
