package io.github.telemetryappender.it.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Reads a message from its JSON form by OTLP's rules: keys in lowerCamelCase, ids in hexadecimal,
 * 64-bit integers as decimal strings, enums as numbers. An unknown key, which a receiver has to
 * pass over, is refused: from a client that is right it can only be a misspelt one.
 */
final class OtlpJson {

  private static final Set<String> HEXADECIMAL = Set.of("trace_id", "span_id");

  private OtlpJson() {}

  static void read(JsonNode object, Message.Builder into) throws Refusal {
    Json.requireObject(into.getDescriptorForType().getName(), object);
    for (Iterator<Map.Entry<String, JsonNode>> each = object.fields(); each.hasNext(); ) {
      Map.Entry<String, JsonNode> pair = each.next();
      readField(field(into, pair.getKey()), pair.getValue(), into);
    }
  }

  private static FieldDescriptor field(Message.Builder message, String key) throws Refusal {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.getJsonName().equals(key)) {
        return field;
      }
    }
    throw Refusal.badRequest(
        "unknown key " + key + " in " + message.getDescriptorForType().getName());
  }

  private static void readField(FieldDescriptor field, JsonNode value, Message.Builder into)
      throws Refusal {
    if (!field.isRepeated()) {
      into.setField(field, value(field, value, into));
      return;
    }
    Json.requireArray(field.getJsonName(), value);
    for (JsonNode element : value) {
      into.addRepeatedField(field, value(field, element, into));
    }
  }

  private static Object value(FieldDescriptor field, JsonNode value, Message.Builder into)
      throws Refusal {
    return switch (field.getJavaType()) {
      case MESSAGE -> message(field, value, into);
      case STRING -> Json.requireText(field.getJsonName(), value);
      case BYTE_STRING -> bytes(field, Json.requireText(field.getJsonName(), value));
      case LONG -> decimal(field, Json.requireText(field.getJsonName(), value));
      case INT -> number(field, value);
      case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(number(field, value));
      case BOOLEAN -> bool(field, value);
      case DOUBLE -> real(field, value);
      case FLOAT -> throw new IllegalStateException("OTLP has no float: " + field);
    };
  }

  private static Message message(FieldDescriptor field, JsonNode value, Message.Builder into)
      throws Refusal {
    Message.Builder builder = into.newBuilderForField(field);
    read(value, builder);
    return builder.build();
  }

  private static ByteString bytes(FieldDescriptor field, String text) throws Refusal {
    try {
      return ByteString.copyFrom(
          HEXADECIMAL.contains(field.getName())
              ? HexFormat.of().parseHex(text)
              : Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest(field.getJsonName() + " = " + text);
    }
  }

  private static long decimal(FieldDescriptor field, String text) throws Refusal {
    try {
      return switch (field.getType()) {
        case FIXED64, UINT64 -> Long.parseUnsignedLong(text);
        default -> Long.parseLong(text);
      };
    } catch (NumberFormatException e) {
      throw Refusal.badRequest(field.getJsonName() + " = " + text);
    }
  }

  private static int number(FieldDescriptor field, JsonNode value) throws Refusal {
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw Refusal.badRequest(field.getJsonName() + " = " + value + " is no whole number");
    }
    return (int) value.longValue();
  }

  private static boolean bool(FieldDescriptor field, JsonNode value) throws Refusal {
    if (!value.isBoolean()) {
      throw Refusal.badRequest(field.getJsonName() + " = " + value + " is no boolean");
    }
    return value.booleanValue();
  }

  private static double real(FieldDescriptor field, JsonNode value) throws Refusal {
    if (value.isNumber()) {
      return value.doubleValue();
    }
    return switch (value.asText()) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw Refusal.badRequest(field.getJsonName() + " = " + value);
    };
  }
}
