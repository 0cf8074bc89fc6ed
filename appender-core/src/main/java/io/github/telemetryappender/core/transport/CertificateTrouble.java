package io.github.telemetryappender.core.transport;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Says what is wrong with a certificate that was refused. Pure. */
final class CertificateTrouble {

  private static final int MAX_CAUSES = 16;

  private CertificateTrouble() {}

  /** In words that follow the name of the server. */
  static String in(Throwable evidence) {
    Throwable cause = evidence;
    for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
      if (cause instanceof CertificateExpiredException) {
        return "showed a certificate that has expired";
      }
      if (cause instanceof CertificateNotYetValidException) {
        return "showed a certificate that is not valid yet, by the clock of this machine";
      }
      if (cause instanceof SSLPeerUnverifiedException) {
        return "showed a certificate of other hosts";
      }
      cause = cause.getCause();
    }
    return "showed a certificate that is not trusted: its issuer is in none of the certificates of"
        + " tls.caFile, tls.trustStore or the JVM";
  }
}
