package io.github.telemetryappender.core;

/** Has something done when the JVM ends, as long as it is installed. */
final class ExitHook {

  private final Thread hook;

  ExitHook(Runnable atExit) {
    this.hook = new Thread(atExit, SelfLog.THREAD_PREFIX + "-exit");
  }

  /** Whether it could be installed: not when the JVM is ending already. */
  boolean install() {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      return true;
    } catch (IllegalStateException alreadyEnding) {
      return false;
    }
  }

  /** Whether it was taken off: not when it was never installed, or the JVM is ending. */
  boolean remove() {
    try {
      return Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      return false;
    }
  }
}
