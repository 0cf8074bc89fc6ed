package io.github.telemetryappender.it.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reading of JSON to the letter: UTF-8, no key twice, nothing behind the end. */
final class Json {

  static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final ObjectReader ONE_OF_SEVERAL =
      MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  static JsonNode read(byte[] body) throws Refusal {
    requireUtf8(body);
    try {
      return MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw Refusal.badRequest("not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw Refusal.badRequest("not JSON: " + e.getMessage());
    }
  }

  /** Values one behind the other, read until the end or the first that is none. */
  static List<JsonNode> readEach(byte[] body) throws Refusal {
    requireUtf8(body);
    List<JsonNode> values = new ArrayList<>();
    try (JsonParser parser = MAPPER.createParser(body)) {
      while (parser.nextToken() != null) {
        values.add(ONE_OF_SEVERAL.readTree(parser));
      }
    } catch (IOException e) {
      values.add(MAPPER.missingNode());
    }
    return values;
  }

  private static void requireUtf8(byte[] body) throws Refusal {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
    } catch (CharacterCodingException e) {
      throw Refusal.badRequest("not UTF-8: " + e.getMessage());
    }
  }

  /** Refuses an object with a key that the protocol does not know, and what is no object. */
  static void requireOnly(String what, JsonNode object, Set<String> known) throws Refusal {
    requireObject(what, object);
    Set<String> unknown = new TreeSet<>();
    object.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw Refusal.badRequest(what + " has unknown keys " + unknown);
    }
  }

  static void requireObject(String what, JsonNode value) throws Refusal {
    if (!value.isObject()) {
      throw Refusal.badRequest(what + " is no object");
    }
  }

  static void requireArray(String what, JsonNode value) throws Refusal {
    if (!value.isArray()) {
      throw Refusal.badRequest(what + " is no array");
    }
  }

  static String requireText(String what, JsonNode value) throws Refusal {
    if (!value.isTextual()) {
      throw Refusal.badRequest(what + " is no string");
    }
    return value.textValue();
  }
}
