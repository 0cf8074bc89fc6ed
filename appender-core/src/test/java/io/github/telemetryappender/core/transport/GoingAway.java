package io.github.telemetryappender.core.transport;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * Speaks just enough HTTP/2 to answer the first request with a GOAWAY that names no stream as seen.
 */
final class GoingAway implements AutoCloseable {

  private static final int PREFACE_BYTES = 24;
  private static final int HEADERS = 1;
  private static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};
  private static final byte[] GOAWAY = {0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

  private final SSLServerSocket server;
  private final Thread thread = new Thread(this::serve, "going-away");

  GoingAway(SSLContext context) throws IOException {
    server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    SSLParameters parameters = server.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    server.setSSLParameters(parameters);
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  private void serve() {
    try (SSLSocket socket = (SSLSocket) server.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      in.readNBytes(PREFACE_BYTES);
      out.write(SETTINGS);
      out.flush();
      readUntilHeaders(in);
      out.write(GOAWAY);
      out.flush();
      in.readAllBytes();
    } catch (IOException e) {
      assert !e.getMessage().isEmpty() : e; // the client hangs up when it has read enough
    }
  }

  private static void readUntilHeaders(DataInputStream in) throws IOException {
    int type;
    do {
      int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
      type = in.readUnsignedByte();
      in.readNBytes(5 + length);
    } while (type != HEADERS);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
