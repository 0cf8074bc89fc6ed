package com.example.shop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;

/** Takes orders until it is told to end. */
@SpringBootApplication
public class ShopApplication {

  private static final Logger LOGGER = LoggerFactory.getLogger(ShopApplication.class);
  private static final int EARLY_WORDS = 10;

  /**
   * Starts as often as the system property {@code shop.starts} says, each time anew in this JVM. It
   * logs before each start, with what the framework has found by itself before the first one. With
   * more than one start it also has its logging set up anew while it runs.
   */
  public static void main(String[] arguments) {
    int starts = Integer.getInteger("shop.starts", 1);
    for (int start = 1; start < starts; start++) {
      logBefore(start);
      SpringApplication.run(ShopApplication.class, arguments).close();
    }
    logBefore(starts);
    ConfigurableApplicationContext last = SpringApplication.run(ShopApplication.class, arguments);
    last.getBean(LastWords.class).promise();
    if (starts > 1) {
      setLoggingUpAnew(last);
    }
    LOGGER.warn("open, but the stock is low");
    last.getBeansOfType(Runnable.class).values().forEach(Runnable::run);
    System.out.println("ready");
  }

  private static void setLoggingUpAnew(ConfigurableApplicationContext context) {
    LoggingSystem logging = context.getBean(LoggingSystem.class);
    logging.cleanUp();
    logging.beforeInitialize();
    LOGGER.info("nobody hears this");
    logging.initialize(new LoggingInitializationContext(context.getEnvironment()), null, null);
    LOGGER.info("logging is set up anew");
  }

  private static void logBefore(int start) {
    for (int i = 0; i < EARLY_WORDS; i++) {
      LOGGER.info("before start {}: {}", start, i);
    }
  }
}
