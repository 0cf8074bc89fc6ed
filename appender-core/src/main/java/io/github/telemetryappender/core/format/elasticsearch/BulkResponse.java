package io.github.telemetryappender.core.format.elasticsearch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.telemetryappender.core.format.Answer;
import io.github.telemetryappender.core.format.Receipt;
import io.github.telemetryappender.core.format.Receipt.Pushback;
import java.io.IOException;
import java.util.BitSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code {"errors":…,"items":[{"create":{"status":…,"error":{"type":…,"reason":…}}},…]}}, the
 * items in the order of the request. 2xx and 409, which says that the document is there already,
 * are delivered; 5xx and what is no fault of the event go again; anything else is refused. What the
 * answer does not reach goes again too, as that makes no duplicates.
 */
final class BulkResponse {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int CONFLICT = 409;
  private static final int TOO_MANY = 429;

  /** Beside 5xx: an index that is blocked, missing or not ours yet is nobody's event's fault. */
  private static final Set<Integer> AGAIN = Set.of(401, 403, 404, 408, TOO_MANY);

  private final Answer answer;
  private final BitSet again = new BitSet();
  private final BitSet refused = new BitSet();
  private Pushback pushback = Pushback.FAILURE;
  private String why = "";
  private int items;

  // Of the item that is being read.
  private int status;
  private String type = "";
  private String reason = "";

  BulkResponse(Answer answer) {
    this.answer = answer;
  }

  /**
   * Null where every item was taken, and where the answer says nothing of items.
   *
   * @throws IllegalArgumentException where it is no answer of a bulk endpoint
   */
  @Nullable Receipt receipt() {
    boolean isWhole = read();
    if (items == 0) {
      if (!isWhole && answer.body().length > 0) {
        throw new IllegalArgumentException("no answer of a bulk endpoint");
      }
      return null; // no errors: the status alone counts
    }
    if (!isWhole || items < answer.events()) {
      again.set(items, answer.events());
    }
    boolean isAllTaken = again.isEmpty() && refused.isEmpty();
    return isAllTaken ? null : new Receipt.PerEvent(again, refused, pushback, why);
  }

  /** Returns whether it could be read to the end. */
  private boolean read() {
    try (JsonParser parser = JSON.createParser(answer.body())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("errors") && value == JsonToken.VALUE_FALSE) {
          return true;
        }
        if (name.equals("items") && value == JsonToken.START_ARRAY) {
          readItems(parser);
        } else {
          parser.skipChildren();
        }
      }
      return true;
    } catch (IOException cutOrNotJson) { // what was read until here holds
      return false;
    }
  }

  private void readItems(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      parser.nextToken(); // the action's name
      parser.nextToken();
      readItem(parser);
      parser.nextToken(); // the end of the item
      note();
    }
  }

  private void readItem(JsonParser parser) throws IOException {
    status = 0;
    type = "";
    reason = "";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("status")) {
        status = parser.getValueAsInt();
      } else if (name.equals("error") && value == JsonToken.START_OBJECT) {
        readError(parser);
      } else {
        parser.skipChildren();
      }
    }
  }

  private void readError(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "type" -> type = parser.getValueAsString("");
        case "reason" -> reason = parser.getValueAsString("");
        default -> parser.skipChildren();
      }
    }
  }

  private void note() {
    int item = items++;
    boolean isThere = (status >= 200 && status < 300) || status == CONFLICT;
    if (isThere || item >= answer.events()) {
      return;
    }
    if (status >= 500 || AGAIN.contains(status)) {
      again.set(item);
      if (status == TOO_MANY) {
        pushback = Pushback.THROTTLE;
      }
    } else {
      refused.set(item);
    }
    if (why.isEmpty()) {
      why = status + " " + type + ": " + reason;
    }
  }
}
