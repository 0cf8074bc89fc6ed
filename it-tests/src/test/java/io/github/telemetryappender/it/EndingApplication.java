package io.github.telemetryappender.it;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.logging.log4j.LogManager;
import org.slf4j.LoggerFactory;

/**
 * An application that logs and ends. The main class of a JVM of its own, which configures its
 * framework as the system properties say.
 */
final class EndingApplication {

  static final int EVENTS = 500;
  static final int LATE_EVENTS = 10;

  /** Printed when all is logged and the end begins. */
  static final String READY = "ready";

  /** Printed when the pauses between late events were longer than an exit waits for more. */
  static final String TOO_SLOW = "the machine is too slow";

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

  /** How a JVM comes to its end. */
  enum Ending {
    MAIN_RETURNS(0),
    SYSTEM_EXIT(3),
    UNCAUGHT_ERROR(1),
    SIGTERM(128 + 15);

    final int exitStatus;

    Ending(int exitStatus) {
      this.exitStatus = exitStatus;
    }
  }

  /** What the application does in a shutdown hook of its own. */
  enum Hook {
    NONE,
    LOGS,
    LOGS_AND_STOPS_LOGGING
  }

  private EndingApplication() {}

  /** Arguments: a {@link Framework}, an {@link Ending} and a {@link Hook}. */
  public static void main(String[] arguments) throws InterruptedException {
    Framework framework = Framework.valueOf(arguments[0]);
    Hook hook = Hook.valueOf(arguments[2]);
    Consumer<String> log = logger(framework);
    if (hook != Hook.NONE) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> runHook(hook, framework, log)));
    }
    for (int i = 0; i < EVENTS; i++) {
      log.accept(event(i));
    }
    System.out.println(READY);
    end(Ending.valueOf(arguments[1]));
  }

  static String event(int number) {
    return "event " + number;
  }

  static String lateEvent(int number) {
    return "late event " + number;
  }

  private static Consumer<String> logger(Framework framework) {
    return switch (framework) {
      case LOGBACK -> LoggerFactory.getLogger(EndingApplication.class)::info;
      case LOG4J2 -> LogManager.getLogger(EndingApplication.class)::info;
    };
  }

  private static void end(Ending ending) throws InterruptedException {
    switch (ending) {
      case MAIN_RETURNS -> {}
      case SYSTEM_EXIT -> System.exit(ending.exitStatus);
      case UNCAUGHT_ERROR -> throw new AssertionError("nobody catches this");
      case SIGTERM -> Thread.currentThread().join(); // until the signal comes
    }
  }

  private static void runHook(Hook hook, Framework framework, Consumer<String> log) {
    long lastAtNanos = System.nanoTime();
    for (int i = 0; i < LATE_EVENTS; i++) {
      LockSupport.parkNanos(PAUSE_NANOS);
      log.accept(lateEvent(i));
      if (System.nanoTime() - lastAtNanos > LONGEST_PAUSE_NANOS) {
        System.out.println(TOO_SLOW);
      }
      lastAtNanos = System.nanoTime();
    }
    if (hook == Hook.LOGS_AND_STOPS_LOGGING) {
      stopLogging(framework);
    }
  }

  private static void stopLogging(Framework framework) {
    switch (framework) {
      case LOGBACK ->
          ((ch.qos.logback.classic.LoggerContext) LoggerFactory.getILoggerFactory()).stop();
      case LOG4J2 -> LogManager.shutdown();
    }
  }
}
