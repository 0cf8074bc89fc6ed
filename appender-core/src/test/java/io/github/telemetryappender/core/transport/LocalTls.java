package io.github.telemetryappender.core.transport;

import java.net.InetAddress;
import java.util.List;
import javax.net.ssl.SSLContext;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** TLS between a server of a test on this machine and a client that trusts it and nobody else. */
final class LocalTls {

  private static final HeldCertificate CERTIFICATE =
      new HeldCertificate.Builder().addSubjectAlternativeName("localhost").build();
  private static final HandshakeCertificates SERVER =
      new HandshakeCertificates.Builder().heldCertificate(CERTIFICATE).build();
  private static final HandshakeCertificates CLIENT =
      new HandshakeCertificates.Builder().addTrustedCertificate(CERTIFICATE.certificate()).build();

  private LocalTls() {}

  static SSLContext ofServer() {
    return SERVER.sslContext();
  }

  /** A client that finds {@code localhost} at its IPv4 address alone. */
  static OkHttpClient.Builder trusting(OkHttpClient.Builder client) {
    return client
        .sslSocketFactory(CLIENT.sslSocketFactory(), CLIENT.trustManager())
        .dns(host -> List.of(InetAddress.getByName("127.0.0.1")));
  }
}
