package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.time.Clock;
import io.github.telemetryappender.core.time.Parker;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongUnaryOperator;

/**
 * The dedicated thread that repeats a step and rests in between: loop, resting and the catch-all
 * for what should not happen stand here and nowhere else. A daemon that inherits nothing from
 * whoever starts it: neither thread-locals nor a class loader that would outlive its application.
 */
public final class WorkerThread {

  private static final long AFTER_ERROR_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Thread thread;

  /**
   * @param step takes the time, does a bounded amount of work and returns how long it may rest
   * @param isOver asked after each step
   * @param onError told of what a step threw; the step is repeated after a second
   * @param atEnd done last
   */
  public WorkerThread(
      String name,
      Clock clock,
      Parker parker,
      LongUnaryOperator step,
      BooleanSupplier isOver,
      ErrorHandler onError,
      Runnable atEnd) {
    this.thread =
        new Thread(
            null,
            () -> {
              run(clock, parker, step, isOver, onError);
              atEnd.run();
            },
            name,
            0,
            /* inheritThreadLocals= */ false);
    thread.setDaemon(true);
    thread.setContextClassLoader(WorkerThread.class.getClassLoader());
  }

  private static void run(
      Clock clock,
      Parker parker,
      LongUnaryOperator step,
      BooleanSupplier isOver,
      ErrorHandler onError) {
    while (!isOver.getAsBoolean()) {
      long restNanos = doStep(clock, step, onError);
      if (restNanos > 0 && !isOver.getAsBoolean()) {
        parker.park(restNanos);
      }
    }
  }

  private static long doStep(Clock clock, LongUnaryOperator step, ErrorHandler onError) {
    long nowNanos = clock.nanos();
    try {
      return step.applyAsLong(nowNanos);
    } catch (Throwable thrown) { // whatever it is: this thread must not end, or shipping ends
      tell(onError, thrown, nowNanos);
      return AFTER_ERROR_NANOS;
    }
  }

  private static void tell(ErrorHandler onError, Throwable thrown, long nowNanos) {
    try {
      onError.handle(thrown, nowNanos);
    } catch (Throwable again) {
      // Nobody to tell: out of memory twice in a row, most likely. The step is repeated all the
      // same.
      again.addSuppressed(thrown);
    }
  }

  public void start() {
    thread.start();
  }

  public Thread thread() {
    return thread;
  }

  /** Hears what a step threw. */
  @FunctionalInterface
  public interface ErrorHandler {
    void handle(Throwable error, long nowNanos);
  }
}
