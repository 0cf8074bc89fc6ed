package io.github.telemetryappender.core.format.json;

import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.capture.Utf8Slice;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.JsonWriter;
import io.github.telemetryappender.core.format.RenderBuffer;
import io.github.telemetryappender.core.format.json.JsonFormat.Frame;
import org.jspecify.annotations.Nullable;

/** Sets the frame of a body around its objects. One thread at a time. */
final class JsonBodyWriter implements BodyWriter {

  private final Frame frame;
  private final JsonWriter json = new JsonWriter();
  private final EcsObject object;
  private final RenderedObject renderedObject = new RenderedObject();
  private final byte[] eventId = new byte[RecordReader.MAX_EVENT_ID_BYTES];

  JsonBodyWriter(Frame frame, ResourceJson resource) {
    this.frame = frame;
    this.object = new EcsObject(resource, json);
  }

  @Override
  public void begin(RenderBuffer out) {
    if (frame == Frame.ARRAY) {
      out.put((byte) '[');
    }
  }

  @Override
  public void event(RecordReader event, int index, RenderBuffer out) {
    if (frame == Frame.ARRAY && index > 0) {
      out.put((byte) ',');
    }
    int idLength = event.eventId(eventId, 0);
    Utf8Slice rendered = event.rendered();
    if (rendered == null) {
      write(event, event.message(), out);
    } else if (!renderedObject.write(rendered, eventId, idLength, out)) {
      write(event, rendered, out); // text, or an object that was cut: it is the message
    }
    if (frame == Frame.LINES) {
      out.put((byte) '\n');
    }
  }

  @Override
  public void end(RenderBuffer out) {
    if (frame == Frame.ARRAY) {
      out.put((byte) ']');
    }
  }

  private void write(RecordReader event, @Nullable Utf8Slice message, RenderBuffer out) {
    json.start(out);
    object.write(event, message);
  }
}
