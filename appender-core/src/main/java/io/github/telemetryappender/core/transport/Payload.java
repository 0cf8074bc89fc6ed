package io.github.telemetryappender.core.transport;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** The finished body of a request: what goes over the wire, and how it is labelled. */
public interface Payload {

  Payload EMPTY =
      new Payload() {
        @Override
        public @Nullable String contentType() {
          return null;
        }

        @Override
        public @Nullable String contentEncoding() {
          return null;
        }

        @Override
        public long contentLength() {
          return 0;
        }

        @Override
        public void writeTo(OutputStream out) {}
      };

  /** Null for no Content-Type header. */
  @Nullable String contentType();

  /** {@code gzip}, or null where the body is plain. */
  @Nullable String contentEncoding();

  /** Bytes on the wire. */
  long contentLength();

  /** Writes exactly {@link #contentLength()} bytes. Called once. */
  void writeTo(OutputStream out) throws IOException;
}
