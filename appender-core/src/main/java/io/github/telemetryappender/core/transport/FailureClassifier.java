package io.github.telemetryappender.core.transport;

import io.github.telemetryappender.core.transport.Reach.Stage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Names what broke an exchange, from the shapes of the exceptions and from how far the exchange had
 * come. Total: every tree of causes and suppressed exceptions has a kind. Pure; any thread.
 *
 * <p>Where several addresses were tried, the tree holds a failure for each, and the most telling
 * one gives the kind: a certificate that was refused says more than a port that was closed.
 */
final class FailureClassifier {

  /**
   * What was found.
   *
   * @param evidence the exception that told
   */
  record Finding(FailureKind kind, Throwable evidence) {}

  /** More exceptions than OkHttp could string together; a bound against trees without end. */
  private static final int MAX_EXCEPTIONS = 256;

  // OkHttp does not export these two to other modules: code that names them as types fails to link
  // for applications on the module path. The code of a reset is the end of its message.
  private static final String STREAM_RESET = "okhttp3.internal.http2.StreamResetException";
  private static final String CONNECTION_SHUTDOWN =
      "okhttp3.internal.http2.ConnectionShutdownException";

  private static final List<FailureKind> MOST_TELLING_FIRST =
      List.of(
          FailureKind.CERTIFICATE,
          FailureKind.PROXY_UNAUTHORIZED,
          FailureKind.TLS,
          FailureKind.STALE_CONNECTION,
          FailureKind.PROTOCOL,
          FailureKind.CALM_DOWN,
          FailureKind.STREAM_REFUSED,
          FailureKind.STREAM_RESET,
          FailureKind.PROXY_REFUSED,
          FailureKind.CONNECT_REFUSED,
          FailureKind.CONNECT_TIMEOUT,
          FailureKind.UNKNOWN_HOST,
          FailureKind.TIMEOUT,
          FailureKind.CANCELED);

  private FailureClassifier() {}

  static Finding find(Throwable failure, Reach reach) {
    if (isCallTimeout(failure)) {
      return new Finding(kindOfTimeout(reach.stage()), failure);
    }
    Finding mostTelling = null;
    for (Throwable part : partsOf(failure)) {
      FailureKind kind =
          reach.hasBegunToSend() ? kindAfterConnecting(part) : kindWhileConnecting(part, reach);
      if (kind != null && (mostTelling == null || tellsMore(kind, mostTelling.kind()))) {
        mostTelling = new Finding(kind, part);
      }
    }
    return mostTelling != null ? mostTelling : new Finding(kindByReach(failure, reach), failure);
  }

  /** As OkHttp words it when the timeout of the whole call has passed. */
  private static boolean isCallTimeout(Throwable failure) {
    return failure instanceof InterruptedIOException && "timeout".equals(failure.getMessage());
  }

  private static FailureKind kindOfTimeout(Stage stage) {
    return switch (stage) {
      case RESOLVING -> FailureKind.UNKNOWN_HOST;
      case CONNECTING, SECURING -> FailureKind.CONNECT_TIMEOUT;
      case STARTING, WRITING, SENT, ANSWERED -> FailureKind.TIMEOUT;
    };
  }

  private static boolean tellsMore(FailureKind kind, FailureKind other) {
    return MOST_TELLING_FIRST.indexOf(kind) < MOST_TELLING_FIRST.indexOf(other);
  }

  private static @Nullable FailureKind kindWhileConnecting(Throwable part, Reach reach) {
    if (isCertificateRefusal(part)) {
      return FailureKind.CERTIFICATE;
    }
    if (part instanceof ProxyUnauthorizedException) {
      return FailureKind.PROXY_UNAUTHORIZED;
    }
    if (part instanceof SSLException) {
      return FailureKind.TLS;
    }
    if (part instanceof UnknownHostException) {
      return FailureKind.UNKNOWN_HOST;
    }
    if (part instanceof SocketTimeoutException || isTimeoutOfKernel(part)) {
      return FailureKind.CONNECT_TIMEOUT;
    }
    if (part instanceof ConnectException || part instanceof NoRouteToHostException) {
      // OkHttp wraps one in another; the inner one knows why.
      return part.getCause() instanceof ConnectException ? null : FailureKind.CONNECT_REFUSED;
    }
    if (part instanceof ProtocolException && reach.path() == Reach.Path.DIRECT) {
      return FailureKind.PROTOCOL;
    }
    return isCancellation(part) ? FailureKind.CANCELED : null;
  }

  private static boolean isCertificateRefusal(Throwable part) {
    return part instanceof SSLPeerUnverifiedException
        || part instanceof CertificateException
        || part instanceof CertPathValidatorException
        || part instanceof CertPathBuilderException;
  }

  /** ETIMEDOUT, where the kernel gives up before our own timeout. */
  private static boolean isTimeoutOfKernel(Throwable part) {
    return part instanceof ConnectException
        && Objects.toString(part.getMessage(), "").contains("timed out");
  }

  private static @Nullable FailureKind kindAfterConnecting(Throwable part) {
    if (isNamed(STREAM_RESET, part)) {
      return kindOfReset(Objects.toString(part.getMessage(), ""));
    }
    if (isNamed(CONNECTION_SHUTDOWN, part)) {
      return FailureKind.STREAM_REFUSED;
    }
    if (part instanceof UnaskedAnswerException) {
      return FailureKind.STALE_CONNECTION;
    }
    if (part instanceof ProtocolException) {
      return FailureKind.PROTOCOL;
    }
    if (part instanceof SSLHandshakeException) {
      // TLS 1.3 lets a client write before the server has judged its certificate; where it refuses
      // that, no request was looked at. Other TLS exceptions here are broken connections.
      return FailureKind.TLS;
    }
    if (part instanceof SocketTimeoutException) {
      return FailureKind.TIMEOUT;
    }
    return isCancellation(part) ? FailureKind.CANCELED : null;
  }

  private static boolean isNamed(String className, Throwable part) {
    return part.getClass().getName().equals(className);
  }

  private static FailureKind kindOfReset(String message) {
    if (message.endsWith(": REFUSED_STREAM")) {
      return FailureKind.STREAM_REFUSED;
    }
    return message.endsWith(": ENHANCE_YOUR_CALM")
        ? FailureKind.CALM_DOWN
        : FailureKind.STREAM_RESET;
  }

  /** OkHttp tells that a call was canceled, or its thread interrupted, by nothing but a message. */
  private static boolean isCancellation(Throwable part) {
    return part instanceof IOException
        && ("Canceled".equals(part.getMessage())
            || "canceled".equals(part.getMessage())
            || "interrupted".equals(part.getMessage()));
  }

  private static FailureKind kindByReach(Throwable failure, Reach reach) {
    return switch (reach.stage()) {
      case STARTING -> FailureKind.OTHER_IO;
      case RESOLVING -> FailureKind.UNKNOWN_HOST;
      case CONNECTING ->
          reach.path() == Reach.Path.PROXY
              ? FailureKind.PROXY_REFUSED
              : FailureKind.CONNECT_REFUSED;
      case SECURING -> FailureKind.TLS;
      case WRITING -> FailureKind.WRITE_BROKEN;
      case SENT, ANSWERED -> kindOfSilence(failure, reach);
    };
  }

  private static FailureKind kindOfSilence(Throwable failure, Reach reach) {
    if (!(failure instanceof IOException)) {
      // OkHttp stumbled over what came back.
      return FailureKind.PROTOCOL;
    }
    return reach.connection() == Reach.Connection.REUSED
        ? FailureKind.NO_RESPONSE_REUSED
        : FailureKind.NO_RESPONSE;
  }

  /** The exception, its causes and what they suppress; each once, the outermost first. */
  private static List<Throwable> partsOf(Throwable failure) {
    List<Throwable> parts = new ArrayList<>();
    Set<Throwable> met = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Throwable> open = new ArrayDeque<>(List.of(failure));
    while (!open.isEmpty() && parts.size() < MAX_EXCEPTIONS) {
      Throwable part = open.remove();
      if (met.add(part)) {
        parts.add(part);
        if (part.getCause() != null) {
          open.add(part.getCause());
        }
        Collections.addAll(open, part.getSuppressed());
      }
    }
    return parts;
  }
}
