package io.github.telemetryappender.core.herd;

import java.util.Arrays;

/** What happens when, earliest first: a 4-ary heap of primitives, without an object per event. */
final class EventQueue {

  private static final int CHILDREN = 4;

  private long[] times = new long[1024];
  private int[] payloads = new int[1024];
  private int size;

  void add(long atNanos, int payload) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      payloads = Arrays.copyOf(payloads, 2 * size);
    }
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) / CHILDREN;
      if (times[parent] <= atNanos) {
        break;
      }
      move(parent, hole);
      hole = parent;
    }
    put(hole, atNanos, payload);
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** When the earliest event is. Not to be asked when empty. */
  long firstAtNanos() {
    return times[0];
  }

  /** Takes the earliest event out and returns its payload. Not to be asked when empty. */
  int removeFirst() {
    int first = payloads[0];
    size--;
    sink(times[size], payloads[size]);
    return first;
  }

  private void sink(long atNanos, int payload) {
    int hole = 0;
    int child = earliestChild(hole);
    while (child < size && times[child] < atNanos) {
      move(child, hole);
      hole = child;
      child = earliestChild(hole);
    }
    put(hole, atNanos, payload);
  }

  private int earliestChild(int parent) {
    int first = CHILDREN * parent + 1;
    if (first + CHILDREN <= size) {
      return earlier(earlier(first, first + 1), earlier(first + 2, first + 3));
    }
    int end = Math.min(size, first + CHILDREN);
    int earliest = first;
    for (int child = first + 1; child < end; child++) {
      if (times[child] < times[earliest]) {
        earliest = child;
      }
    }
    return earliest;
  }

  /** The first where both are at the same time. */
  private int earlier(int first, int second) {
    return times[second] < times[first] ? second : first;
  }

  private void move(int from, int to) {
    times[to] = times[from];
    payloads[to] = payloads[from];
  }

  private void put(int at, long atNanos, int payload) {
    times[at] = atNanos;
    payloads[at] = payload;
  }
}
