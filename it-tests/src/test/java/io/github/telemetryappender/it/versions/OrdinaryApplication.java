package io.github.telemetryappender.it.versions;

import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.message.StringMapMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.MarkerFactory;

/**
 * Logs an event of each kind and stops its framework. The main class of a JVM of its own; it uses
 * nothing that the oldest version of its framework does not have.
 */
final class OrdinaryApplication {

  private OrdinaryApplication() {}

  /** Argument: {@code LOGBACK} or {@code LOG4J2}. Prints the versions it runs with. */
  public static void main(String[] arguments) {
    if (arguments[0].equals("LOGBACK")) {
      OnLogback.run();
    } else {
      OnLog4j2.run();
    }
    System.out.println("java " + Runtime.version().feature());
  }

  private static RuntimeException failure() {
    return new IllegalStateException("sold out", new IllegalArgumentException("no article 4711"));
  }

  private static final class OnLogback {

    static void run() {
      Logger logger = LoggerFactory.getLogger("shop");
      MDC.put("user", "ada");
      logger.info(MarkerFactory.getMarker("AUDIT"), "order {} of {}", 17, "Ada");
      MDC.remove("user");
      logger.error("order {} failed", 18, failure());
      logger.atWarn().addKeyValue("count", 3).log("few are left");
      var context = (ch.qos.logback.classic.LoggerContext) LoggerFactory.getILoggerFactory();
      System.out.println("logback " + versionOf(context.getClass()));
      context.stop();
    }
  }

  private static final class OnLog4j2 {

    static void run() {
      var logger = LogManager.getLogger("shop");
      ThreadContext.put("user", "ada");
      logger.info(MarkerManager.getMarker("AUDIT"), "order {} of {}", 17, "Ada");
      ThreadContext.remove("user");
      logger.error("order {} failed", 18, failure());
      logger.warn(new StringMapMessage(Map.of("count", "3", "message", "few are left")));
      System.out.println(
          "log4j-core " + versionOf(org.apache.logging.log4j.core.LoggerContext.class));
      LogManager.shutdown();
    }
  }

  private static String versionOf(Class<?> type) {
    String jar = type.getProtectionDomain().getCodeSource().getLocation().getPath();
    return jar.replaceAll(".*-(\\d[^/]*)\\.jar", "$1");
  }
}
