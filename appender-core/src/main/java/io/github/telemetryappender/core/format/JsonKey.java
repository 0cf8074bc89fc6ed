package io.github.telemetryappender.core.format;

import io.github.telemetryappender.core.capture.KeyHash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A key of a JSON object that is known beforehand, in all the forms it is needed in. Immutable. */
public final class JsonKey {

  private final byte[] utf8;
  private final int hash;

  /** Quoted, escaped, with a comma before and a colon behind it. */
  private final byte[] member;

  private JsonKey(byte[] utf8) {
    this.utf8 = utf8;
    this.hash = KeyHash.of(utf8, 0, utf8.length);
    this.member = member(utf8);
  }

  /** The key of this name. */
  public static JsonKey of(String name) {
    return new JsonKey(name.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] member(byte[] utf8) {
    RenderBuffer out = new RenderBuffer(utf8.length + 4);
    out.put((byte) ',');
    JsonWriter json = new JsonWriter();
    json.start(out);
    json.key(utf8, 0, utf8.length);
    return Arrays.copyOf(out.array(), out.size());
  }

  /** Bytes of the name. */
  public int length() {
    return utf8.length;
  }

  byte[] utf8() {
    return utf8;
  }

  int hash() {
    return hash;
  }

  byte[] member() {
    return member;
  }

  @Override
  public String toString() {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
