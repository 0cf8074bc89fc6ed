package io.github.telemetryappender.core.capture;

import java.lang.reflect.Array;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes any object as text, exactly as SLF4J's message formatter shows an argument: {@code
 * toString}, arrays element by element with {@code [...]} for one that contains itself, and {@code
 * [FAILED toString()]} for an object that throws. One thread.
 */
final class ObjectText {

  /** Arrays nested deeper than this are shown as if they contained themselves. */
  private static final int MAX_DEPTH = 64;

  private static final String FAILED = "[FAILED toString()]";

  private final RecordBuffer out;

  /** The arrays that are being written, outermost first. */
  private @Nullable Object[] open = new Object[4];

  private int depth;
  private int failures;

  ObjectText(RecordBuffer out) {
    this.out = out;
  }

  /** How many objects threw since the last {@link #clear}. */
  int failures() {
    return failures;
  }

  void clear() {
    failures = 0;
    depth = 0;
  }

  void append(@Nullable Object value) {
    if (value == null) {
      out.append("null");
    } else if (value instanceof String string) {
      out.append(string);
    } else if (value instanceof Integer || value instanceof Long || value instanceof Short) {
      out.append(((Number) value).longValue());
    } else if (value.getClass().isArray()) {
      appendArray(value);
    } else {
      out.append(textOf(value));
    }
  }

  /** What {@code toString} returns, {@code "null"} for null, and what SLF4J shows if it throws. */
  // P14: whatever a foreign toString throws, even a StackOverflowError, costs its text alone.
  String textOf(Object value) {
    try {
      return String.valueOf(value.toString());
    } catch (Throwable thrown) {
      failures++;
      return FAILED;
    }
  }

  private void appendArray(Object array) {
    out.appendAscii('[');
    if (array instanceof Object[] objects) {
      appendObjects(objects);
    } else {
      appendPrimitives(array);
    }
    out.appendAscii(']');
  }

  private void appendObjects(Object[] objects) {
    if (isOpen(objects) || depth == MAX_DEPTH) {
      out.append("...");
      return;
    }
    open(objects);
    int cutsBefore = out.cuts();
    for (int i = 0; i < objects.length && out.cuts() == cutsBefore; i++) {
      separate(i);
      append(objects[i]);
    }
    open[--depth] = null;
  }

  private boolean isOpen(Object[] objects) {
    for (int i = 0; i < depth; i++) {
      if (open[i] == objects) {
        return true;
      }
    }
    return false;
  }

  private void open(Object[] objects) {
    if (depth == open.length) {
      open = Arrays.copyOf(open, depth * 2);
    }
    open[depth++] = objects;
  }

  private void separate(int index) {
    if (index > 0) {
      out.append(", ");
    }
  }

  private void appendPrimitives(Object array) {
    int length = Array.getLength(array);
    int cutsBefore = out.cuts();
    for (int i = 0; i < length && out.cuts() == cutsBefore; i++) {
      separate(i);
      append(Array.get(array, i));
    }
  }
}
