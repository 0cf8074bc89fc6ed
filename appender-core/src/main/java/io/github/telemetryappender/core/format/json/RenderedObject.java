package io.github.telemetryappender.core.format.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.telemetryappender.core.capture.Utf8Slice;
import io.github.telemetryappender.core.format.RenderBuffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Takes over what an application's own encoder or layout made of an event, where that is one JSON
 * object: on one line, and with our event id as its first member unless it has one of its own. One
 * thread; allocates a parser for each event.
 */
public final class RenderedObject {

  private static final String EVENT_ID = "event.id";
  private static final byte[] EVENT_ID_START =
      "\"event.id\":\"".getBytes(StandardCharsets.US_ASCII);

  private final JsonFactory factory =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  public RenderedObject() {}

  /** What is known about the members of an object. */
  private enum Members {
    NONE,
    SOME,
    SOME_WITH_EVENT_ID
  }

  /**
   * Writes the object; returns false, and has written nothing, where the text is not one JSON
   * object.
   */
  public boolean write(Utf8Slice text, byte[] eventId, int eventIdLength, RenderBuffer out) {
    if (hasControls(text)) {
      return false; // and no other encoding that the parser would take for JSON
    }
    // Given array, offset and length, a factory without canonical names reads on behind the end.
    ByteArrayInputStream bytes =
        new ByteArrayInputStream(text.array(), text.offset(), text.length());
    try (JsonParser parser = factory.createParser(bytes)) {
      Members members = readObject(parser);
      int open = first('{', text);
      out.put((byte) '{');
      if (members != Members.SOME_WITH_EVENT_ID) {
        out.put(EVENT_ID_START);
        out.put(eventId, 0, eventIdLength);
        out.put((byte) '"');
        if (members == Members.SOME) {
          out.put((byte) ',');
        }
      }
      putOnOneLine(text.array(), open + 1, afterLast('}', text), out);
      return true;
    } catch (IOException notJson) {
      return false;
    }
  }

  private static boolean hasControls(Utf8Slice text) {
    for (int i = 0; i < text.length(); i++) {
      byte value = text.array()[text.offset() + i];
      if (value >= 0 && value < ' ' && value != '\n' && value != '\r' && value != '\t') {
        return true;
      }
    }
    return false;
  }

  private static Members readObject(JsonParser parser) throws IOException {
    require(parser.nextToken() == JsonToken.START_OBJECT);
    Members members = Members.NONE;
    for (int depth = 1; depth > 0; ) {
      JsonToken token = parser.nextToken();
      require(token != null);
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (depth == 1 && token == JsonToken.FIELD_NAME) {
        boolean isEventId = EVENT_ID.equals(parser.currentName());
        members =
            isEventId || members == Members.SOME_WITH_EVENT_ID
                ? Members.SOME_WITH_EVENT_ID
                : Members.SOME;
      }
    }
    require(parser.nextToken() == null);
    return members;
  }

  private static void require(boolean isSo) throws IOException {
    if (!isSo) {
      throw new IOException("not one JSON object");
    }
  }

  private static int first(char wanted, Utf8Slice text) {
    int at = text.offset();
    while (text.array()[at] != wanted) {
      at++;
    }
    return at;
  }

  private static int afterLast(char wanted, Utf8Slice text) {
    int at = text.offset() + text.length();
    while (text.array()[at - 1] != wanted) {
      at--;
    }
    return at;
  }

  /** Line breaks stand between the tokens only: inside a string they are escaped. */
  private static void putOnOneLine(byte[] source, int from, int to, RenderBuffer out) {
    byte[] target = out.reserve(to - from);
    int at = out.size();
    for (int i = from; i < to; i++) {
      boolean isBreak = source[i] == '\n' || source[i] == '\r';
      target[at++] = isBreak ? (byte) ' ' : source[i];
    }
    out.size(at);
  }
}
