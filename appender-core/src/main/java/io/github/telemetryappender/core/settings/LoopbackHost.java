package io.github.telemetryappender.core.settings;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/** Tells whether a host can only be this machine, from its spelling: no name server is asked. */
public final class LoopbackHost {

  private static final Pattern LOOPBACK_IPV4 =
      Pattern.compile("127(\\.(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}");

  private LoopbackHost() {}

  /** Whether the host of this URL is; false where it has none. */
  public static boolean isIn(URI url) {
    if (url.getHost() == null) {
      return false;
    }
    String host = url.getHost().toLowerCase(Locale.ROOT);
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.equals("[::1]")
        || host.equals("[0:0:0:0:0:0:0:1]")
        || LOOPBACK_IPV4.matcher(host).matches();
  }
}
