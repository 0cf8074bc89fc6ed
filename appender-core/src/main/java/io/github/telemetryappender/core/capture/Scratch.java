package io.github.telemetryappender.core.capture;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A place in which one thread at a time captures an event. What is not marked as shared belongs to
 * the owner.
 */
final class Scratch {

  private static final VarHandle OWNER;
  private static final VarHandle DISPLACED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      OWNER = lookup.findVarHandle(Scratch.class, "owner", Thread.class);
      DISPLACED = lookup.findVarHandle(Scratch.class, "displacedThreads", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  // Shared.
  @SuppressWarnings("unused") // through OWNER
  private volatile @Nullable Thread owner;

  /** How many captures are under way elsewhere by threads that have their home here. */
  private volatile int displacedThreads;

  // The owner's.
  private @Nullable RecordWriter writer;
  private @Nullable Scratch home;
  private boolean isOverflow;

  boolean tryOwn(Thread thread) {
    return owner == null && OWNER.compareAndSet(this, null, thread);
  }

  /** Takes the scratch over from a thread that ended and left it behind. */
  boolean tryInherit(Thread thread) {
    Thread current = owner;
    return current != null && !current.isAlive() && OWNER.compareAndSet(this, current, thread);
  }

  boolean isOwnedBy(Thread thread) {
    return owner == thread;
  }

  boolean mayHaveDisplaced() {
    return displacedThreads != 0;
  }

  /** Remembers for the capture in this scratch that its thread's home is another. */
  void displacedFrom(Scratch newHome) {
    forgetHome(); // of a thread that left it behind
    DISPLACED.getAndAdd(newHome, 1);
    home = newHome;
  }

  private void forgetHome() {
    Scratch left = home;
    if (left != null) {
      home = null;
      DISPLACED.getAndAdd(left, -1);
    }
  }

  /** Says that the scratch is no part of the table and serves one event. */
  void markOverflow() {
    isOverflow = true;
  }

  boolean isOverflow() {
    return isOverflow;
  }

  /** Gives the scratch free. */
  void disown() {
    forgetHome();
    OWNER.setRelease(this, (Thread) null);
  }

  /** Null until the first capture here. */
  @Nullable RecordWriter writer() {
    return writer;
  }

  void writer(@Nullable RecordWriter newWriter) {
    writer = newWriter;
  }
}
