package io.github.telemetryappender.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes connections on to the endpoint and counts those that their client keeps open. */
final class CountingProxy implements AutoCloseable {

  private final ServerSocket server;
  private final int endpointPort;
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();

  CountingProxy(int endpointPort) {
    this.endpointPort = endpointPort;
    try {
      server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::acceptAll);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Connections so far. */
  int accepted() {
    return accepted.get();
  }

  /** Those that have not been closed by their client. */
  int open() {
    return open.get();
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket client = server.accept();
        accepted.incrementAndGet();
        open.incrementAndGet();
        daemon(() -> serve(client));
      }
    } catch (IOException closed) {
      return; // the test is over
    }
  }

  private void serve(Socket client) {
    try (Socket endpoint = new Socket(InetAddress.getByName("127.0.0.1"), endpointPort)) {
      daemon(() -> copy(endpoint, client));
      copy(client, endpoint); // ends when the client closes
    } catch (IOException endpointAway) {
      return; // the client will notice
    } finally {
      open.decrementAndGet();
      closeQuietly(client);
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException reset) {
      return; // closed as well
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyClosed) {
      return; // as wanted
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
