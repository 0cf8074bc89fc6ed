package io.github.telemetryappender.opensearch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.node.Node;
import org.opensearch.node.NodeValidationException;
import org.opensearch.transport.Netty4Plugin;

/**
 * A single OpenSearch node on the loopback interface. {@code main} takes the directory for its
 * files, prints {@code listening at http://127.0.0.1:<port>} once it serves, and ends when its
 * standard input does: it cannot outlive the process that started it.
 */
public final class OpenSearchNode extends Node {

  private OpenSearchNode(Environment environment) {
    super(environment, List.of(Netty4Plugin.class), true);
  }

  public static void main(String[] arguments) throws IOException, NodeValidationException {
    try (OpenSearchNode node = new OpenSearchNode(environment(Path.of(arguments[0])))) {
      node.start();
      System.out.println("listening at http://" + node.address());
      while (System.in.read() >= 0) {
        // Nothing is said to it; the end of the input is the sign.
      }
    }
  }

  private static Environment environment(Path home) throws IOException {
    Path configuration = Files.createDirectories(home.resolve("config"));
    Settings settings =
        Settings.builder()
            .put("path.home", home.toString())
            .put("cluster.name", "integration-tests")
            .put("node.name", "only")
            .put("network.host", "127.0.0.1")
            .put("http.port", "0")
            .put("transport.port", "0")
            .put("http.type", "netty4")
            .put("transport.type", "netty4")
            .put("discovery.type", "single-node")
            // Else a disk that others have filled makes the indexes read-only.
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
    return new Environment(settings, configuration);
  }

  private String address() {
    return injector()
        .getInstance(HttpServerTransport.class)
        .boundAddress()
        .publishAddress()
        .toString();
  }
}
