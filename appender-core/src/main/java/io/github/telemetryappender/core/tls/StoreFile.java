package io.github.telemetryappender.core.tls;

import io.github.telemetryappender.core.files.UnreadableFileException;
import io.github.telemetryappender.core.files.WatchedFile;
import io.github.telemetryappender.core.settings.TlsConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import org.jspecify.annotations.Nullable;

/** A key store in a file, PKCS12 or JKS, told apart by how it begins. */
final class StoreFile {

  private static final int MAX_BYTES = 16 << 20;

  /** The first two bytes of a JKS store; one of PKCS12 begins with an ASN.1 sequence. */
  private static final int JKS_MAGIC = 0xfeed;

  private final WatchedFile file;
  private final @Nullable String password;

  StoreFile(String setting, TlsConfig.Store store) {
    this.file = new WatchedFile(setting, store.path(), MAX_BYTES);
    this.password = store.password();
  }

  WatchedFile file() {
    return file;
  }

  char[] password() {
    return password == null ? new char[0] : password.toCharArray();
  }

  KeyStore open() throws GeneralSecurityException, UnreadableFileException, UnusableTlsException {
    byte[] bytes = file.read();
    KeyStore store = KeyStore.getInstance(isJks(bytes) ? "JKS" : "PKCS12");
    try {
      store.load(new ByteArrayInputStream(bytes), password == null ? null : password());
      return store;
    } catch (IOException | GeneralSecurityException notShown) {
      throw new UnusableTlsException(
          file + " cannot be opened: it is no PKCS12 or JKS store, or its password is another");
    }
  }

  private static boolean isJks(byte[] bytes) {
    return bytes.length > 1 && ((bytes[0] & 0xff) << 8 | (bytes[1] & 0xff)) == JKS_MAGIC;
  }

  /** A store in memory alone. */
  static KeyStore empty() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
      return store;
    } catch (IOException e) {
      throw new GeneralSecurityException("a store that is not read from anywhere", e);
    }
  }
}
