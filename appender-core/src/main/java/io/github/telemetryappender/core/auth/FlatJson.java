package io.github.telemetryappender.core.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of a JSON object by name, those of an object within it as {@code outer.inner}. Numbers
 * and booleans as their text; null, arrays and what lies deeper are left out.
 */
final class FlatJson {

  private static final int MAX_DEPTH = 20;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private FlatJson() {}

  /** Null where it is not one JSON object. What the parser says of that may quote a secret. */
  static @Nullable Map<String, String> fields(byte[] json) {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      Map<String, String> fields = new HashMap<>();
      readObject(parser, "", fields);
      return parser.nextToken() == null ? fields : null;
    } catch (IOException notShown) {
      return null;
    }
  }

  private static void readObject(JsonParser parser, String prefix, Map<String, String> fields)
      throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = prefix + parser.currentName();
      JsonToken value = parser.nextToken();
      if (value == JsonToken.START_OBJECT && prefix.isEmpty()) {
        readObject(parser, name + ".", fields);
      } else if (value.isStructStart()) {
        parser.skipChildren();
      } else if (value != JsonToken.VALUE_NULL) {
        fields.put(name, parser.getText());
      }
    }
  }
}
