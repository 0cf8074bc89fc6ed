package io.github.telemetryappender.core.format.loki;

import io.github.telemetryappender.core.capture.RecordEntries;
import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.capture.Utf8Slice;
import io.github.telemetryappender.core.capture.ValueKind;
import io.github.telemetryappender.core.format.JsonKey;
import io.github.telemetryappender.core.format.JsonWriter;
import io.github.telemetryappender.core.format.RenderBuffer;
import io.github.telemetryappender.core.format.SafeKeys;
import io.github.telemetryappender.core.format.ScratchBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes the structured metadata of an entry: a flat object of strings. Names are made of letters,
 * digits and {@code _}, which is what queries can name. Loki's default limits are 128 entries and
 * 64 KB; what goes beyond is left out, and {@code truncated} says so. One thread.
 */
final class EntryMetadata {

  private static final int MAX_ENTRIES = 120;
  private static final int MAX_BYTES = 60 * 1024;
  private static final int MAX_OWN_VALUE_BYTES = 1024;
  private static final int NUMBER_BYTES = 25;

  private static final JsonKey EVENT_ID = JsonKey.of("event_id");
  private static final JsonKey LEVEL = JsonKey.of("level_name");
  private static final JsonKey LOGGER = JsonKey.of("logger");
  private static final JsonKey THREAD = JsonKey.of("thread");
  private static final JsonKey TRACE_ID = JsonKey.of("trace_id");
  private static final JsonKey SPAN_ID = JsonKey.of("span_id");
  private static final JsonKey EXCEPTION_TYPE = JsonKey.of("exception_type");
  private static final JsonKey EXCEPTION_MESSAGE = JsonKey.of("exception_message");
  private static final JsonKey CODE_FILE = JsonKey.of("code_file");
  private static final JsonKey CODE_LINE = JsonKey.of("code_line");
  private static final JsonKey CODE_FUNCTION = JsonKey.of("code_function");
  private static final JsonKey TAGS = JsonKey.of("tags");
  private static final JsonKey NDC = JsonKey.of("ndc");
  private static final JsonKey TRUNCATED = JsonKey.of("truncated");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] NULL = ascii("null");

  private final JsonWriter json;
  private final SafeKeys keys = new SafeKeys(SafeKeys.Alphabet.IDENTIFIER);
  private final ScratchBuffer joined = new ScratchBuffer();
  private final byte[] eventId = new byte[RecordReader.MAX_EVENT_ID_BYTES];

  // Of the entry under way.
  private int entries;
  private int bytes;
  private boolean isCut;

  EntryMetadata(JsonWriter json) {
    this.json = json;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  void write(RecordReader event) {
    entries = 0;
    bytes = 0;
    isCut = event.truncated();
    keys.clear();
    json.beginObject();
    own(EVENT_ID, eventId, 0, event.eventId(eventId, 0));
    origin(event);
    trace(event);
    own(EXCEPTION_TYPE, event.exceptionType());
    own(EXCEPTION_MESSAGE, event.exceptionMessage());
    if (event.hasMarkers()) {
      joined(TAGS, event.markers());
    }
    if (event.hasNdc()) {
      joined(NDC, event.ndc());
    }
    keys.takeOwn(TRUNCATED);
    if (event.hasKeyValues()) {
      all(event.keyValues());
    }
    if (event.hasMdc()) {
      all(event.mdc());
    }
    if (isCut) {
      json.key(TRUNCATED);
      json.string(TRUE, 0, TRUE.length);
    }
    json.endObject();
  }

  private void origin(RecordReader event) {
    if (!isNameOfSeverity(event)) {
      own(LEVEL, event.level());
    }
    own(LOGGER, event.logger());
    own(THREAD, event.thread());
    if (event.hasCaller()) {
      own(CODE_FILE, event.callerFile());
      own(CODE_FUNCTION, event.callerMethod());
      if (event.callerLine() > 0) {
        begin(CODE_LINE, NUMBER_BYTES);
        json.numberString(event.callerLine());
      }
    }
  }

  private static boolean isNameOfSeverity(RecordReader event) {
    String name = event.severity().name();
    Utf8Slice level = event.level();
    if (level.length() != name.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (level.array()[level.offset() + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void trace(RecordReader event) {
    if (event.hasTraceId()) {
      begin(TRACE_ID, 2 * event.traceId().length());
      json.hexString(event.traceId());
    }
    if (event.hasSpanId()) {
      begin(SPAN_ID, 2 * event.spanId().length());
      json.hexString(event.spanId());
    }
  }

  private void joined(JsonKey own, RecordEntries texts) {
    RenderBuffer buffer = joined.cleared();
    for (boolean isFirst = true; texts.next(); isFirst = false) {
      if (!isFirst) {
        buffer.put((byte) ',');
      }
      buffer.put(texts.text().array(), texts.text().offset(), texts.text().length());
    }
    own(own, buffer.array(), 0, buffer.size());
  }

  private void own(JsonKey own, @Nullable Utf8Slice value) {
    if (value != null && value.length() > 0) {
      own(own, value.array(), value.offset(), value.length());
    }
  }

  private void own(JsonKey own, byte[] utf8, int offset, int length) {
    int kept = CutText.length(utf8, offset, length, MAX_OWN_VALUE_BYTES);
    isCut |= kept < length;
    begin(own, kept);
    json.string(utf8, offset, kept);
  }

  private void begin(JsonKey own, int valueBytes) {
    keys.takeOwn(own);
    json.key(own);
    entries++;
    bytes += own.length() + valueBytes;
  }

  private void all(RecordEntries group) {
    while (group.next()) {
      int size = group.key().length() + 1 + valueBytes(group);
      if (entries == MAX_ENTRIES || bytes + size > MAX_BYTES || !keys.take(group.key())) {
        isCut = true;
        continue;
      }
      json.key(keys.array(), keys.offset(), keys.length());
      value(group);
      entries++;
      bytes += size;
    }
  }

  private static int valueBytes(RecordEntries entry) {
    boolean isText = entry.kind() == ValueKind.TEXT || entry.kind() == ValueKind.DECIMAL;
    return isText ? entry.text().length() : NUMBER_BYTES;
  }

  private void value(RecordEntries entry) {
    switch (entry.kind()) {
      case NULL -> json.string(NULL, 0, NULL.length);
      case BOOLEAN -> {
        byte[] value = entry.bool() ? TRUE : FALSE;
        json.string(value, 0, value.length);
      }
      case INTEGER -> json.numberString(entry.integer());
      case FLOATING -> json.numberString(entry.floating());
      case DECIMAL, TEXT -> json.string(entry.text());
    }
  }
}
