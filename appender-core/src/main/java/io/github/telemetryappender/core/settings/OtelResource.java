package io.github.telemetryappender.core.settings;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Resource attributes in the environment, as OpenTelemetry's environment variable and resource SDK
 * specifications define them: {@code OTEL_RESOURCE_ATTRIBUTES} holds {@code key=value} pairs
 * separated by commas, percent-encoded; a variable with any error is discarded as a whole.
 */
final class OtelResource {

  static final String SERVICE_NAME_VARIABLE = "OTEL_SERVICE_NAME";
  static final String ATTRIBUTES_VARIABLE = "OTEL_RESOURCE_ATTRIBUTES";

  private OtelResource() {}

  /** The attributes in the order written; empty where the text is malformed. */
  static Optional<Map<String, String>> parse(String text) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String pair : text.split(",", -1)) {
      if (pair.isBlank()) {
        continue;
      }
      int equals = pair.indexOf('=');
      Optional<String> key = decoded(pair.substring(0, Math.max(0, equals)).strip());
      Optional<String> value = decoded(pair.substring(equals + 1).strip());
      if (key.isEmpty() || key.get().isEmpty() || value.isEmpty()) {
        return Optional.empty();
      }
      attributes.put(key.get(), value.get());
    }
    return Optional.of(attributes);
  }

  // URLDecoder would turn + into a space.
  private static Optional<String> decoded(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(encoded.length);
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] != '%') {
        bytes.put(encoded[i]);
        continue;
      }
      int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
      int low = i + 2 < encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      bytes.put((byte) (high << 4 | low));
      i += 2;
    }
    return utf8(bytes.flip());
  }

  private static Optional<String> utf8(ByteBuffer bytes) {
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException malformed) {
      return Optional.empty();
    }
  }
}
