package io.github.telemetryappender.logback;

/** {@code <tls>}: Whom to trust and how to prove oneself; by default what the JVM trusts. */
public final class TlsElement extends SettingsElement {

  /** A key store of trusted certificates. */
  public void setTrustStore(String text) {
    typed("trustStore", text);
  }

  /** The password of {@code trustStore}. */
  public void setTrustStorePassword(String text) {
    typed("trustStorePassword", text);
  }

  /** A key store with the client's certificate and key. */
  public void setKeyStore(String text) {
    typed("keyStore", text);
  }

  /** The password of {@code keyStore}. */
  public void setKeyStorePassword(String text) {
    typed("keyStorePassword", text);
  }

  /** Trusted certificates as PEM. */
  public void setCaFile(String text) {
    typed("caFile", text);
  }

  /** The client's certificate as PEM. */
  public void setCertificateFile(String text) {
    typed("certificateFile", text);
  }

  /** The client's private key as PEM. */
  public void setKeyFile(String text) {
    typed("keyFile", text);
  }
}
