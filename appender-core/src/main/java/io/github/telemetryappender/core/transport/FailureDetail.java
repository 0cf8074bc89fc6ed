package io.github.telemetryappender.core.transport;

import io.github.telemetryappender.core.transport.FailureClassifier.Finding;
import java.util.List;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/** Words a failure for a report: one line, short, with no secret in it. Pure. */
final class FailureDetail {

  private static final int MAX_CHARS = 300;

  private static final Pattern WORD_BREAK = Pattern.compile("[\\s,;]+");
  private static final Pattern BREAKS_A_LINE =
      Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]+");

  private FailureDetail() {}

  static String of(Finding finding, HttpUrl url, List<Header> sent) {
    Throwable evidence = finding.evidence();
    String text =
        url.host()
            + ":"
            + url.port()
            + " "
            + what(finding)
            + " ("
            + evidence.getClass().getSimpleName()
            + (evidence.getMessage() == null ? "" : ": " + evidence.getMessage())
            + ")";
    return oneLine(withoutSecrets(text, sent));
  }

  private static String what(Finding finding) {
    return switch (finding.kind()) {
      case UNKNOWN_HOST -> "was not found by name";
      case CONNECT_REFUSED -> "could not be connected to";
      case CONNECT_TIMEOUT -> "did not take the connection in time";
      case PROXY_REFUSED -> "is not reached through the proxy";
      case PROXY_UNAUTHORIZED -> "is not reached: the proxy asks for credentials";
      case CERTIFICATE -> CertificateTrouble.in(finding.evidence());
      case TLS_FILES -> "is not asked, as TLS is not configured well";
      case TLS -> "and we could not agree on TLS";
      case STALE_CONNECTION -> "was not asked on an idle connection that is unfit";
      case WRITE_BROKEN -> "closed the connection in the middle of the request";
      case NO_RESPONSE_REUSED -> "closed a connection used before, without an answer";
      case NO_RESPONSE -> "closed the connection without an answer";
      case TIMEOUT -> "did not answer in time";
      case PROTOCOL -> "answered what is not HTTP";
      case STREAM_REFUSED -> "refused the HTTP/2 stream";
      case STREAM_RESET -> "reset the HTTP/2 stream";
      case CALM_DOWN -> "asks for fewer requests";
      case CANCELED -> "was not waited for: canceled";
      case OTHER_IO -> "was not reached";
    };
  }

  /** A server may write back into an error what it was sent. */
  private static String withoutSecrets(String text, List<Header> sent) {
    return SecretMask.of(
            sent.stream().flatMap(header -> WORD_BREAK.splitAsStream(header.value())).toList())
        .hideIn(text);
  }

  private static String oneLine(String text) {
    String line = BREAKS_A_LINE.matcher(text).replaceAll(" ");
    return line.length() <= MAX_CHARS ? line : line.substring(0, MAX_CHARS - 1) + "…";
  }
}
