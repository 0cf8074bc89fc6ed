package io.github.telemetryappender.core.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Finds this machine's name. */
final class HostName {

  /** A machine whose own name is not in its hosts file asks a name server, which may be down. */
  private static final long LOOKUP_TIMEOUT_MILLIS = 500;

  private HostName() {}

  /** The name that the environment tells, else that of the network; empty if neither does. */
  static String find(Map<String, String> environment) {
    return Stream.of("HOSTNAME", "COMPUTERNAME")
        .map(name -> environment.getOrDefault(name, "").strip())
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElseGet(HostName::ofNetwork);
  }

  private static String ofNetwork() {
    CompletableFuture<String> found = new CompletableFuture<>();
    Thread lookup = new Thread(() -> found.complete(lookUp()), "telemetry-host-name");
    lookup.setDaemon(true);
    lookup.start();
    try {
      return found.get(LOOKUP_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException unknown) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private static String lookUp() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unknown) {
      return "";
    }
  }
}
