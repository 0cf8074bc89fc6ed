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

  /** OkHttp's own threads are named so too; what logs on such a thread is not taken as an event. */
  private static final String NAME_PREFIX = "OkHttp ";

  /** Completes when the exchange of this thread is given up. This thread alone. */
  @Nullable CompletableFuture<Void> exchangeGivenUp;

  private TransportThread(Runnable work, String name) {
    super(null, work, name, 0, /* inheritThreadLocals= */ false);
    setDaemon(true);
    setContextClassLoader(TransportThread.class.getClassLoader());
  }

  static ThreadFactory factory(String name) {
    AtomicInteger number = new AtomicInteger();
    return work -> new TransportThread(work, NAME_PREFIX + name + " " + number.incrementAndGet());
  }
}
