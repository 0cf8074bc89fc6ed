package io.github.telemetryappender.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.util.SplittableRandom;

/**
 * What is logged: two arguments of many different values in a message of about 100 characters,
 * three MDC entries, and now and then an exception of 20 frames. All texts are made beforehand, so
 * that what is allocated while logging is the logging's.
 */
final class Workload {

  static final String PATTERN =
      "Order {} of customer {} was accepted and is on its way to the warehouse, to be packed #~#~";

  private static final byte[] MARK = {'#', '~', '#', '~'};

  static final String FAILURE = "Order {} of customer {} could not be accepted #~#~";

  static final String[][] MDC = {
    {"requestId", "0af7651916cd43dd"}, {"user", "u-481516"}, {"tenant", "emea-west"}
  };

  private static final int FRAMES = 20;
  private static final int VALUES = 1 << 14;

  private final String[] orders = new String[VALUES];
  private final String[] customers = new String[VALUES];

  Workload() {
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < VALUES; i++) {
      orders[i] = "%08x".formatted(random.nextInt());
      customers[i] = Integer.toString(100_000 + random.nextInt(900_000));
    }
  }

  String order(long number) {
    return orders[(int) number & (VALUES - 1)];
  }

  String customer(long number) {
    return customers[(int) (number * 7) & (VALUES - 1)];
  }

  /** A new exception, thrown deep enough for 20 frames in all. */
  static RuntimeException exception() {
    int here = StackWalker.getInstance().walk(frames -> (int) frames.count());
    return deep(Math.max(0, FRAMES - here));
  }

  private static RuntimeException deep(int left) {
    return left > 0 ? deep(left - 1) : new IllegalStateException("the article is sold out");
  }

  /** Counts the events in a body of any form by the mark that each message ends with. */
  static long eventsIn(InputStream body, byte[] buffer) throws IOException {
    long events = 0;
    int matched = 0;
    for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
      for (int i = 0; i < count; i++) {
        matched = buffer[i] == MARK[matched] ? matched + 1 : buffer[i] == MARK[0] ? 1 : 0;
        if (matched == MARK.length) {
          events++;
          matched = 0;
        }
      }
    }
    return events;
  }
}
