package io.github.telemetryappender.core.format.loki;

import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.capture.Utf8Slice;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.JsonWriter;
import io.github.telemetryappender.core.format.RenderBuffer;
import io.github.telemetryappender.core.format.UnixNanos;
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

  private static final byte[] LINE_BREAK = ascii("\n");

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** By Loki's default limit. */
  private static final int MAX_LINE_BYTES = 256 * 1024;

  private final StreamLabels labels;
  private final JsonWriter json = new JsonWriter();
  private final EntryMetadata metadata = new EntryMetadata(json);
  private final EntryTime time = new EntryTime();
  private final UnixNanos digits = new UnixNanos();

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
    json.unixNanos(atNanos / NANOS_PER_SECOND, (int) (atNanos % NANOS_PER_SECOND), digits);
    writeLine(event);
    metadata.write(event);
    json.endArray();
  }

  /** What the application's own encoder made of the event, else the message and the stack trace. */
  private void writeLine(RecordReader event) {
    json.beginString();
    if (event.rendered() != null) {
      part(event.rendered(), MAX_LINE_BYTES);
    } else {
      int left = part(event.message(), MAX_LINE_BYTES);
      if (event.message() != null && event.stackTrace() != null && left > 0) {
        json.stringPart(LINE_BREAK, 0, LINE_BREAK.length);
        left -= LINE_BREAK.length;
      }
      part(event.stackTrace(), left);
    }
    json.endString();
  }

  /** Writes as much of it as may be, and returns how many bytes more there may be. */
  private int part(@Nullable Utf8Slice text, int maxBytes) {
    if (text == null) {
      return maxBytes;
    }
    int length = CutText.length(text.array(), text.offset(), text.length(), maxBytes);
    json.stringPart(text.array(), text.offset(), length);
    return length < text.length() ? 0 : maxBytes - length;
  }

  @Override
  public void end(RenderBuffer out) {
    if (isOpen) {
      out.put(STREAM_END);
    }
    out.put(BODY_END);
  }
}
