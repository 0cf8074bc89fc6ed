package io.github.telemetryappender.it.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * A request as a server sees it.
 *
 * @param path without the query
 * @param headers by their names in lower case
 * @param body decompressed
 */
public record Request(String path, Map<String, String> headers, byte[] body) {

  /** The value of a header, empty where there is none. */
  public String header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
