package com.example.shop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Takes orders, and finishes those that are open before the application stops. */
@Component
class Checkout implements ApplicationRunner, SmartLifecycle {

  static final int ORDERS = 100;

  private static final Logger LOGGER = LoggerFactory.getLogger(Checkout.class);
  private static final int OPEN_ORDERS = 10;

  private volatile boolean open;

  @Override
  public void run(ApplicationArguments arguments) {
    for (int i = 0; i < ORDERS; i++) {
      LOGGER.info("order {}", i);
    }
  }

  @Override
  public void start() {
    open = true;
  }

  @Override
  public void stop() {
    stop(() -> {});
  }

  /** Gracefully, as a web server does: on a thread of its own, and says when it is done. */
  @Override
  public void stop(Runnable whenDone) {
    open = false;
    new Thread(() -> finishOpenOrders(whenDone), "checkout").start();
  }

  private static void finishOpenOrders(Runnable whenDone) {
    for (int i = 0; i < OPEN_ORDERS; i++) {
      LOGGER.info("finished open order {}", i);
    }
    whenDone.run();
  }

  @Override
  public boolean isRunning() {
    return open;
  }
}
