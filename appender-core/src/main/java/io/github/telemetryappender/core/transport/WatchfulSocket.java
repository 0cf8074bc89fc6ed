package io.github.telemetryappender.core.transport;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Proxy;
import java.net.Socket;

/**
 * A socket that sees to it that an answer comes after its request. HTTP/1.1 has no numbers on its
 * answers: what a peer says on an idle connection (a late answer, a 408 in farewell) would be taken
 * for the answer to the next request, and settle a batch that never arrived. A request is therefore
 * not begun where something waits to be read; and the thread of the exchange counts bytes, by which
 * {@link ExchangeProgress} tells an answer that had been read before.
 */
final class WatchfulSocket extends Socket {

  WatchfulSocket() {
    // Without an argument it would look for a SOCKS proxy by itself, whatever was chosen before.
    super(Proxy.NO_PROXY);
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        TransportThread.received(Math.max(0, count)); // -1 is the end
        return count;
      }
    };
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    InputStream waiting = super.getInputStream();
    return new FilterOutputStream(super.getOutputStream()) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        if (TransportThread.beginsToSend(length) && waiting.available() > 0) {
          WatchfulSocket.this.close(); // OkHttp reads on where it could not write
          throw new UnaskedAnswerException();
        }
        out.write(bytes, offset, length);
      }
    };
  }
}
