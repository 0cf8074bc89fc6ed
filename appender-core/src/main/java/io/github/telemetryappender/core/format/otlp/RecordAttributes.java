package io.github.telemetryappender.core.format.otlp;

import io.github.telemetryappender.core.capture.RecordEntries;
import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.capture.Utf8Slice;
import io.github.telemetryappender.core.capture.ValueKind;
import io.github.telemetryappender.core.format.UniqueKeys;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks through what becomes attributes of a log record: ours, then the key-value pairs, then MDC.
 * Keys must be unique; a pair whose key is taken gets {@code attributes.} in front, an MDC entry
 * {@code labels.}, and where that is taken as well it is left out and counted. One thread;
 * allocates nothing per event but for decimals.
 */
final class RecordAttributes {

  private static final AttributeKey EVENT_ID = AttributeKey.of("event.id");
  private static final AttributeKey THREAD_NAME = AttributeKey.of("thread.name");
  private static final AttributeKey THREAD_ID = AttributeKey.of("thread.id");
  private static final AttributeKey EXCEPTION_TYPE = AttributeKey.of("exception.type");
  private static final AttributeKey EXCEPTION_MESSAGE = AttributeKey.of("exception.message");
  private static final AttributeKey STACK_TRACE = AttributeKey.of("exception.stacktrace");
  private static final AttributeKey CODE_FILE = AttributeKey.of("code.file.path");
  private static final AttributeKey CODE_LINE = AttributeKey.of("code.line.number");
  private static final AttributeKey CODE_FUNCTION = AttributeKey.of("code.function.name");
  private static final AttributeKey TAGS = AttributeKey.of("tags");
  private static final AttributeKey NDC = AttributeKey.of("ndc");
  private static final AttributeKey TRUNCATED = AttributeKey.of("log.truncated");

  private static final byte[] EVENT_NAME = "event.name".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PAIR_PREFIX = "attributes.".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MDC_PREFIX = "labels.".getBytes(StandardCharsets.US_ASCII);

  /** So many decimal digits survive the way into a double and back. */
  private static final int EXACT_DIGITS = 15;

  private final UniqueKeys keys = new UniqueKeys();
  private final AttributeKey key = new AttributeKey();
  private final KeptText eventName = new KeptText();
  private boolean hasEventName;
  private final byte[] eventId = new byte[RecordReader.MAX_EVENT_ID_BYTES];
  private byte[] function = new byte[256];

  /**
   * Hands all of them over.
   *
   * @return how many had to be left out because their keys were taken
   */
  int write(RecordReader event, AttributeSink sink) {
    keys.clear();
    hasEventName = false;
    ours(event, sink);
    int left = 0;
    if (event.hasKeyValues()) {
      left += entries(event.keyValues(), PAIR_PREFIX, sink);
    }
    if (event.hasMdc()) {
      left += entries(event.mdc(), MDC_PREFIX, sink);
    }
    return left;
  }

  private void ours(RecordReader event, AttributeSink sink) {
    int idLength = event.eventId(eventId, 0);
    sink.text(taken(EVENT_ID), eventId, 0, idLength);
    text(THREAD_NAME, event.thread(), sink);
    if (event.threadId() != 0) {
      sink.integer(taken(THREAD_ID), event.threadId());
    }
    text(EXCEPTION_TYPE, event.exceptionType(), sink);
    text(EXCEPTION_MESSAGE, event.exceptionMessage(), sink);
    text(STACK_TRACE, event.stackTrace(), sink);
    if (event.hasCaller()) {
      caller(event, sink);
    }
    if (event.hasMarkers()) {
      sink.texts(taken(TAGS), event.markers());
    }
    if (event.hasNdc()) {
      sink.texts(taken(NDC), event.ndc());
    }
    if (event.truncated()) {
      sink.bool(taken(TRUNCATED), true);
    }
  }

  private AttributeKey taken(AttributeKey ours) {
    add(ours);
    return ours;
  }

  private void text(AttributeKey ours, @Nullable Utf8Slice value, AttributeSink sink) {
    if (value != null) {
      sink.text(taken(ours), value);
    }
  }

  /** The names of semantic conventions 1.33; the function's name includes its class. */
  private void caller(RecordReader event, AttributeSink sink) {
    if (event.callerFile().length() > 0) {
      sink.text(taken(CODE_FILE), event.callerFile());
    }
    if (event.callerLine() > 0) {
      sink.integer(taken(CODE_LINE), event.callerLine());
    }
    if (event.callerMethod().length() > 0) {
      int length = function(event.callerClass(), event.callerMethod());
      sink.text(taken(CODE_FUNCTION), function, 0, length);
    }
  }

  private int function(Utf8Slice type, Utf8Slice method) {
    int length = type.length() + 1 + method.length();
    if (function.length < length) {
      function = new byte[2 * length];
    }
    if (type.length() == 0) {
      System.arraycopy(method.array(), method.offset(), function, 0, method.length());
      return method.length();
    }
    System.arraycopy(type.array(), type.offset(), function, 0, type.length());
    function[type.length()] = '.';
    System.arraycopy(method.array(), method.offset(), function, type.length() + 1, method.length());
    return length;
  }

  private int entries(RecordEntries entries, byte[] prefix, AttributeSink sink) {
    int left = 0;
    while (entries.next()) {
      if (prefix == PAIR_PREFIX && isEventName(entries)) {
        hasEventName = true; // it has a field of its own
        eventName.set(entries.text());
        continue;
      }
      AttributeKey free = freeKey(entries, prefix);
      if (free == null) {
        left++;
      } else {
        value(free, entries, sink);
      }
    }
    return left;
  }

  private @Nullable AttributeKey freeKey(RecordEntries entry, byte[] prefix) {
    if (add(key.set(entry))) {
      return key;
    }
    return add(key.set(prefix, entry.key())) ? key : null;
  }

  private boolean add(AttributeKey next) {
    return keys.add(next.array, next.offset, next.length, next.hash);
  }

  private static void value(AttributeKey key, RecordEntries entry, AttributeSink sink) {
    switch (entry.kind()) {
      case NULL -> sink.nothing(key);
      case BOOLEAN -> sink.bool(key, entry.bool());
      case INTEGER -> sink.integer(key, entry.integer());
      case FLOATING -> sink.floating(key, entry.floating());
      case DECIMAL -> decimal(key, entry.text(), sink);
      case TEXT -> sink.text(key, entry.text());
    }
  }

  /** As a double where that loses nothing, else as its text. */
  private static void decimal(AttributeKey key, Utf8Slice number, AttributeSink sink) {
    if (isExactAsDouble(number)) {
      sink.floating(key, Double.parseDouble(number.toString()));
    } else {
      sink.text(key, number);
    }
  }

  private static boolean isExactAsDouble(Utf8Slice number) {
    int digits = 0;
    for (int i = 0; i < number.length(); i++) {
      byte c = number.array()[number.offset() + i];
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c != '.' && c != '-') {
        return false;
      }
    }
    return digits <= EXACT_DIGITS;
  }

  /**
   * The value of the key-value pair {@code event.name}, the name that OpenTelemetry gives to kinds
   * of events, once its attributes are written.
   *
   * @return null where there is none, or it is not a text
   */
  @Nullable KeptText eventName() {
    return hasEventName ? eventName : null;
  }

  private static boolean isEventName(RecordEntries pair) {
    Utf8Slice name = pair.key();
    return pair.kind() == ValueKind.TEXT
        && Arrays.equals(
            EVENT_NAME,
            0,
            EVENT_NAME.length,
            name.array(),
            name.offset(),
            name.offset() + name.length());
  }
}
