package io.github.telemetryappender.core.tls;

import io.github.telemetryappender.core.files.UnreadableFileException;
import io.github.telemetryappender.core.files.WatchedFile;
import io.github.telemetryappender.core.settings.TlsConfig;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whose certificates are accepted: those of a store, those of a PEM file, or the JVM's. */
final class Trust {

  private final @Nullable StoreFile store;
  private final @Nullable PemCertificates pem;

  private Trust(@Nullable StoreFile store, @Nullable PemCertificates pem) {
    this.store = store;
    this.pem = pem;
  }

  static Trust of(TlsConfig config) {
    TlsConfig.Store store = config.trustStore();
    String caFile = config.caFile();
    return new Trust(
        store == null ? null : new StoreFile("tls.trustStore", store),
        caFile == null ? null : new PemCertificates("tls.caFile", caFile));
  }

  List<WatchedFile> files() {
    if (store != null) {
      return List.of(store.file());
    }
    return pem == null ? List.of() : List.of(pem.file());
  }

  TrustManager[] managers()
      throws GeneralSecurityException, UnreadableFileException, UnusableTlsException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(anchors());
    TrustManager[] managers = factory.getTrustManagers();
    if (store != null && isEmpty(managers)) {
      throw new UnusableTlsException(
          store.file()
              + " holds no trusted certificate that can be read: check tls.trustStorePassword");
    }
    return managers;
  }

  private static boolean isEmpty(TrustManager[] managers) {
    for (TrustManager manager : managers) {
      if (manager instanceof X509TrustManager x509 && x509.getAcceptedIssuers().length > 0) {
        return false;
      }
    }
    return true;
  }

  /** Null for those of the JVM. */
  private @Nullable KeyStore anchors()
      throws GeneralSecurityException, UnreadableFileException, UnusableTlsException {
    if (store != null) {
      return store.open();
    }
    if (pem == null) {
      return null;
    }
    KeyStore anchors = StoreFile.empty();
    int number = 0;
    for (X509Certificate certificate : pem.read()) {
      anchors.setCertificateEntry("ca-" + number++, certificate);
    }
    return anchors;
  }
}
