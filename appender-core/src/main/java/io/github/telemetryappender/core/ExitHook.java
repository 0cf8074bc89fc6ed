package io.github.telemetryappender.core;

/** Has something done when the JVM ends, as long as it is installed. */
final class ExitHook {

  private final Thread hook;

  ExitHook(Runnable atExit) {
    // Inherits nothing from whoever starts the pipeline: it may live longer than an application.
    this.hook = new Thread(null, atExit, SelfLog.THREAD_PREFIX + "-exit", 0, false);
    hook.setContextClassLoader(ExitHook.class.getClassLoader());
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
