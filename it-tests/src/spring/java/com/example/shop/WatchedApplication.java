package com.example.shop;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.springframework.boot.SpringApplication;

/** Starts the shop and prints how long that took, and which of its threads waited for us. */
class WatchedApplication {

  private static final String APPENDERS = "io.github.telemetryappender:type=TelemetryAppender,*";
  private static final String BLACK_HOLE = "blackHole";

  private WatchedApplication() {}

  public static void main(String[] arguments) throws Exception {
    long startedAtMillis = ManagementFactory.getRuntimeMXBean().getStartTime();
    Set<String> waits;
    Set<String> proof;
    try (WaitWatch watch = new WaitWatch()) {
      SpringApplication.run(ShopApplication.class, arguments);
      System.out.println("started after ms: " + (System.currentTimeMillis() - startedAtMillis));
      waits = watch.takeWaits();
      waitDeliberately();
      proof = watch.takeWaits();
    }
    waits.forEach(wait -> System.out.println("a thread waited: " + wait));
    proof.forEach(wait -> System.out.println("a thread waited deliberately: " + wait));
    System.out.println("ready");
  }

  /** For what cannot come, to see that the watch would have noticed. */
  private static void waitDeliberately() throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    for (ObjectName appender : server.queryNames(new ObjectName(APPENDERS), null)) {
      if (appender.getKeyProperty("name").contains(BLACK_HOLE)) {
        Object[] atMost = {Duration.ofMillis(100).toMillis()};
        server.invoke(appender, "flush", atMost, new String[] {long.class.getName()});
      }
    }
  }
}
