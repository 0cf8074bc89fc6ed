package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.time.Parker;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one way back onto the delivery thread: completions of exchanges and refreshes, and commands.
 * Any thread posts and never waits; the delivery thread takes. It holds no more letters than there
 * are exchanges under way, refreshes (one) and callers who wait for an answer.
 */
public final class Mailbox implements Consumer<Runnable> {

  private final AtomicReference<@Nullable Letter> newest = new AtomicReference<>();
  private final Parker deliveryThread;

  /** Taken and not read yet. Owned by the delivery thread. */
  private @Nullable Letter taken;

  public Mailbox(Parker deliveryThread) {
    this.deliveryThread = deliveryThread;
  }

  /** Has {@code work} done on the delivery thread, in the order of posting. */
  @Override
  public void accept(Runnable work) {
    post(prepare(work));
  }

  /** A letter to be posted once, later, when there may be no memory to make one. */
  Letter prepare(Runnable work) {
    return new Letter(work);
  }

  /** As {@link #accept}, without allocating anything. */
  void post(Letter letter) {
    do {
      letter.older = newest.get();
    } while (!newest.compareAndSet(letter.older, letter));
    deliveryThread.unpark();
  }

  /**
   * Does what was posted until now. Delivery thread.
   *
   * @return whether there was anything
   */
  boolean doWork() {
    if (taken == null) {
      taken = oldestFirst(newest.getAndSet(null));
    }
    boolean any = taken != null;
    while (taken != null) {
      Letter letter = taken;
      taken = letter.older; // before it is read: one that throws must not take others with it
      letter.work.run();
    }
    return any;
  }

  /** Turns the chain round, so that {@code older} points to the next one posted. */
  private static @Nullable Letter oldestFirst(@Nullable Letter newest) {
    Letter turned = null;
    Letter rest = newest;
    while (rest != null) {
      Letter next = rest.older;
      rest.older = turned;
      turned = rest;
      rest = next;
    }
    return turned;
  }

  /** Work for the delivery thread. */
  static final class Letter {
    private final Runnable work;
    private @Nullable Letter older;

    private Letter(Runnable work) {
      this.work = work;
    }
  }
}
