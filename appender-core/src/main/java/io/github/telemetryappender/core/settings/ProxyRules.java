package io.github.telemetryappender.core.settings;

import java.net.URI;
import java.net.URISyntaxException;

/** What can be the host of a proxy. */
final class ProxyRules {

  private ProxyRules() {}

  static String host(TypedText typed) {
    try {
      URI url = new URI("http://" + typed.text());
      if (typed.text().equals(url.getHost())) {
        return typed.text();
      }
    } catch (URISyntaxException notShown) {
      // The refusal is the same.
    }
    throw typed.refused(
        "is not the name of a host",
        "write it like proxy.example.com; the port goes into proxy.port");
  }
}
