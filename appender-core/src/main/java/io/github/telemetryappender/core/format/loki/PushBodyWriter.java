package io.github.telemetryappender.core.format.loki;

import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.capture.Utf8Slice;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.JsonWriter;
import io.github.telemetryappender.core.format.RenderBuffer;
import io.github.telemetryappender.core.format.ScratchBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code {"streams":[{"stream":{labels},"values":[[time,line,{metadata}],…]},…]}}. Events
 * with the same labels that follow each other share a stream. One thread at a time.
 */
final class PushBodyWriter implements BodyWriter {

  private static final byte[] BODY_START = ascii("{\"streams\":[");
  private static final byte[] BODY_END = ascii("]}");
  private static final byte[] STREAM_START = ascii("{\"stream\":");
  private static final byte[] VALUES_START = ascii(",\"values\":[");
  private static final byte[] STREAM_END = ascii("]}");

  /** By Loki's default limit. */
  private static final int MAX_LINE_BYTES = 256 * 1024;

  private final StreamLabels labels;
  private final JsonWriter json = new JsonWriter();
  private final EntryMetadata metadata = new EntryMetadata(json);
  private final EntryTime time = new EntryTime();
  private final ScratchBuffer line = new ScratchBuffer();

  // The open stream, and the one that the event under way belongs to.
  private RenderBuffer open = new RenderBuffer(256);
  private RenderBuffer wanted = new RenderBuffer(256);
  private boolean isOpen;

  PushBodyWriter(StreamLabels labels) {
    this.labels = labels;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void begin(RenderBuffer out) {
    out.put(BODY_START);
    isOpen = false;
    time.restart();
  }

  @Override
  public void event(RecordReader event, int index, RenderBuffer out) {
    wanted.clear();
    labels.write(event, json, wanted);
    boolean isSame = isOpen && isSame(open, wanted);
    if (isSame) {
      out.put((byte) ',');
    } else {
      openStream(out);
    }
    long atNanos = time.of(event);
    writeEntry(event, atNanos, out);
    // From here on nothing fails: an event that does is taken out of the body again.
    time.taken(atNanos);
    if (!isSame) {
      RenderBuffer closed = open;
      open = wanted;
      wanted = closed;
      isOpen = true;
    }
  }

  private static boolean isSame(RenderBuffer one, RenderBuffer other) {
    return Arrays.equals(one.array(), 0, one.size(), other.array(), 0, other.size());
  }

  private void openStream(RenderBuffer out) {
    if (isOpen) {
      out.put(STREAM_END);
      out.put((byte) ',');
    }
    out.put(STREAM_START);
    out.put(wanted.array(), 0, wanted.size());
    out.put(VALUES_START);
  }

  private void writeEntry(RecordReader event, long atNanos, RenderBuffer out) {
    json.start(out);
    json.beginArray();
    json.numberString(atNanos);
    writeLine(event);
    metadata.write(event);
    json.endArray();
  }

  /** What the application's own encoder made of the event, else the message and the stack trace. */
  private void writeLine(RecordReader event) {
    RenderBuffer text = line.cleared();
    if (event.rendered() != null) {
      put(event.rendered(), text);
    } else {
      put(event.message(), text);
      if (event.message() != null && event.stackTrace() != null) {
        text.put((byte) '\n');
      }
      put(event.stackTrace(), text);
    }
    json.string(text.array(), 0, CutText.length(text.array(), 0, text.size(), MAX_LINE_BYTES));
  }

  private static void put(@Nullable Utf8Slice part, RenderBuffer text) {
    if (part != null) {
      text.put(part.array(), part.offset(), part.length());
    }
  }

  @Override
  public void end(RenderBuffer out) {
    if (isOpen) {
      out.put(STREAM_END);
    }
    out.put(BODY_END);
  }
}
