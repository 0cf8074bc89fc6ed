package io.github.telemetryappender.core.capture;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Entries of a record as collections. */
final class Entries {

  private Entries() {}

  static Map<String, String> texts(RecordEntries entries) {
    Map<String, String> texts = new LinkedHashMap<>();
    while (entries.next()) {
      String before = texts.put(entries.key().toString(), entries.text().toString());
      if (before != null) {
        throw new AssertionError("shown twice: " + entries.key());
      }
    }
    return texts;
  }

  static Map<String, @Nullable Object> values(RecordEntries entries) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    while (entries.next()) {
      values.put(entries.key().toString(), value(entries));
    }
    return values;
  }

  static List<String> list(RecordEntries entries) {
    List<String> texts = new ArrayList<>();
    while (entries.next()) {
      texts.add(entries.text().toString());
    }
    return texts;
  }

  static List<@Nullable Object> valueList(RecordEntries entries) {
    List<@Nullable Object> values = new ArrayList<>();
    while (entries.next()) {
      values.add(value(entries));
    }
    return values;
  }

  private static @Nullable Object value(RecordEntries entries) {
    return switch (entries.kind()) {
      case NULL -> null;
      case BOOLEAN -> entries.bool();
      case INTEGER -> entries.integer();
      case FLOATING -> entries.floating();
      case DECIMAL -> new BigDecimal(entries.text().toString());
      case TEXT -> entries.text().toString();
    };
  }
}
