package io.github.telemetryappender.core.transport;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * A server that speaks HTTP/2 frame by frame, as it is told (RFC 9113). Each connection plays the
 * next script; the last script plays for all connections that come after. A script that ends waits
 * for the client to go.
 */
final class Http2Peer implements AutoCloseable {

  static final int NO_ERROR = 0;
  static final int INTERNAL_ERROR = 2;
  static final int REFUSED_STREAM = 7;
  static final int CANCEL = 8;
  static final int ENHANCE_YOUR_CALM = 11;

  static final int MAX_CONCURRENT_STREAMS = 3;
  static final int INITIAL_WINDOW_SIZE = 4;

  private static final int PREFACE_BYTES = 24;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  /** What happens on one connection. */
  interface Script {
    void play(Frames frames) throws IOException;
  }

  private final SSLServerSocket listener;
  private final List<Script> scripts;
  private final List<SSLSocket> sockets = new CopyOnWriteArrayList<>();
  private final List<IOException> endings = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger gone = new AtomicInteger();

  Http2Peer(SSLContext context, Script... scripts) throws IOException {
    this.scripts = List.of(scripts);
    ServerSocket made =
        context
            .getServerSocketFactory()
            .createServerSocket(0, 8, InetAddress.getByName("127.0.0.1"));
    this.listener = (SSLServerSocket) made;
    SSLParameters parameters = listener.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    listener.setSSLParameters(parameters);
    PeerThread.start("http2 peer accept", this::acceptAll, endings);
  }

  String url() {
    return "https://localhost:" + listener.getLocalPort() + "/";
  }

  int connections() {
    return connections.get();
  }

  /** Connections that the client has ended. */
  int gone() {
    return gone.get();
  }

  private void acceptAll() throws IOException {
    while (!listener.isClosed()) {
      SSLSocket socket = (SSLSocket) listener.accept();
      sockets.add(socket);
      Script script = scripts.get(Math.min(connections.getAndIncrement(), scripts.size() - 1));
      PeerThread.start("http2 peer play", () -> play(script, socket), endings);
    }
  }

  private void play(Script script, SSLSocket socket) throws IOException {
    try (socket) {
      Frames frames = new Frames(socket);
      script.play(frames);
      frames.readToTheEnd();
    } finally {
      gone.incrementAndGet();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (SSLSocket socket : sockets) {
      socket.close();
    }
  }

  /** One connection, from the server's side. */
  static final class Frames {

    private final DataInputStream in;
    private final DataOutputStream out;
    private boolean acknowledged;

    Frames(SSLSocket socket) throws IOException {
      this.in = new DataInputStream(socket.getInputStream());
      this.out = new DataOutputStream(socket.getOutputStream());
    }

    /** Begins, with settings as pairs of identifier and value. */
    void begin(int... settings) throws IOException {
      in.readNBytes(PREFACE_BYTES);
      head(settings.length / 2 * 6, SETTINGS, 0, 0);
      for (int i = 0; i < settings.length; i += 2) {
        out.writeShort(settings[i]);
        out.writeInt(settings[i + 1]);
      }
      out.flush();
    }

    /** Reads on until a request is here as a whole; returns its stream. */
    int readRequest() throws IOException {
      Frame frame;
      do {
        frame = read();
      } while ((frame.type() != HEADERS && frame.type() != DATA)
          || (frame.flags() & END_STREAM) == 0);
      return frame.stream();
    }

    /** Reads on until a request has begun; returns its stream. */
    int readHead() throws IOException {
      Frame frame;
      do {
        frame = read();
      } while (frame.type() != HEADERS);
      return frame.stream();
    }

    /** Reads on until the settings are acknowledged, which says that they are known. */
    void readAcknowledgement() throws IOException {
      while (!acknowledged) {
        read();
      }
    }

    private Frame read() throws IOException {
      int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      if (type == PING && (flags & ACK) == 0) {
        head(length, PING, ACK, 0);
        out.write(payload);
        out.flush();
      }
      acknowledged |= type == SETTINGS && (flags & ACK) != 0;
      return new Frame(type, flags, stream);
    }

    private record Frame(int type, int flags, int stream) {}

    void answer(int stream, int status, String body) throws IOException {
      beginAnswer(stream, status);
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      head(bytes.length, DATA, END_STREAM, stream);
      out.write(bytes);
      out.flush();
    }

    /** Headers of an answer that goes on. */
    void beginAnswer(int stream, int status) throws IOException {
      byte[] digits = Integer.toString(status).getBytes(StandardCharsets.US_ASCII);
      head(2 + digits.length, HEADERS, END_HEADERS, stream);
      out.writeByte(8); // :status, as a literal (RFC 7541, section 6.2.2)
      out.writeByte(digits.length);
      out.write(digits);
      out.flush();
    }

    void data(int stream, String part) throws IOException {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      head(bytes.length, DATA, 0, stream);
      out.write(bytes);
      out.flush();
    }

    void reset(int stream, int errorCode) throws IOException {
      head(4, RST_STREAM, 0, stream);
      out.writeInt(errorCode);
      out.flush();
    }

    void goAway(int lastStream, int errorCode) throws IOException {
      head(8, GOAWAY, 0, 0);
      out.writeInt(lastStream);
      out.writeInt(errorCode);
      out.flush();
    }

    void openWindow(int stream, int bytes) throws IOException {
      head(4, WINDOW_UPDATE, 0, stream);
      out.writeInt(bytes);
      out.flush();
    }

    private void head(int length, int type, int flags, int stream) throws IOException {
      out.writeByte(length >> 16);
      out.writeShort(length & 0xffff);
      out.writeByte(type);
      out.writeByte(flags);
      out.writeInt(stream);
    }

    private void readToTheEnd() throws IOException {
      in.skipNBytes(Long.MAX_VALUE);
    }
  }
}
