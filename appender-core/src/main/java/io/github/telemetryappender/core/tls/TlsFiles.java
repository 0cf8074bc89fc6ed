package io.github.telemetryappender.core.tls;

import io.github.telemetryappender.core.files.UnreadableFileException;
import io.github.telemetryappender.core.settings.TlsConfig;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS from the files that were configured. Certificates are checked against the endpoint's host
 * name by the HTTP client, always; there is no way here to trust everybody. Blocks; any thread.
 */
public final class TlsFiles {

  private final Trust trust;
  private final Identity identity;

  private TlsFiles(Trust trust, Identity identity) {
    this.trust = trust;
    this.identity = identity;
  }

  /**
   * Reads nothing yet.
   *
   * @return null where nothing was configured, and the JVM's own TLS serves
   * @throws io.github.telemetryappender.core.settings.SettingsException where a library is missing
   *     that reads keys in PEM
   */
  public static @Nullable TlsFiles of(TlsConfig config) {
    return config.isEmpty() ? null : new TlsFiles(Trust.of(config), Identity.of(config));
  }

  /** Reads all files. What was loaded before is not touched. */
  public Tls load() throws UnusableTlsException {
    try {
      TrustManager[] trusted = trust.managers();
      KeyManager[] own = identity.managers();
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own, trusted, null);
      return new Tls(context.getSocketFactory(), x509(trusted));
    } catch (UnreadableFileException e) {
      throw new UnusableTlsException(e.reason());
    } catch (GeneralSecurityException e) {
      throw new UnusableTlsException("TLS cannot be set up with tls.*: " + e.getClass().getName());
    }
  }

  private static X509TrustManager x509(TrustManager[] managers) throws UnusableTlsException {
    return Arrays.stream(managers)
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow(() -> new UnusableTlsException("this JVM checks no X.509 certificates"));
  }

  /** Whether {@link #load()} would find other files than the last time. */
  public boolean hasChanged() {
    List<Boolean> changes = new ArrayList<>();
    trust.files().forEach(file -> changes.add(file.hasChanged()));
    identity.files().forEach(file -> changes.add(file.hasChanged()));
    return changes.contains(true);
  }

  @Override
  public String toString() {
    return "TLS from " + trust.files() + " and " + identity.files();
  }
}
