package io.github.telemetryappender.core.format;

/**
 * Makes one compressed stream after another: {@code begin (put)* end}. May hold memory outside the
 * heap until {@link #close}. One thread at a time.
 */
interface Compressor extends AutoCloseable {

  /** As in the header Content-Encoding. */
  String contentEncoding();

  void begin(ChunkedBytes out);

  void put(byte[] source, int offset, int length, ChunkedBytes out);

  void end(ChunkedBytes out);

  @Override
  void close();
}
