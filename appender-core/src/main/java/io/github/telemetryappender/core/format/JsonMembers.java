package io.github.telemetryappender.core.format;

import io.github.telemetryappender.core.capture.RecordEntries;
import io.github.telemetryappender.core.capture.Utf8Slice;
import org.jspecify.annotations.Nullable;

/**
 * Writes parts of a record as members of the JSON object that is open. One thread; allocates
 * nothing once it is warm.
 */
public final class JsonMembers {

  private final JsonWriter json;
  private final @Nullable SafeKeys keys;

  /** Writes with {@code json}, which may write other members between. */
  public JsonMembers(JsonWriter json) {
    this(json, null);
  }

  /**
   * Writes with {@code json}, which may write other members between.
   *
   * @param keys what the keys of entries become; null for as they are
   */
  public JsonMembers(JsonWriter json, @Nullable SafeKeys keys) {
    this.json = json;
    this.keys = keys;
  }

  /** A string; nothing where there is no value. */
  public void text(JsonKey key, @Nullable Utf8Slice value) {
    if (value != null) {
      json.key(key);
      json.string(value);
    }
  }

  /** A string; nothing where it would be empty. */
  public void nonEmpty(JsonKey key, Utf8Slice value) {
    if (value.length() > 0) {
      text(key, value);
    }
  }

  /** An object of entries that have keys. */
  public void object(JsonKey key, RecordEntries entries) {
    json.key(key);
    json.beginObject();
    if (keys == null) {
      while (entries.next()) {
        json.key(entries.key());
        value(entries);
      }
    } else {
      safely(entries, keys);
    }
    json.endObject();
  }

  private void safely(RecordEntries entries, SafeKeys safe) {
    safe.clear();
    while (entries.next()) {
      if (safe.take(entries.key())) {
        json.key(safe.array(), safe.offset(), safe.length());
        value(entries);
      }
    }
  }

  /** An array of entries. */
  public void array(JsonKey key, RecordEntries entries) {
    json.key(key);
    json.beginArray();
    while (entries.next()) {
      value(entries);
    }
    json.endArray();
  }

  /** The value of an entry, of its own type. */
  public void value(RecordEntries entry) {
    switch (entry.kind()) {
      case NULL -> json.nul();
      case BOOLEAN -> json.bool(entry.bool());
      case INTEGER -> json.number(entry.integer());
      case FLOATING -> json.number(entry.floating());
      case DECIMAL -> json.raw(entry.text());
      case TEXT -> json.string(entry.text());
    }
  }
}
