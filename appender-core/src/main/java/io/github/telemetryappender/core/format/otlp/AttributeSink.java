package io.github.telemetryappender.core.format.otlp;

import io.github.telemetryappender.core.capture.RecordEntries;
import io.github.telemetryappender.core.capture.Utf8Slice;

/** Takes the attributes of one log record, one after another, each key once. */
interface AttributeSink {

  void text(AttributeKey key, byte[] utf8, int offset, int length);

  default void text(AttributeKey key, Utf8Slice value) {
    text(key, value.array(), value.offset(), value.length());
  }

  void integer(AttributeKey key, long value);

  void floating(AttributeKey key, double value);

  void bool(AttributeKey key, boolean value);

  /** A value that is not set. */
  void nothing(AttributeKey key);

  /** An array of texts. */
  void texts(AttributeKey key, RecordEntries values);
}
