package io.github.telemetryappender.core.format.otlp;

import io.github.telemetryappender.core.format.JsonWriter;
import io.github.telemetryappender.core.format.RenderBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What an attribute begins with in JSON, by the type of its value: all up to the value itself. */
enum JsonStart {
  TEXT("\"stringValue\":"),
  INTEGER("\"intValue\":"),
  FLOATING("\"doubleValue\":"),
  BOOLEAN("\"boolValue\":"),
  TEXTS("\"arrayValue\":{\"values\":["),
  /** A value that is not set. */
  NOTHING("");

  private static final byte[] KEY = ascii("{\"key\":");

  @SuppressWarnings("ImmutableEnumChecker") // written once, here
  private final byte[] value;

  JsonStart(String type) {
    this.value = ascii(",\"value\":{" + type);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Of an attribute with this key. */
  void write(byte[] key, int offset, int length, JsonWriter json) {
    json.open(KEY);
    json.string(key, offset, length);
    json.inside(value);
  }

  /** Of all attributes with this key. */
  byte[] of(byte[] key) {
    RenderBuffer out = new RenderBuffer(128);
    JsonWriter json = new JsonWriter();
    json.start(out);
    write(key, 0, key.length, json);
    return Arrays.copyOf(out.array(), out.size());
  }
}
