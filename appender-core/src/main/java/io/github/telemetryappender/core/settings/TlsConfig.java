package io.github.telemetryappender.core.settings;

import org.jspecify.annotations.Nullable;

/**
 * Whom to trust in TLS and as whom to appear. It prints paths, never a password.
 *
 * @param trustStore a key store of trusted certificates; null for another kind of trust
 * @param caFile trusted certificates in PEM; null for another kind; with both null the JVM's serve
 * @param keyStore a key store with the client's certificate and key; null for another kind
 * @param pemIdentity the same in PEM; null for another kind; with both null the client shows none
 */
public record TlsConfig(
    @Nullable Store trustStore,
    @Nullable String caFile,
    @Nullable Store keyStore,
    @Nullable PemIdentity pemIdentity) {

  /** Nothing configured: the JVM's own. */
  public static final TlsConfig NONE = new TlsConfig(null, null, null, null);

  public boolean isEmpty() {
    return equals(NONE);
  }

  /**
   * A key store, PKCS12 or JKS.
   *
   * @param password null for none
   */
  public record Store(String path, @Nullable String password) {
    @Override
    public String toString() {
      return path;
    }
  }

  /** A certificate, with those of its issuers behind it, and its private key, in PEM. */
  public record PemIdentity(String certificateFile, String keyFile) {}
}
