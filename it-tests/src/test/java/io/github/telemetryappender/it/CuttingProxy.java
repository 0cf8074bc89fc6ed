package io.github.telemetryappender.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a server on the loopback interface, passes bytes on both ways, and can break
 * connections: at once, or when the server begins to answer, which is after it has done what it was
 * asked. Any thread.
 */
final class CuttingProxy implements AutoCloseable {

  private static final int BUFFER_BYTES = 16 << 10;

  private final ServerSocket listening;
  private final int serverPort;
  private final ExecutorService threads = Executors.newCachedThreadPool(CuttingProxy::daemon);
  private final AtomicInteger answersToCut = new AtomicInteger();
  private final AtomicInteger cutCount = new AtomicInteger();
  private volatile boolean isAway;

  CuttingProxy(int serverPort) {
    this.serverPort = serverPort;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "cutting-proxy");
    thread.setDaemon(true);
    return thread;
  }

  String url() {
    return "http://127.0.0.1:" + listening.getLocalPort();
  }

  /** The next answers are cut off before their first byte. */
  void cutAnswers(int count) {
    answersToCut.set(count);
  }

  /** How many answers were cut off so far. */
  int cutCount() {
    return cutCount.get();
  }

  /** From now on every connection is broken before a byte is passed on, or none is. */
  void beAway(boolean away) {
    isAway = away;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        threads.execute(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed: the test is over.
      threads.shutdown();
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      threads.execute(() -> passRequests(client, server));
      passAnswers(server.getInputStream(), client);
    } catch (IOException e) {
      // One side has gone, and with this the other one has too.
      reset(client);
    }
  }

  private void passRequests(Socket client, Socket server) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = client.getInputStream();
      OutputStream out = server.getOutputStream();
      for (int count = in.read(buffer); count >= 0 && !isAway; count = in.read(buffer)) {
        out.write(buffer, 0, count);
      }
      client.close();
      server.close();
    } catch (IOException e) {
      reset(client);
      reset(server);
    }
  }

  private void passAnswers(InputStream in, Socket client) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      if (answersToCut.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        cutCount.incrementAndGet();
        reset(client);
        return;
      }
      client.getOutputStream().write(buffer, 0, count);
    }
  }

  /** Harmless for one that the other direction has closed or reset already. */
  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw new UncheckedIOException("a socket that cannot be closed", e);
      }
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
