package io.github.telemetryappender.benchmarks;

import io.github.telemetryappender.benchmarks.SinkCounters.Word;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;
import jdk.net.ExtendedSocketOptions;
import org.xerial.snappy.Snappy;

/**
 * An endpoint that accepts everything and counts it: a small HTTP/1.1 server with a thread per
 * connection, in a JVM of its own. It answers first and counts afterwards, on another thread; while
 * calls are timed not before they are over, as an endpoint does not share the application's
 * processors. What it is sent is acknowledged at once on TCP, so that no client pays for its
 * delayed headers.
 */
final class Sink {

  private static final long LOOKS_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int LONGEST_LINE = 16 * 1024;
  private static final byte[] FINE =
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DOWN =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final SinkCounters counters;
  private final BlockingQueue<Body> bodies = new LinkedBlockingQueue<>();

  private Sink(SinkCounters counters) {
    this.counters = counters;
  }

  /** A body as it came. */
  private record Body(byte[] bytes, Coding coding) {}

  /** How a body is compressed. */
  private enum Coding {
    NONE,
    GZIP,
    SNAPPY
  }

  /** Argument: the file of the counters. Prints its port. Ends with its standard input. */
  public static void main(String[] arguments) throws IOException {
    Sink sink = new Sink(SinkCounters.map(Path.of(arguments[0])));
    ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    daemon("count", sink::count);
    daemon("accept", () -> sink.accept(server));
    System.out.println(server.getLocalPort());
    while (System.in.read() >= 0) {
      // until who asks is gone
    }
    System.exit(0);
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept(ServerSocket server) {
    while (true) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        daemon("connection", () -> serve(socket));
      } catch (IOException e) {
        throw new IllegalStateException("the sink cannot accept", e);
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        InputStream in = new BufferedInputStream(new QuicklyAcknowledged(socket), 256 * 1024)) {
      while (exchange(in, socket)) {
        // the next one
      }
    } catch (EOFException end) {
      // the client has closed the connection
    } catch (IOException | InterruptedException e) {
      System.err.println("a connection broke: " + e);
    }
  }

  private boolean exchange(InputStream in, Socket socket) throws IOException, InterruptedException {
    String requestLine = line(in);
    if (requestLine.isEmpty()) {
      return false;
    }
    long wireBytes = requestLine.length() + 4L;
    int length = 0;
    boolean isChunked = false;
    Coding coding = Coding.NONE;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      wireBytes += header.length() + 2L;
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).trim());
      } else if (lower.startsWith("transfer-encoding:")) {
        isChunked = lower.contains("chunked");
      } else if (lower.startsWith("content-encoding:")) {
        coding = lower.contains("gzip") ? Coding.GZIP : coding;
      } else if (lower.startsWith("content-type:") && requestLine.contains("/loki/")) {
        coding = lower.contains("protobuf") ? Coding.SNAPPY : coding;
      }
    }
    byte[] body = isChunked ? chunks(in) : in.readNBytes(length);
    answer(socket, new Body(body, coding), wireBytes + body.length);
    return true;
  }

  private void answer(Socket socket, Body body, long wireBytes)
      throws IOException, InterruptedException {
    long delayMillis = counters.get(Word.DELAY_MILLIS);
    if (delayMillis > 0) {
      Thread.sleep(delayMillis); // the sink's task is to be slow
    }
    boolean isDown = counters.get(Word.IS_DOWN) != 0;
    socket.getOutputStream().write(isDown ? DOWN : FINE);
    if (!isDown && body.bytes().length > 0) {
      counters.add(Word.REQUESTS, 1);
      counters.add(Word.WIRE_BYTES, wireBytes);
      bodies.put(body);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(80);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      if (c != '\r') {
        line.append((char) c);
      }
      if (line.length() > LONGEST_LINE) {
        throw new IOException("a line without end");
      }
    }
    return line.toString();
  }

  private static byte[] chunks(InputStream in) throws IOException {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream(64 * 1024);
    while (true) {
      int size = Integer.parseInt(line(in).trim(), 16);
      all.write(in.readNBytes(size));
      line(in);
      if (size == 0) {
        return all.toByteArray();
      }
    }
  }

  private void count() {
    byte[] buffer = new byte[256 * 1024];
    try {
      while (true) {
        Body body = bodies.take();
        while (counters.get(Word.COUNTS_LATER) != 0) {
          LockSupport.parkNanos(LOOKS_EVERY_NANOS);
        }
        counters.add(Word.EVENTS, eventsIn(body, buffer));
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("the sink cannot count", e);
    }
  }

  private static long eventsIn(Body body, byte[] buffer) throws IOException {
    return switch (body.coding()) {
      case NONE -> Workload.eventsIn(new ByteArrayInputStream(body.bytes()), buffer);
      case GZIP ->
          Workload.eventsIn(
              new GZIPInputStream(new ByteArrayInputStream(body.bytes()), 64 * 1024), buffer);
      case SNAPPY ->
          Workload.eventsIn(new ByteArrayInputStream(Snappy.uncompress(body.bytes())), buffer);
    };
  }

  /** A socket's stream whose segments are acknowledged without delay; the option wears off. */
  private static final class QuicklyAcknowledged extends InputStream {

    private final Socket socket;
    private final InputStream in;

    QuicklyAcknowledged(Socket socket) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
    }

    @Override
    public int read() throws IOException {
      throw new UnsupportedOperationException("read through a buffer");
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      socket.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
      return in.read(target, offset, length);
    }
  }
}
