package io.github.telemetryappender.core.tls;

import io.github.telemetryappender.core.files.UnreadableFileException;
import io.github.telemetryappender.core.files.WatchedFile;
import io.github.telemetryappender.core.settings.TlsConfig;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/** As whom the client appears: the key of a store, a certificate and a key in PEM, or nobody. */
final class Identity {

  /** Nobody sees it: it guards a store that never leaves memory. */
  private static final char[] IN_MEMORY = {'-'};

  private final @Nullable StoreFile store;
  private final @Nullable PemCertificates certificates;
  private final @Nullable PemKey key;

  private Identity(
      @Nullable StoreFile store, @Nullable PemCertificates certificates, @Nullable PemKey key) {
    this.store = store;
    this.certificates = certificates;
    this.key = key;
  }

  static Identity of(TlsConfig config) {
    TlsConfig.Store store = config.keyStore();
    TlsConfig.PemIdentity pem = config.pemIdentity();
    return new Identity(
        store == null ? null : new StoreFile("tls.keyStore", store),
        pem == null ? null : new PemCertificates("tls.certificateFile", pem.certificateFile()),
        pem == null ? null : PemKey.in(pem.keyFile()));
  }

  List<WatchedFile> files() {
    if (store != null) {
      return List.of(store.file());
    }
    return certificates == null || key == null
        ? List.of()
        : List.of(certificates.file(), key.file());
  }

  KeyManager @Nullable [] managers()
      throws GeneralSecurityException, UnreadableFileException, UnusableTlsException {
    if (store != null) {
      return managers(fromStore(store), store.password());
    }
    if (certificates == null || key == null) {
      return null;
    }
    return managers(fromPem(certificates, key), IN_MEMORY);
  }

  private static KeyStore fromStore(StoreFile store)
      throws GeneralSecurityException, UnreadableFileException, UnusableTlsException {
    KeyStore opened = store.open();
    for (String alias : Collections.list(opened.aliases())) {
      if (opened.isKeyEntry(alias)) {
        return opened;
      }
    }
    throw new UnusableTlsException(store.file() + " holds no private key");
  }

  private static KeyStore fromPem(PemCertificates certificates, PemKey key)
      throws GeneralSecurityException, UnreadableFileException, UnusableTlsException {
    List<X509Certificate> chain = certificates.read();
    PrivateKey privateKey = key.read();
    // Two files are not replaced in one step; a pair that does not match is no pair yet.
    if (!KeyPairs.match(privateKey, chain.get(0).getPublicKey())) {
      throw new UnusableTlsException(
          key.file() + " does not belong to the certificate in " + certificates.file());
    }
    KeyStore inMemory = StoreFile.empty();
    inMemory.setKeyEntry("client", privateKey, IN_MEMORY, chain.toArray(X509Certificate[]::new));
    return inMemory;
  }

  private static KeyManager[] managers(KeyStore keys, char[] password)
      throws GeneralSecurityException {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, password);
    return factory.getKeyManagers();
  }
}
