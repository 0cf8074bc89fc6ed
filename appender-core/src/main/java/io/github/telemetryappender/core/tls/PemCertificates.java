package io.github.telemetryappender.core.tls;

import io.github.telemetryappender.core.files.UnreadableFileException;
import io.github.telemetryappender.core.files.WatchedFile;
import java.io.ByteArrayInputStream;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Certificates in a PEM file, one behind the other; the JDK's own reader reads them. */
final class PemCertificates {

  private static final int MAX_BYTES = 4 << 20;

  private final WatchedFile file;

  PemCertificates(String setting, String path) {
    this.file = new WatchedFile(setting, path, MAX_BYTES);
  }

  WatchedFile file() {
    return file;
  }

  /** At least one, in the order of the file. */
  List<X509Certificate> read()
      throws CertificateException, UnreadableFileException, UnusableTlsException {
    byte[] bytes = file.read();
    List<X509Certificate> certificates = new ArrayList<>();
    for (Certificate certificate : parsed(bytes)) {
      if (certificate instanceof X509Certificate x509) {
        certificates.add(x509);
      }
    }
    if (certificates.isEmpty()) {
      throw new UnusableTlsException(file + " holds no certificate in PEM");
    }
    return certificates;
  }

  private Collection<? extends Certificate> parsed(byte[] bytes)
      throws CertificateException, UnusableTlsException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    try {
      return factory.generateCertificates(new ByteArrayInputStream(bytes));
    } catch (CertificateException notShown) {
      throw new UnusableTlsException(file + " holds what is no certificate in PEM");
    }
  }
}
