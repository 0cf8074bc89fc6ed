package io.github.telemetryappender.core.format.elasticsearch;

import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.JsonWriter;
import io.github.telemetryappender.core.format.RenderBuffer;
import io.github.telemetryappender.core.format.SafeKeys;
import io.github.telemetryappender.core.format.json.EcsObject;
import io.github.telemetryappender.core.format.json.ResourceJson;
import java.nio.charset.StandardCharsets;

/**
 * Writes action and source lines. A dot in a key of the application would make the store see an
 * object, which meets {@code user} beside {@code user.id} with a refusal: it becomes {@code _}, as
 * ECS says of labels. One thread at a time.
 */
final class BulkBodyWriter implements BodyWriter {

  private static final byte[] ACTION_START =
      "{\"create\":{\"_id\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ACTION_END = "\"}}\n".getBytes(StandardCharsets.US_ASCII);

  private final JsonWriter json = new JsonWriter();
  private final EcsObject object;
  private final byte[] eventId = new byte[RecordReader.MAX_EVENT_ID_BYTES];

  BulkBodyWriter(ResourceJson resource) {
    this.object = new EcsObject(resource, json, new SafeKeys(SafeKeys.Alphabet.WITHOUT_DOTS));
  }

  @Override
  public void begin(RenderBuffer out) {
    // Lines, with nothing around them.
  }

  @Override
  public void event(RecordReader event, int index, RenderBuffer out) {
    out.put(ACTION_START);
    out.put(eventId, 0, event.eventId(eventId, 0));
    out.put(ACTION_END);
    json.start(out);
    object.write(event, event.message());
    out.put((byte) '\n');
  }

  @Override
  public void end(RenderBuffer out) {
    // The last line ends as all do.
  }
}
