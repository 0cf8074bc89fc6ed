package io.github.telemetryappender.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The way to a server on the loopback interface: passes bytes on both ways, a few at a time and
 * each of them late, and can be down, which resets what it carries and whatever comes. Any thread.
 */
final class BadPath implements AutoCloseable {

  private final int serverPort;
  private final int bytesAtOnce;
  private final LongSupplier delayMillis;
  private final ServerSocket listening;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean isDown;

  /**
   * @param bytesAtOnce as many as are passed on together
   * @param delayMillis how late the next of them are
   */
  BadPath(int serverPort, int bytesAtOnce, LongSupplier delayMillis) {
    this.serverPort = serverPort;
    this.bytesAtOnce = bytesAtOnce;
    this.delayMillis = delayMillis;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::acceptAll);
  }

  String url() {
    return "http://127.0.0.1:" + listening.getLocalPort() + "/ingest";
  }

  void beDown() {
    isDown = true;
    sockets.forEach(BadPath::reset);
    sockets.clear();
  }

  void beUp() {
    isDown = false;
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket client = listening.accept();
        daemon(() -> serve(client));
      }
    } catch (IOException testIsOver) {
      return;
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      sockets.add(client);
      sockets.add(server);
      if (isDown) { // looked at last: what beDown() did not find sees this
        reset(client);
        return;
      }
      daemon(() -> pass(client, server));
      pass(server, client);
    } catch (IOException serverIsAway) {
      reset(client);
    }
  }

  private void pass(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] bytes = new byte[bytesAtOnce];
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        if (closed.await(delayMillis.getAsLong(), TimeUnit.MILLISECONDS)) {
          return;
        }
        out.write(bytes, 0, count);
      }
      to.close();
    } catch (IOException oneSideHasGone) {
      reset(to);
    } catch (InterruptedException nobodyInterruptsThis) {
      Thread.currentThread().interrupt();
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException alreadyClosed) {
      return; // as wanted
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "bad-path");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sockets.forEach(BadPath::reset);
  }
}
