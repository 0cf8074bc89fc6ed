package io.github.telemetryappender.core.format.splunk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.telemetryappender.core.format.Answer;
import io.github.telemetryappender.core.format.Receipt;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the collector's reply, {@code {"text":…,"code":…,"invalid-event-number":…}}. It takes
 * events in their order and stops at the first that it has no use or no room for, and the number
 * says at which: sent again as a whole, the events in front would be there twice. Replies are known
 * that count from 0 and others that count from 1, so the event in front of the number goes again as
 * well: rather once too often than lost.
 */
final class SplunkReply {

  private static final String STOPPED_AT = "invalid-event-number";
  private static final JsonFactory JSON = new JsonFactory();

  private SplunkReply() {}

  static @Nullable Receipt receipt(Answer answer) {
    if (answer.isSuccess() || !answer.isComplete()) {
      return null;
    }
    long certain = stoppedAt(answer.body()) - 1;
    return certain > 0 && certain < answer.events()
        ? new Receipt.FirstDelivered((int) certain)
        : null;
  }

  /** Which event; below 0 where the reply does not say it or is no reply of a collector. */
  private static long stoppedAt(byte[] body) {
    try (JsonParser parser = JSON.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return -1;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals(STOPPED_AT) && value == JsonToken.VALUE_NUMBER_INT) {
          return parser.getLongValue();
        }
        parser.skipChildren();
      }
      return -1;
    } catch (IOException notJson) { // a proxy's page: the status alone counts
      return -1;
    }
  }
}
