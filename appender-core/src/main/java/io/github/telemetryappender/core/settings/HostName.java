package io.github.telemetryappender.core.settings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Finds this machine's name, and never waits for it: the application is starting. */
final class HostName {

  /** Where Linux tells its name; memory of the kernel, not a file of a disk. */
  private static final Path OF_KERNEL = Path.of("/proc/sys/kernel/hostname");

  private HostName() {}

  /**
   * The name that the environment tells, else the kernel, else the network; empty while none does.
   */
  static String find(Map<String, String> environment) {
    return find(environment, () -> read(OF_KERNEL), () -> OfNetwork.NAME.getNow(""));
  }

  static String find(
      Map<String, String> environment, Supplier<String> ofKernel, Supplier<String> ofNetwork) {
    return Stream.<Supplier<String>>of(
            () -> environment.getOrDefault("HOSTNAME", ""),
            () -> environment.getOrDefault("COMPUTERNAME", ""),
            ofKernel,
            ofNetwork)
        .map(source -> source.get().strip())
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** Empty where there is no such file: not a Linux, or one that hides it. */
  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException notThere) {
      return "";
    }
  }

  /**
   * A machine whose own name is not in its hosts file asks a name server, which may be down, so it
   * is asked once, by a thread of its own. Who starts meanwhile has no name, who starts later has.
   */
  private static final class OfNetwork {

    static final CompletableFuture<String> NAME = new CompletableFuture<>();

    static {
      Thread lookup =
          new Thread(null, () -> NAME.complete(lookUp()), "telemetry-appender-host-name", 0, false);
      lookup.setDaemon(true);
      lookup.setContextClassLoader(HostName.class.getClassLoader());
      lookup.start();
    }

    private static String lookUp() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException unknown) {
        return "";
      }
    }
  }
}
