package io.github.telemetryappender.it;

import io.github.telemetryappender.core.PipelineSnapshot;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.logging.log4j.LogManager;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * An application that wants to hear everything: what libraries say through {@code
 * java.util.logging}, the HTTP client of the appender among them, goes into its own logging. The
 * main class of a JVM of its own.
 */
final class ChattyApplication {

  static final int EVENTS = 100;
  static final String LOGGER = "com.example.shop.Checkout";

  /** Printed where more was dropped as our own than the application said on our threads. */
  static final String CLIENT_WAS_HEARD = "the HTTP client was heard";

  /** What code of the application says on the threads of the appender's HTTP client. */
  static final String ON_OUR_THREAD = "which proxy?";

  private static final Duration LONGEST_FLUSH = Duration.ofSeconds(20);

  private ChattyApplication() {}

  /** Argument: a {@link Framework}. Prints whether what the HTTP client said was dropped. */
  public static void main(String[] arguments) {
    Framework framework = Framework.valueOf(arguments[0]);
    ProxySelector.setDefault(new ChattySelector());
    switch (framework) {
      case LOGBACK -> logWithLogback();
      case LOG4J2 -> logWithLog4j2();
    }
  }

  private static void logWithLogback() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    Logger.getLogger("").setLevel(Level.ALL);
    org.slf4j.Logger logger = LoggerFactory.getLogger(LOGGER);
    for (int i = 0; i < EVENTS; i++) {
      logger.info("event {}", i);
    }
    var context = (ch.qos.logback.classic.LoggerContext) LoggerFactory.getILoggerFactory();
    var appender =
        (io.github.telemetryappender.logback.TelemetryAppender)
            context
                .getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)
                .getAppender(LoggingFramework.APPENDER);
    appender.flush(LONGEST_FLUSH).join();
    print(appender.snapshot());
  }

  private static void logWithLog4j2() {
    org.apache.logging.log4j.Logger logger = LogManager.getLogger(LOGGER);
    for (int i = 0; i < EVENTS; i++) {
      logger.info("event {}", i);
    }
    var context = (org.apache.logging.log4j.core.LoggerContext) LogManager.getContext(false);
    io.github.telemetryappender.log4j2.TelemetryAppender appender =
        context.getConfiguration().getAppender(LoggingFramework.APPENDER);
    appender.flush(LONGEST_FLUSH).join();
    print(appender.snapshot());
  }

  /** First what the application itself has said there: what is more came from the client. */
  private static void print(PipelineSnapshot snapshot) {
    long ownMessages = ChattySelector.SAID.get();
    long self = snapshot.droppedByReason().getOrDefault("self", 0L);
    System.out.println(self > ownMessages ? CLIENT_WAS_HEARD : "self " + self + " " + ownMessages);
  }

  /** Asked by the HTTP client on its own thread. */
  private static final class ChattySelector extends ProxySelector {

    static final AtomicLong SAID = new AtomicLong();

    private final Logger logger = Logger.getLogger("com.example.network.Proxies");

    @Override
    public List<Proxy> select(URI uri) {
      if (!uri.getScheme()
          .equals("socket")) { // the JDK's own question, on any thread that connects
        say();
      }
      return List.of(Proxy.NO_PROXY);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
      say();
    }

    private void say() {
      SAID.incrementAndGet();
      logger.warning(ON_OUR_THREAD);
    }
  }
}
