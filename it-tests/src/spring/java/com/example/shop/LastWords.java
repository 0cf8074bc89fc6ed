package com.example.shop;

import jakarta.annotation.PreDestroy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.stereotype.Component;

/**
 * What is logged while the JVM ends: in a shutdown hook of the application's own, after it in
 * {@code @PreDestroy}, and last in a shutdown handler of Spring Boot's.
 */
@Component
class LastWords {

  private static final Logger LOGGER = LoggerFactory.getLogger(LastWords.class);
  private static final int WORDS = 5;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
  private static final long LONGEST_HOOK_SECONDS = 20;

  private final CountDownLatch hookIsDone = new CountDownLatch(1);
  private final AtomicLong lastAtNanos = new AtomicLong();
  private volatile boolean promised;

  /** From now on the end of the JVM is not silent. */
  void promise() {
    promised = true;
    Runtime.getRuntime().addShutdownHook(new Thread(this::runHook, "last-words"));
    SpringApplication.getShutdownHandlers().add(() -> log("handler"));
  }

  private void runHook() {
    lastAtNanos.set(System.nanoTime());
    log("hook");
    hookIsDone.countDown();
  }

  /** After the hook, so that it is Spring that speaks last, and stops the logging after that. */
  @PreDestroy
  void destroy() throws InterruptedException {
    if (promised && !hookIsDone.await(LONGEST_HOOK_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the hook does not end");
    }
    log("destroyed");
  }

  private void log(String where) {
    for (int i = 0; i < WORDS; i++) {
      LOGGER.info("last words, {}: {}", where, i);
      if (promised) {
        noteThePause();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void noteThePause() {
    long nowNanos = System.nanoTime();
    if (nowNanos - lastAtNanos.getAndSet(nowNanos) > LONGEST_PAUSE_NANOS) {
      System.out.println("the machine is too slow");
    }
  }
}
