package io.github.telemetryappender.core.transport;

import java.io.IOException;
import java.util.Collection;

/** A thread of a server in a test, which ends when the client goes away or the test is over. */
final class PeerThread {

  private PeerThread() {}

  /** Starts one; the exception with which it ends is added to {@code endings}. */
  static void start(String name, Work work, Collection<IOException> endings) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException clientWentAwayOrTestIsOver) {
                endings.add(clientWentAwayOrTestIsOver);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  interface Work {
    void run() throws IOException;
  }
}
