package io.github.telemetryappender.core.tls;

import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;

/** What an HTTP client makes TLS connections with. Immutable; replaced as a whole. */
public record Tls(SSLSocketFactory socketFactory, X509TrustManager trustManager) {

  @Override
  public String toString() {
    return "TLS";
  }
}
