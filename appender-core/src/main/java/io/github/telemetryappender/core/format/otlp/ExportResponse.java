package io.github.telemetryappender.core.format.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.telemetryappender.core.format.Receipt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@code ExportLogsServiceResponse}: {@code partial_success} is 1, in it {@code
 * rejected_log_records} 1 and {@code error_message} 2. Gateways answer JSON to protobuf now and
 * then, so the first byte decides.
 */
final class ExportResponse {

  private static final JsonFactory JSON = new JsonFactory();

  private static final int PARTIAL_SUCCESS = 1;
  private static final int REJECTED = 1;
  private static final int MESSAGE = 2;

  private static final int MAX_MESSAGE_CHARS = 500;

  private ExportResponse() {}

  /**
   * What it says of the events; null for nothing.
   *
   * @throws IllegalArgumentException where it is no such response
   */
  static @Nullable Receipt read(byte[] body) {
    int first = firstNonSpace(body);
    if (first == body.length) {
      return null;
    }
    try {
      return (body[first] == '{' ? json(body) : protobuf(body)).receipt();
    } catch (IOException | RuntimeException unreadable) {
      throw new IllegalArgumentException("no ExportLogsServiceResponse", unreadable);
    }
  }

  private static int firstNonSpace(byte[] body) {
    int at = 0;
    while (at < body.length && (body[at] == ' ' || body[at] == '\n' || body[at] == '\r')) {
      at++;
    }
    return at;
  }

  private static Partial json(byte[] body) throws IOException {
    try (JsonParser parser = JSON.createParser(body)) {
      Partial partial = new Partial();
      require(parser.nextToken() == JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isPartial = isOneOf(parser.currentName(), "partialSuccess", "partial_success");
        if (parser.nextToken() == JsonToken.START_OBJECT && isPartial) {
          readPartial(parser, partial);
        } else {
          parser.skipChildren();
        }
      }
      return partial;
    }
  }

  private static void readPartial(JsonParser parser, Partial partial) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (isOneOf(name, "rejectedLogRecords", "rejected_log_records") && value.isScalarValue()) {
        partial.rejected = Long.parseLong(parser.getText()); // a number, or a string of one
      } else if (isOneOf(name, "errorMessage", "error_message") && value.isScalarValue()) {
        partial.message = parser.getText();
      } else {
        parser.skipChildren();
      }
    }
  }

  private static boolean isOneOf(String name, String one, String other) {
    return name.equals(one) || name.equals(other);
  }

  private static Partial protobuf(byte[] body) throws IOException {
    Partial partial = new Partial();
    ProtoReader message = new ProtoReader(body, 0, body.length);
    while (message.next()) {
      if (message.field() == PARTIAL_SUCCESS && message.isLengthDelimited()) {
        ProtoReader inner = message.inner();
        while (inner.next()) {
          if (inner.field() == REJECTED) {
            partial.rejected = inner.value();
          } else if (inner.field() == MESSAGE && inner.isLengthDelimited()) {
            partial.message =
                new String(body, inner.start(), inner.length(), StandardCharsets.UTF_8);
          }
        }
      }
    }
    return partial;
  }

  private static void require(boolean isSo) throws IOException {
    if (!isSo) {
      throw new IOException("not an object");
    }
  }

  private static final class Partial {

    private long rejected;
    private String message = "";

    @Nullable Receipt receipt() {
      if (rejected <= 0 && message.isEmpty()) {
        return null;
      }
      String why = message.substring(0, Math.min(message.length(), MAX_MESSAGE_CHARS));
      return new Receipt.SomeRefused(Math.max(0, rejected), why);
    }
  }
}
