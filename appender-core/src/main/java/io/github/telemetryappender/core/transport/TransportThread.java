package io.github.telemetryappender.core.transport;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A thread of the dispatcher. A daemon that inherits nothing from whoever happened to start it:
 * neither thread-locals nor a class loader that would outlive its application.
 */
final class TransportThread extends Thread {

  /**
   * What is logged on a thread of this name is not taken as an event. The threads of any other
   * OkHttp of the process have names that begin with its first word alone.
   */
  static final String NAME_PREFIX = "OkHttp telemetry-appender-";

  /** Completes when the exchange of this thread is given up. This thread alone. */
  @Nullable CompletableFuture<Void> exchangeGivenUp;

  /** Of this thread; an exchange over HTTP/1.1 writes and reads on its own thread. */
  private Traffic traffic = Traffic.NONE;

  private boolean beginsRequest;

  private TransportThread(Runnable work, String name) {
    super(null, work, name, 0, /* inheritThreadLocals= */ false);
    setDaemon(true);
    setContextClassLoader(TransportThread.class.getClassLoader());
  }

  static ThreadFactory factory(String name) {
    AtomicInteger number = new AtomicInteger();
    return work -> new TransportThread(work, NAME_PREFIX + name + " " + number.incrementAndGet());
  }

  /** The calling thread's next bytes begin a request on a connection that was idle. */
  static void beginsRequestOnIdleConnection() {
    if (Thread.currentThread() instanceof TransportThread thread) {
      thread.beginsRequest = true;
    }
  }

  /**
   * Takes note of what the calling thread is about to write.
   *
   * @return whether it begins a request on a connection that was idle
   */
  static boolean beginsToSend(long bytes) {
    if (Thread.currentThread() instanceof TransportThread thread) {
      boolean begins = thread.beginsRequest;
      thread.beginsRequest = false;
      thread.traffic = thread.traffic.plus(bytes, 0);
      return begins;
    }
    return false;
  }

  /** Takes note of what the calling thread has read. */
  static void received(long bytes) {
    if (Thread.currentThread() instanceof TransportThread thread) {
      thread.traffic = thread.traffic.plus(0, bytes);
    }
  }

  /** What the calling thread has written and read so far. */
  static Traffic traffic() {
    return Thread.currentThread() instanceof TransportThread thread ? thread.traffic : Traffic.NONE;
  }
}
