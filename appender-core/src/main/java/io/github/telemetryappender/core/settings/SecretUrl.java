package io.github.telemetryappender.core.settings;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Judges a URL that was not typed but read from a file, and to which a secret is to be sent. */
public final class SecretUrl {

  private SecretUrl() {}

  /** What is wrong with it, in words that follow its name and do not show it; null for nothing. */
  public static @Nullable String flawOf(String text) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException notShown) {
      return "is not a URL";
    }
    if (url.getScheme() == null || url.getHost() == null) {
      return "is not an absolute URL with a host";
    }
    if (url.getRawUserInfo() != null) {
      return "holds a user name or a password";
    }
    boolean isHttp = url.getScheme().equalsIgnoreCase("http");
    if (!isHttp && !EndpointUrl.isHttps(url)) {
      return "is not an https URL";
    }
    return isHttp && !LoopbackHost.isIn(url)
        ? "would send a secret unencrypted to another host: it needs https://"
        : null;
  }
}
