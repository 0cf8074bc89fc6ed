package io.github.telemetryappender.core.transport;

import java.io.IOException;
import java.io.OutputStream;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A payload as the body of a request. One-shot, which keeps OkHttp from sending it a second time.
 * Tells a payload that fails to write itself from a connection that fails to take it.
 */
final class PayloadBody extends RequestBody {

  private final Payload payload;
  private volatile @Nullable Throwable payloadFailure;

  PayloadBody(Payload payload) {
    this.payload = payload;
  }

  /** What kept the payload from writing itself; null where that was not the trouble. */
  @Nullable Throwable payloadFailure() {
    return payloadFailure;
  }

  /** Null: the header is written as the payload states it, without being parsed. */
  @Override
  public @Nullable MediaType contentType() {
    return null;
  }

  @Override
  public long contentLength() {
    return payload.contentLength();
  }

  @Override
  public boolean isOneShot() {
    return true;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    Wire wire = new Wire(sink.outputStream(), contentLength());
    try {
      payload.writeTo(wire);
    } catch (IOException | RuntimeException | Error e) {
      throw wire.failure != null ? wire.failure : payloadFailed(e);
    }
    if (wire.bytesLeft != 0) {
      throw payloadFailed(new IllegalStateException("body is shorter than its Content-Length"));
    }
  }

  private IOException payloadFailed(Throwable failure) {
    payloadFailure = failure;
    return new IOException("the body could not be written", failure);
  }

  /** Passes bytes on to the connection; remembers whether that failed. */
  private static final class Wire extends OutputStream {

    private final OutputStream connection;
    private long bytesLeft;
    private @Nullable IOException failure;

    Wire(OutputStream connection, long contentLength) {
      this.connection = connection;
      this.bytesLeft = contentLength;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (length > bytesLeft) {
        throw new IllegalStateException("body is longer than its Content-Length");
      }
      bytesLeft -= length;
      try {
        connection.write(bytes, offset, length);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }

    /** Does nothing: the headers wait for the body, so that a small request is one segment. */
    @Override
    public void flush() {}
  }
}
