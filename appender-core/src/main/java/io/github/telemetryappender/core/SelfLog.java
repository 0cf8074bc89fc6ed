package io.github.telemetryappender.core;

import io.github.telemetryappender.core.event.EventSource;
import io.github.telemetryappender.core.transport.OkHttpTransport;

/**
 * Recognises what the appender says about itself through the application's loggers: it must not
 * come back in. Our own loggers and threads always, the transport's included; the HTTP client's
 * loggers on its own threads, while the application's use of the same client passes.
 */
final class SelfLog {

  /** What the names of our threads begin with. */
  static final String THREAD_PREFIX = "telemetry-appender";

  private static final String OWN_PREFIX = "io.github.telemetryappender.";
  private static final String[] OWN_PACKAGES = {"core.", "logback.", "log4j2."};

  private SelfLog() {}

  static <E> boolean isOurs(EventSource<E> source, E event) {
    String loggerName = source.loggerName(event);
    String threadName = source.threadName(event);
    return saysThread(threadName, loggerName) || saysLogger(loggerName);
  }

  /** Looks at the first letter first, which tells nearly all names from ours. */
  private static boolean saysThread(String threadName, String loggerName) {
    return switch (firstOf(threadName)) {
      case 't' -> isOwnThread(threadName);
      case 'O' ->
          isOwnThread(threadName) || (isClientThread(threadName) && isClientLogger(loggerName));
      default -> false;
    };
  }

  private static boolean saysLogger(String loggerName) {
    return firstOf(loggerName) == 'i' && isOwnLogger(loggerName);
  }

  private static char firstOf(String name) {
    return name.isEmpty() ? 0 : name.charAt(0);
  }

  /** By the event's thread, not the current one: an asynchronous logger hands events on. */
  private static boolean isOwnThread(String threadName) {
    return threadName.startsWith(THREAD_PREFIX) || OkHttpTransport.isOwnThread(threadName);
  }

  private static boolean isOwnLogger(String loggerName) {
    if (!loggerName.startsWith(OWN_PREFIX)) {
      return false;
    }
    for (String ownPackage : OWN_PACKAGES) {
      if (loggerName.startsWith(ownPackage, OWN_PREFIX.length())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isClientLogger(String loggerName) {
    return loggerName.startsWith("okhttp3.") || loggerName.startsWith("okio.");
  }

  private static boolean isClientThread(String threadName) {
    return threadName.startsWith("OkHttp ") || threadName.startsWith("Okio ");
  }
}
