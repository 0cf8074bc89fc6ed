package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.SecretMask;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Supplier;

/** Results of exchanges in words for the person on call, without control characters. */
final class ResultWords {

  private static final int MAX_BODY_CHARS = 200;

  /** Searched for what was sent: all of a secret that begins in what is shown lies in it. */
  private static final int MAX_SEARCHED_BYTES = 16 << 10;

  private final String endpoint;
  private final Supplier<SecretMask> mask;

  /**
   * @param endpoint host and port
   * @param mask hides what was sent in what comes back
   */
  ResultWords(String endpoint, Supplier<SecretMask> mask) {
    this.endpoint = endpoint;
    this.mask = mask;
  }

  /** What happened. */
  String of(ExchangeResult result) {
    if (result instanceof ExchangeResult.Answered answered) {
      return endpoint + " answered " + answered.status() + excerpt(answered.body());
    }
    if (result instanceof ExchangeResult.Failed failed) {
      return endpoint + ": " + printable(failed.detail());
    }
    if (result instanceof ExchangeResult.TooLarge tooLarge) {
      return String.format(Locale.ROOT, "the body passes %,d bytes", tooLarge.limitBytes());
    }
    return "no body could be made: " + ((ExchangeResult.RenderingFailed) result).cause();
  }

  /** Why a batch is given up; some refusals can only be a fault of ours. */
  String ofLoss(ExchangeResult result) {
    return of(result) + (isOurFault(result) ? "; this should not happen, please report it" : "");
  }

  private static boolean isOurFault(ExchangeResult result) {
    return result instanceof ExchangeResult.Answered answered
        && switch (answered.status()) {
          case 411, 412, 414, 416, 417, 418 -> true;
          default -> false;
        };
  }

  /** What the endpoint said of events in a request that it took. */
  String ofRefusedEvents(String why) {
    String cut = excerpt(why);
    return endpoint + " refused some events of a request" + (cut.isEmpty() ? "" : ": " + cut);
  }

  /** The beginning of a text that came from outside. */
  String excerpt(String text) {
    String shown = printable(mask.get().hideIn(text)).trim();
    return shown.length() <= MAX_BODY_CHARS ? shown : shown.substring(0, MAX_BODY_CHARS);
  }

  /** What happened, and what to change. */
  String ofHold(ExchangeResult result) {
    return of(result) + "; " + remedy(result);
  }

  private static String remedy(ExchangeResult result) {
    if (result instanceof ExchangeResult.Answered answered) {
      return remedy(answered.status());
    }
    if (result instanceof ExchangeResult.Failed failed) {
      return switch (failed.kind()) {
        case CERTIFICATE, TLS -> "check the endpoint's certificate and tls.*";
        case TLS_FILES -> "check tls.*";
        case PROXY_UNAUTHORIZED, PROXY_REFUSED -> "check proxy.*, or the JVM's proxy";
        default -> "check endpoint";
      };
    }
    return "check endpoint";
  }

  private static String remedy(int status) {
    return switch (status) {
      case 401, 403 -> "check auth.*";
      case 402 -> "check the account's quota";
      case 404, 405, 410 -> "check the path in endpoint";
      case 406, 415, 505 -> "check format and compression";
      case 407 -> "check proxy.username and proxy.password";
      case 431 -> "shorten the headers or the token";
      default -> "check endpoint";
    };
  }

  /** Of a closed set, to count by. */
  static String detail(ExchangeResult result) {
    return result instanceof ExchangeResult.Answered answered
        ? Integer.toString(answered.status())
        : "transport";
  }

  /** Whether a hold after this result is probed by time: not where the endpoint said "gone". */
  static Hold.Probes probes(ExchangeResult result) {
    return result instanceof ExchangeResult.Answered answered && answered.status() == 410
        ? Hold.Probes.NONE
        : Hold.Probes.TIMED;
  }

  private String excerpt(byte[] body) {
    int length = Math.min(body.length, MAX_SEARCHED_BYTES);
    String sent = new String(body, 0, length, StandardCharsets.UTF_8);
    String shown = excerpt(sent);
    return shown.isEmpty() ? "" : ": " + shown;
  }

  private static String printable(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
