package io.github.telemetryappender.log4j2;

import io.github.telemetryappender.core.event.EventFields;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.logging.log4j.util.ReadOnlyStringMap;
import org.apache.logging.log4j.util.SortedArrayStringMap;
import org.apache.logging.log4j.util.TriConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the context data of events. Log4j2's default kind collects and sorts its keys anew when it
 * is walked, for every event some 90 bytes with three entries, while looking up one entry costs
 * nothing. An application's events have few different sets of keys, so this remembers one for each
 * size: a map of the same size that has all of these keys has no others. Where it turns out not to
 * have one of them it is walked after all, and what was handed over before comes once more. Any
 * thread.
 */
final class ContextDataReader {

  /** Beyond this, looking up all keys one by one is dearer than walking. */
  private static final int MAX_KEYS = 16;

  /** Of maps that differ from what is remembered only so many pass before one is remembered. */
  private static final int MISSES_PER_LESSON = 64;

  // Without captured variables, so that no event costs a lambda; the fields come along as state.
  private static final TriConsumer<String, Object, EventFields> TO_MDC =
      (key, value, fields) -> fields.mdc(key, textOf(value));
  private static final TriConsumer<String, Object, List<String>> KEY_TO_LIST =
      (key, value, keys) -> keys.add(key);

  private final AtomicReferenceArray<String[]> keysBySize =
      new AtomicReferenceArray<>(MAX_KEYS + 1);

  private volatile int misses;

  /** Hands over all entries, in no particular order. */
  void read(ReadOnlyStringMap data, EventFields fields) {
    if (data instanceof SortedArrayStringMap || data.size() > MAX_KEYS) {
      data.forEach(TO_MDC, fields); // the garbage-free kind, or too many
      return;
    }
    String[] keys = keysBySize.get(data.size());
    if (keys == null || !readAll(data, keys, fields)) {
      data.forEach(TO_MDC, fields);
      learn(data, keys);
    }
  }

  /** Returns false where one of the keys has no value. */
  private static boolean readAll(ReadOnlyStringMap data, String[] keys, EventFields fields) {
    for (String key : keys) {
      Object value = data.getValue(key);
      if (value == null) {
        return false;
      }
      fields.mdc(key, textOf(value));
    }
    return true;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // a miss more or less does not matter
  private void learn(ReadOnlyStringMap data, String @Nullable [] known) {
    if (known == null || misses++ % MISSES_PER_LESSON == 0) {
      List<String> keys = new ArrayList<>(data.size());
      data.forEach(KEY_TO_LIST, keys);
      if (!keys.contains(null)) {
        keysBySize.set(data.size(), keys.toArray(String[]::new));
      }
    }
  }

  /** The text of a value, which Log4j2 allows to be any object, one that throws anything too. */
  static @Nullable String textOf(@Nullable Object value) {
    if (value == null || value instanceof String) {
      return (String) value;
    }
    try {
      return value.toString();
    } catch (Throwable thrown) {
      return "[" + value.getClass().getName() + ": " + thrown.getClass().getName() + "]";
    }
  }
}
