package io.github.telemetryappender.core.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.telemetryappender.core.files.UnreadableFileException;
import io.github.telemetryappender.core.files.WatchedFile;
import io.github.telemetryappender.core.settings.SettingsException;
import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/**
 * A private key in a PEM file, in any of the forms that tools write: PKCS#8, PKCS#1 for RSA, SEC 1
 * for elliptic curves. Bouncy Castle reads it, a dependency that is optional: this class is the
 * only one that touches it.
 */
final class PemKey {

  private static final String READER = "org.bouncycastle.openssl.PEMParser";
  private static final int MAX_BYTES = 1 << 20;

  private final WatchedFile file;

  private PemKey(String path) {
    this.file = new WatchedFile("tls.keyFile", path, MAX_BYTES);
  }

  /**
   * Reads nothing yet.
   *
   * @throws SettingsException where the library is not there
   */
  static PemKey in(String path) {
    try {
      Class.forName(READER, false, PemKey.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new SettingsException(
          "tls.keyFile = "
              + path
              + " cannot be read: add org.bouncycastle:bcpkix-jdk18on to the class path, or use"
              + " tls.keyStore");
    }
    return new PemKey(path);
  }

  WatchedFile file() {
    return file;
  }

  PrivateKey read() throws UnreadableFileException, UnusableTlsException {
    String pem = new String(file.read(), ISO_8859_1);
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      return firstKey(parser);
    } catch (IOException | RuntimeException notShown) {
      // What a parser says of a key may quote it.
      throw new UnusableTlsException(file + " holds what is no private key in PEM");
    }
  }

  /** Parameters of a curve may stand in front of the key, and certificates around it. */
  private PrivateKey firstKey(PEMParser parser) throws IOException, UnusableTlsException {
    JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
    for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
      if (part instanceof PrivateKeyInfo key) {
        return converter.getPrivateKey(key);
      }
      if (part instanceof PEMKeyPair pair) {
        return converter.getPrivateKey(pair.getPrivateKeyInfo());
      }
      if (part instanceof PEMEncryptedKeyPair || part instanceof PKCS8EncryptedPrivateKeyInfo) {
        throw new UnusableTlsException(
            file + " is encrypted: use a key that is not, or tls.keyStore with its password");
      }
    }
    throw new UnusableTlsException(file + " holds no private key in PEM");
  }
}
