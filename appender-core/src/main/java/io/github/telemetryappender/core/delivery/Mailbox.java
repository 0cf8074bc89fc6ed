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

  public Mailbox(Parker deliveryThread) {
    this.deliveryThread = deliveryThread;
  }

  /** Has {@code work} done on the delivery thread, in the order of posting. */
  @Override
  public void accept(Runnable work) {
    Letter letter = new Letter(work);
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
    Letter letter = oldestFirst(newest.getAndSet(null));
    boolean any = letter != null;
    while (letter != null) {
      letter.work.run();
      letter = letter.older;
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

  private static final class Letter {
    final Runnable work;
    @Nullable Letter older;

    Letter(Runnable work) {
      this.work = work;
    }
  }
}
