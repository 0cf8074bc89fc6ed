package io.github.telemetryappender.core.capture;

/** Steps over the fields of a record (see {@link RecordLayout}). Every step is checked. */
final class FieldParser {

  private static final int NUMBER_BYTES = 8;

  private FieldParser() {}

  static boolean hasKey(byte tag) {
    return tag == RecordLayout.MDC || tag == RecordLayout.KEY_VALUE;
  }

  static boolean hasTypedValue(byte tag) {
    return tag == RecordLayout.KEY_VALUE || tag == RecordLayout.ARGUMENT;
  }

  /** Where the field after the one at {@code field} starts. */
  static int next(byte[] bytes, int field, int end) {
    int content = field + 1;
    return switch (bytes[field]) {
      case RecordLayout.LEVEL,
          RecordLayout.LOGGER,
          RecordLayout.THREAD,
          RecordLayout.MESSAGE,
          RecordLayout.PATTERN,
          RecordLayout.RENDERED,
          RecordLayout.EXCEPTION_TYPE,
          RecordLayout.EXCEPTION_MESSAGE,
          RecordLayout.STACK_TRACE,
          RecordLayout.MARKER,
          RecordLayout.NDC ->
          afterText(bytes, content, end);
      case RecordLayout.MDC -> afterText(bytes, afterText(bytes, content, end), end);
      case RecordLayout.KEY_VALUE -> afterValue(bytes, afterText(bytes, content, end), end);
      case RecordLayout.ARGUMENT -> afterValue(bytes, content, end);
      case RecordLayout.CALLER -> checked(callerLine(bytes, content, end), Integer.BYTES, end);
      case RecordLayout.TRACE -> checked(content, RecordLayout.TRACE_BYTES, end);
      default -> throw new IllegalStateException("damaged record: field " + bytes[field]);
    };
  }

  /** Where the line number of the caller stands whose content starts at {@code content}. */
  static int callerLine(byte[] bytes, int content, int end) {
    return afterText(bytes, afterText(bytes, afterText(bytes, content, end), end), end);
  }

  static int afterText(byte[] bytes, int text, int end) {
    checked(text, 1, end);
    if ((bytes[text] & 0xff) == RecordLayout.LONG_TEXT) {
      checked(text + 1, Integer.BYTES, end);
    }
    return checked(textStart(bytes, text), textLength(bytes, text), end);
  }

  /** As {@link #afterText}; moves the slice to the text. */
  static int readText(byte[] bytes, int text, int end, Utf8Slice into) {
    checked(text, 1, end);
    int start = text + 1;
    int length = bytes[text] & 0xff;
    if (length == RecordLayout.LONG_TEXT) {
      length = RecordLayout.getInt(bytes, start);
      start = checked(start, Integer.BYTES, end);
    }
    into.set(bytes, start, length);
    return checked(start, length, end);
  }

  static int afterValue(byte[] bytes, int value, int end) {
    checked(value, 1, end);
    int code = bytes[value];
    if (code < 0 || code >= ValueKind.COUNT) {
      throw new IllegalStateException("damaged record: value of kind " + code);
    }
    return switch (ValueKind.ofCode(code)) {
      case NULL -> value + 1;
      case BOOLEAN -> checked(value + 1, 1, end);
      case INTEGER, FLOATING -> checked(value + 1, NUMBER_BYTES, end);
      case DECIMAL, TEXT -> afterText(bytes, value + 1, end);
    };
  }

  static int checked(int start, int length, int end) {
    if (length < 0 || length > end - start) {
      throw new IllegalStateException("damaged record: " + length + " bytes announced");
    }
    return start + length;
  }

  static int textLength(byte[] bytes, int text) {
    int length = bytes[text] & 0xff;
    return length == RecordLayout.LONG_TEXT ? RecordLayout.getInt(bytes, text + 1) : length;
  }

  static int textStart(byte[] bytes, int text) {
    boolean isLong = (bytes[text] & 0xff) == RecordLayout.LONG_TEXT;
    return isLong ? text + 1 + Integer.BYTES : text + 1;
  }

  static void slice(byte[] bytes, int text, Utf8Slice into) {
    into.set(bytes, textStart(bytes, text), textLength(bytes, text));
  }
}
