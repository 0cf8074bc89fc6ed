package io.github.telemetryappender.core.simulation;

import static io.github.telemetryappender.core.simulation.Scenario.MILLI;
import static io.github.telemetryappender.core.simulation.Scenario.SECOND;

import io.github.telemetryappender.core.simulation.Oracle.LaneEvents;
import io.github.telemetryappender.core.transport.ExchangeResult.BodyState;
import io.github.telemetryappender.core.transport.FailureKind;
import io.github.telemetryappender.core.transport.Header;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The server and the way to it: what becomes of a request, and what is answered. It applies what it
 * is sent before it answers, after the client has given up, or not at all.
 */
final class SimServer {

  private static final int[] SERVER_ERRORS = {
    500, 500, 507, 509, 511, 520, 523, 527, 529, 530, 599
  };
  private static final int[] UNAVAILABLE = {502, 503, 503, 504};
  private static final int[] HOLDING = {402, 406, 407, 415, 426, 428, 431, 501, 505};
  private static final int[] REDIRECTED = {300, 301, 302, 303, 304, 305, 307, 308};
  private static final int[] DROPPING = {411, 412, 414, 416, 417, 418, 451, 444, 499};
  private static final int[] ODD = {99, 600, 999, 0, -1, 408, 423, 424, 425, 421, 226, 299};
  private static final int[] IN_THE_MIDDLE = {400, 429, 500, 503};
  private static final String[] LOCATIONS = {
    "/moved",
    SimNetwork.HOME + "v2",
    "http://elsewhere.example/",
    "https://localhost:4318/",
    "://",
    ""
  };
  private static final FailureKind[] NOT_REACHED = {
    FailureKind.UNKNOWN_HOST,
    FailureKind.CONNECT_REFUSED,
    FailureKind.CONNECT_TIMEOUT,
    FailureKind.PROXY_REFUSED,
    FailureKind.PROXY_UNAUTHORIZED,
    FailureKind.STALE_CONNECTION,
    FailureKind.STREAM_REFUSED,
    FailureKind.TLS_FILES
  };
  private static final FailureKind[] BROKEN = {
    FailureKind.WRITE_BROKEN,
    FailureKind.NO_RESPONSE,
    FailureKind.STREAM_RESET,
    FailureKind.OTHER_IO
  };

  /** Those that decide about a request, in the order in which they are asked. */
  private static final Fault[] FAULTS = {
    Fault.SERVER_ERROR,
    Fault.UNAVAILABLE,
    Fault.THROTTLED,
    Fault.DATA_REFUSED,
    Fault.BODY_REFUSED,
    Fault.UNAUTHORIZED,
    Fault.FORBIDDEN,
    Fault.NOT_FOUND,
    Fault.REDIRECTED,
    Fault.HOLDING,
    Fault.GONE,
    Fault.DROPPING,
    Fault.CONFLICT,
    Fault.ODD_STATUS,
    Fault.SLOW,
    Fault.BROKEN_ANSWER,
    Fault.SOME_REFUSED,
    Fault.EACH_BY_ITSELF,
    Fault.STOPPED_IN_THE_MIDDLE,
    Fault.NOT_TAKEN,
    Fault.NOT_REACHED,
    Fault.BROKEN,
    Fault.STALE_CONNECTION,
    Fault.SILENT,
    Fault.TLS,
    Fault.CERTIFICATE,
    Fault.PROTOCOL,
    Fault.CALM_DOWN
  };

  private final Scenario scenario;
  private final SimClock clock;
  private final SimIssuer issuer;
  private final SplittableRandom random;
  private final double[] rates = new double[Fault.values().length];

  private long outageUntilNanos;
  private int outageKind;
  private boolean healed;

  SimServer(Scenario scenario, SimClock clock, SimIssuer issuer) {
    this.scenario = scenario;
    this.clock = clock;
    this.issuer = issuer;
    this.random = scenario.random(1);
    scenario.faults().forEach((fault, rate) -> rates[fault.ordinal()] = rate);
  }

  /** What becomes of a request whose body has been made. */
  Fate fate(SimExchange exchange) {
    long rtt = scenario.rttNanos() / 2 + random.nextLong(scenario.rttNanos() + 1);
    if (healed) {
      return Fate.ok(rtt);
    }
    if (scenario.auth().hasTokens() && !issuer.isValid(exchange.token)) {
      return Fate.status(rtt, 401, Applies.NEVER)
          .with(List.of(new Header("WWW-Authenticate", "Bearer error=\"invalid_token\"")), 0);
    }
    if (isOut()) {
      return outage(rtt);
    }
    for (Fault fault : FAULTS) {
      if (happens(fault)) {
        Fate fate = fate(fault, exchange, rtt);
        if (fate != null) {
          return fate;
        }
      }
    }
    return Fate.ok(rtt);
  }

  private Fate outage(long rtt) {
    return switch (outageKind) {
      case 0 -> Fate.failed(rtt, FailureKind.CONNECT_REFUSED, Applies.NEVER);
      case 1 -> Fate.silent(rtt, Applies.NEVER);
      case 2 -> Fate.status(rtt, 503, Applies.NEVER);
      case 3 ->
          Fate.status(rtt, 503, Applies.NEVER)
              .with(List.of(new Header("Retry-After", "20")), 20 * SECOND);
      default -> Fate.failed(rtt, FailureKind.UNKNOWN_HOST, Applies.NEVER);
    };
  }

  private Fate fate(Fault fault, SimExchange exchange, long rtt) {
    return switch (fault) {
      case SERVER_ERROR -> Fate.status(rtt, oneOf(SERVER_ERRORS), maybe());
      case UNAVAILABLE -> paused(Fate.status(rtt, oneOf(UNAVAILABLE), maybe()));
      case THROTTLED -> paused(Fate.status(rtt, 429, Applies.NEVER));
      case DATA_REFUSED -> Fate.status(rtt, random.nextBoolean() ? 400 : 422, Applies.NEVER);
      case BODY_REFUSED -> Fate.status(rtt, 413, Applies.NEVER);
      case UNAUTHORIZED -> Fate.status(rtt, 401, Applies.NEVER);
      case FORBIDDEN -> forbidden(rtt);
      case NOT_FOUND -> Fate.status(rtt, random.nextBoolean() ? 404 : 405, Applies.NEVER);
      case REDIRECTED -> redirected(rtt);
      case HOLDING -> holding(rtt);
      case GONE -> Fate.status(rtt, 410, Applies.NEVER);
      case DROPPING -> Fate.status(rtt, oneOf(DROPPING), Applies.NEVER);
      case CONFLICT -> conflict(exchange, rtt);
      case ODD_STATUS -> odd(rtt);
      case SLOW -> Fate.ok(rtt + random.nextLong(2 * exchange.request.timeoutNanos()));
      case BROKEN_ANSWER ->
          Fate.ok(rtt).with(random.nextBoolean() ? BodyState.BROKEN : BodyState.TOO_LONG);
      case SOME_REFUSED, EACH_BY_ITSELF, STOPPED_IN_THE_MIDDLE, NOT_TAKEN ->
          receipt(fault, exchange, rtt);
      case NOT_REACHED -> Fate.failed(rtt, oneOf(NOT_REACHED), Applies.NEVER);
      case BROKEN -> Fate.failed(rtt, oneOf(BROKEN), maybe());
      case STALE_CONNECTION -> Fate.failed(rtt, FailureKind.NO_RESPONSE_REUSED, maybe());
      case SILENT -> Fate.silent(rtt, maybe());
      case TLS -> Fate.failed(rtt, FailureKind.TLS, Applies.NEVER);
      case CERTIFICATE -> Fate.failed(rtt, FailureKind.CERTIFICATE, Applies.NEVER);
      case PROTOCOL -> Fate.failed(rtt, FailureKind.PROTOCOL, maybe());
      case CALM_DOWN -> Fate.failed(rtt, FailureKind.CALM_DOWN, maybe());
      default -> null;
    };
  }

  private Fate holding(long rtt) {
    int status = oneOf(HOLDING);
    Fate fate = Fate.status(rtt, status, Applies.NEVER);
    return status == 402 ? paused(fate) : fate;
  }

  private Fate paused(Fate fate) {
    if (random.nextBoolean()) {
      return fate;
    }
    RetryAfterForm form = RetryAfterForm.draw(random);
    return fate.with(form.headers(), form.pauseNanos());
  }

  private Fate redirected(long rtt) {
    Fate fate = Fate.status(rtt, oneOf(REDIRECTED), Applies.NEVER);
    return random.nextInt(3) == 0
        ? fate
        : fate.with(
            List.of(new Header("Location", LOCATIONS[random.nextInt(LOCATIONS.length)])), 0);
  }

  private Fate forbidden(long rtt) {
    Fate fate = Fate.status(rtt, 403, Applies.NEVER);
    return random.nextBoolean()
        ? fate
        : fate.with(List.of(new Header("www-authenticate", "Bearer error=\"invalid_token\"")), 0);
  }

  /** "I have it already" where it does, and where nobody can think so. */
  private static Fate conflict(SimExchange exchange, long rtt) {
    LaneEvents lane = exchange.lane;
    boolean known = true;
    boolean inDoubt = false;
    for (int index : exchange.events) {
      known &= lane.applied(index) > 0;
      inDoubt |= lane.doubts(index) > 0;
    }
    return known || !inDoubt ? Fate.status(rtt, 409, Applies.NEVER) : null;
  }

  private Fate odd(long rtt) {
    int status = oneOf(ODD);
    boolean success = status / 100 == 2;
    boolean doubtful = Expectation.isAmbiguous(status);
    Fate fate =
        Fate.status(
            rtt, status, success ? Applies.BEFORE_ANSWER : doubtful ? maybe() : Applies.NEVER);
    boolean refusedByLoki = scenario.protocol() == Protocol.LOKI && success;
    return refusedByLoki ? fate.with(Reply.notTaken()) : fate;
  }

  /** An answer that says more than its status, where the protocol has one. */
  private Fate receipt(Fault fault, SimExchange exchange, long rtt) {
    int events = exchange.events.length;
    if (events == 0 || !scenario.protocol().hasReceipt(fault)) {
      return null;
    }
    String why = why(exchange);
    Fate ok = Fate.ok(rtt);
    return switch (fault) {
      case SOME_REFUSED -> ok.with(Reply.someRefused(events, random, why));
      case EACH_BY_ITSELF -> ok.with(Reply.each(events, random, why));
      case STOPPED_IN_THE_MIDDLE ->
          Fate.status(rtt, oneOf(IN_THE_MIDDLE), Applies.BEFORE_ANSWER)
              .with(Reply.first(events, random, why));
      default ->
          (scenario.protocol() == Protocol.LOKI ? Fate.status(rtt, 260, Applies.BEFORE_ANSWER) : ok)
              .with(Reply.notTaken());
    };
  }

  /** What servers like to say: what they were sent, and what no terminal should be shown. */
  static String why(SimExchange exchange) {
    return "because of " + exchange.token;
  }

  private Applies maybe() {
    return Applies.values()[random.nextInt(Applies.values().length)];
  }

  /** Whether a fault happens now. */
  boolean happens(Fault fault) {
    double rate = rates[fault.ordinal()];
    return !healed && rate > 0 && random.nextDouble() < rate;
  }

  SplittableRandom random() {
    return random;
  }

  private int oneOf(int[] values) {
    return values[random.nextInt(values.length)];
  }

  private FailureKind oneOf(FailureKind[] values) {
    return values[random.nextInt(values.length)];
  }

  void startOutage(int kind, long untilNanos) {
    outageKind = kind;
    outageUntilNanos = untilNanos;
  }

  /** Whether nothing gets through now. */
  boolean isOut() {
    return !healed && clock.elapsed() < outageUntilNanos;
  }

  /** From now on everything arrives and is answered with 200. */
  void heal() {
    healed = true;
  }

  /** How late something happens that nobody waits for. */
  long anyDelayNanos() {
    return random.nextLong(MILLI << random.nextInt(18));
  }

  /** Whether and when the server applies a request. */
  enum Applies {
    NEVER,
    BEFORE_ANSWER,
    LATE
  }

  /** What becomes of a request. */
  record Fate(
      long delayNanos,
      boolean answers,
      FailureKind failure,
      int status,
      List<Header> headers,
      long pauseNanos,
      BodyState body,
      Reply reply,
      Applies applies) {

    static Fate ok(long delayNanos) {
      return status(delayNanos, 200, Applies.BEFORE_ANSWER);
    }

    static Fate status(long delayNanos, int status, Applies applies) {
      return new Fate(
          delayNanos, true, null, status, List.of(), 0, BodyState.COMPLETE, Reply.NONE, applies);
    }

    static Fate failed(long delayNanos, FailureKind failure, Applies applies) {
      return new Fate(
          delayNanos, true, failure, 0, List.of(), 0, BodyState.COMPLETE, Reply.NONE, applies);
    }

    static Fate silent(long delayNanos, Applies applies) {
      return new Fate(
          delayNanos, false, null, 0, List.of(), 0, BodyState.COMPLETE, Reply.NONE, applies);
    }

    Fate with(List<Header> newHeaders, long newPauseNanos) {
      return new Fate(
          delayNanos, answers, failure, status, newHeaders, newPauseNanos, body, reply, applies);
    }

    Fate with(BodyState newBody) {
      return new Fate(
          delayNanos, answers, failure, status, headers, pauseNanos, newBody, reply, applies);
    }

    Fate with(Reply newReply) {
      return new Fate(
          delayNanos, answers, failure, status, headers, pauseNanos, body, newReply, applies);
    }
  }
}
