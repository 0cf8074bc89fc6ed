package io.github.telemetryappender.core.format.splunk;

import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.capture.Utf8Slice;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.JsonKey;
import io.github.telemetryappender.core.format.JsonWriter;
import io.github.telemetryappender.core.format.RenderBuffer;
import io.github.telemetryappender.core.format.json.EcsObject;
import io.github.telemetryappender.core.format.json.RenderedObject;
import io.github.telemetryappender.core.format.json.ResourceJson;

/** Writes records as the collector's events. One thread at a time. */
final class SplunkBodyWriter implements BodyWriter {

  private static final JsonKey TIME = JsonKey.of("time");
  private static final JsonKey FIELDS = JsonKey.of("fields");
  private static final JsonKey EVENT_ID = JsonKey.of("event.id");
  private static final JsonKey EVENT = JsonKey.of("event");

  private final Origin origin;
  private final JsonWriter json = new JsonWriter();
  private final EcsObject object;
  private final RenderedObject renderedObject = new RenderedObject();
  private final byte[] eventId = new byte[RecordReader.MAX_EVENT_ID_BYTES];

  SplunkBodyWriter(Origin origin, ResourceJson resource) {
    this.origin = origin;
    this.object = new EcsObject(resource, json);
  }

  @Override
  public void begin(RenderBuffer out) {
    // Events stand one behind the other, with nothing around them.
  }

  @Override
  public void event(RecordReader event, int index, RenderBuffer out) {
    int idLength = event.eventId(eventId, 0);
    json.start(out);
    json.beginObject();
    json.key(TIME);
    json.seconds(event.epochSecond(), event.nanoOfSecond());
    json.raw(origin.members());
    json.key(FIELDS);
    json.beginObject();
    json.key(EVENT_ID);
    json.string(eventId, 0, idLength);
    json.endObject();
    json.key(EVENT);
    writeContent(event, idLength, out);
    json.endObject();
  }

  @Override
  public void end(RenderBuffer out) {
    // Nothing closes the last event.
  }

  /** What the application's own encoder made of it, unless that is blank, which is refused. */
  private void writeContent(RecordReader event, int idLength, RenderBuffer out) {
    Utf8Slice rendered = event.rendered();
    if (rendered == null || isBlank(rendered)) {
      object.write(event, event.message());
    } else if (!renderedObject.write(rendered, eventId, idLength, out)) {
      json.string(rendered);
    }
  }

  private static boolean isBlank(Utf8Slice text) {
    for (int i = 0; i < text.length(); i++) {
      byte value = text.array()[text.offset() + i];
      if (value < 0 || value > ' ') {
        return false;
      }
    }
    return true;
  }
}
