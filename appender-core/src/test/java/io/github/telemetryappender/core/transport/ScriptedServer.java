package io.github.telemetryappender.core.transport;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A server that does to the byte what it is told. Each connection plays the next script; the last
 * script plays for all connections that come after. A script that ends closes its connection.
 */
final class ScriptedServer implements AutoCloseable {

  private static final int TLS_RECORD_HEADER_BYTES = 5;

  static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  /** What happens on one connection. */
  interface Script {
    void play(Conversation conversation) throws IOException;
  }

  private final Listener listener;
  private final @Nullable SSLContext tls;
  private final List<Script> scripts;
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<IOException> endings = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);

  ScriptedServer(Script... scripts) throws IOException {
    this(null, new InetSocketAddress("127.0.0.1", 0), scripts);
  }

  /** One that speaks TLS below. */
  ScriptedServer(SSLContext tls, Script... scripts) throws IOException {
    this(tls, new InetSocketAddress("127.0.0.1", 0), scripts);
  }

  /** One at an address of the test's choice. */
  ScriptedServer(InetSocketAddress address, Script... scripts) throws IOException {
    this(null, address, scripts);
  }

  private ScriptedServer(@Nullable SSLContext tls, InetSocketAddress address, Script... scripts)
      throws IOException {
    this.tls = tls;
    this.scripts = List.of(scripts);
    this.listener = new Listener();
    listener.bind(address, 50);
    PeerThread.start("scripted server accept", this::acceptAll, endings);
  }

  /** Answers each request on each connection with this. */
  static Script answering(String answer) {
    return conversation -> {
      while (conversation.hasRequest()) {
        conversation.readRequest();
        conversation.write(answer);
      }
    };
  }

  int port() {
    return listener.getLocalPort();
  }

  String url() {
    return (tls == null ? "http://127.0.0.1:" : "https://localhost:") + port() + "/logs";
  }

  int connections() {
    return connections.get();
  }

  /** Request lines and headers, in the order of arrival. */
  List<String> heads() {
    return heads;
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void acceptAll() throws IOException {
    while (!listener.isClosed()) {
      Wire socket = listener.accept();
      sockets.add(socket);
      Script script = scripts.get(Math.min(connections.getAndIncrement(), scripts.size() - 1));
      PeerThread.start("scripted server play", () -> play(script, socket), endings);
    }
  }

  private void play(Script script, Wire wire) throws IOException {
    try (wire;
        Socket socket = tls == null ? wire : secured(wire)) {
      script.play(new Conversation(socket, wire));
    }
  }

  private SSLSocket secured(Wire wire) throws IOException {
    SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(wire, "client", wire.getPort(), true);
    socket.setUseClientMode(false);
    return socket;
  }

  /** Accepts sockets whose wire can be tampered with. */
  private static final class Listener extends ServerSocket {

    Listener() throws IOException {}

    @Override
    public Wire accept() throws IOException {
      Wire wire = new Wire();
      implAccept(wire);
      return wire;
    }
  }

  /** What lies below TLS. */
  private static final class Wire extends Socket {

    private volatile boolean garbles;

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
          int count = in.read(bytes, offset, length);
          if (garbles && length > TLS_RECORD_HEADER_BYTES && count > 0) {
            bytes[offset] ^= 1;
          }
          return count;
        }
      };
    }
  }

  /** One connection, from the server's side. */
  final class Conversation {

    private final Socket socket;
    private final Wire wire;
    private final InputStream in;
    private final OutputStream out;
    private int pushedBack = -1;

    Conversation(Socket socket, Wire wire) throws IOException {
      socket.setTcpNoDelay(true);
      this.socket = socket;
      this.wire = wire;
      this.in = socket.getInputStream();
      this.out = socket.getOutputStream();
    }

    boolean hasRequest() throws IOException {
      if (pushedBack < 0) {
        pushedBack = in.read();
      }
      return pushedBack >= 0;
    }

    /** Reads head and body; returns the body. */
    byte[] readRequest() throws IOException {
      return readBody(contentLength(readHead()));
    }

    String readHead() throws IOException {
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        head.write(readByte());
      }
      String text = head.toString(StandardCharsets.ISO_8859_1);
      heads.add(text);
      return text;
    }

    byte[] readBody(int bytes) throws IOException {
      byte[] body = in.readNBytes(bytes);
      if (body.length < bytes) {
        throw new EOFException();
      }
      return body;
    }

    void write(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }

    void write(byte[] bytes) throws IOException {
      out.write(bytes);
    }

    /** Ends the connection by RST instead of FIN. */
    void reset() throws IOException {
      wire.setSoLinger(true, 0);
      wire.close();
    }

    void handshake() throws IOException {
      ((SSLSocket) socket).startHandshake();
    }

    /** Gets other bytes from now on than were sent. */
    void garble() {
      wire.garbles = true;
    }

    /** Ends the connection without TLS saying so. */
    void closeWithoutNotify() throws IOException {
      wire.close();
    }

    /** Keeps the connection open and says nothing until the client has gone or the test is over. */
    void sayNothing() throws IOException {
      while (closed.getCount() > 0 && in.read() >= 0) {
        // what the client still sends is of no interest
      }
    }

    private int readByte() throws IOException {
      int b = pushedBack >= 0 ? pushedBack : in.read();
      pushedBack = -1;
      if (b < 0) {
        throw new EOFException();
      }
      return b;
    }

    private int contentLength(String head) {
      for (String line : head.split("\r\n")) {
        if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          return Integer.parseInt(line.substring("content-length:".length()).trim());
        }
      }
      return 0;
    }
  }
}
