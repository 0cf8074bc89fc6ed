package io.github.telemetryappender.core.transport;

import io.github.telemetryappender.core.settings.LoopbackHost;
import io.github.telemetryappender.core.settings.ProxyConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way to a server: none by a proxy where the server is this machine, else the proxy that was
 * configured, else what the JVM is configured with. The proxy's name is looked up anew for each
 * connection.
 */
final class ProxyChoice extends ProxySelector {

  private static final List<Proxy> DIRECT = List.of(Proxy.NO_PROXY);

  private final @Nullable Proxy configured;

  ProxyChoice(@Nullable ProxyConfig config) {
    this.configured =
        config == null
            ? null
            : new Proxy(
                Proxy.Type.HTTP, InetSocketAddress.createUnresolved(config.host(), config.port()));
  }

  @Override
  public List<Proxy> select(URI uri) {
    if (LoopbackHost.isIn(uri)) {
      return DIRECT;
    }
    if (configured != null) {
      return List.of(configured);
    }
    ProxySelector ofTheJvm = ProxySelector.getDefault();
    return ofTheJvm == null ? DIRECT : ofTheJvm.select(uri);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    ProxySelector ofTheJvm = ProxySelector.getDefault();
    if (configured == null && ofTheJvm != null) {
      ofTheJvm.connectFailed(uri, address, failure);
    }
  }
}
