package io.github.telemetryappender.core.settings;

import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * Where to, and in which form.
 *
 * @param url absolute, with the format's path where the user typed none
 * @param format the format's name, one that is available
 * @param compression of bodies of 1 KB and more
 * @param headers sent with each request, in order
 * @param index of {@code elasticsearch} or {@code splunk}; empty for none
 * @param labels of {@code loki}, in order; empty for the format's own
 * @param options of the format, checked against what it declares
 */
public record EndpointConfig(
    URI url,
    String format,
    Compression compression,
    List<NameValue> headers,
    String index,
    List<NameValue> labels,
    Map<String, String> options) {

  public EndpointConfig {
    headers = List.copyOf(headers);
    labels = List.copyOf(labels);
    options = Map.copyOf(options);
  }

  /** Without the query of the URL, which may hold a token, and without the values of headers. */
  @Override
  public String toString() {
    return format + " to " + Secrecy.URL.inMessage(url.toString()) + " with " + headers;
  }
}
