package io.github.telemetryappender.core.simulation;

import static io.github.telemetryappender.core.simulation.Scenario.MILLI;
import static io.github.telemetryappender.core.simulation.Scenario.SECOND;
import static io.github.telemetryappender.core.simulation.Violation.check;

import io.github.telemetryappender.core.transport.ExchangeRequest;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.ExchangeResult.BodyState;
import io.github.telemetryappender.core.transport.FailureKind;
import io.github.telemetryappender.core.transport.Header;
import io.github.telemetryappender.core.transport.Payload;
import io.github.telemetryappender.core.transport.PayloadTooLargeException;
import io.github.telemetryappender.core.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The way to the server, and the server: it applies requests before it answers, after the client
 * has given up, or not at all.
 */
final class SimNetwork implements Transport {

  private static final int[] SERVER_ERRORS = {
    500, 500, 507, 509, 511, 520, 523, 527, 529, 530, 599
  };
  private static final int[] UNAVAILABLE = {502, 503, 503, 504};
  private static final int[] HOLDING = {402, 406, 407, 415, 426, 428, 431, 501, 505};
  private static final int[] REDIRECTED = {300, 301, 302, 303, 304, 305, 307, 308};
  private static final String HOME = "http://localhost:4318/";
  private static final String[] LOCATIONS = {
    "/moved", HOME + "v2", "http://elsewhere.example/", "https://localhost:4318/", "://", ""
  };
  private static final int[] DROPPING = {411, 412, 414, 416, 417, 418, 451, 444, 499};
  private static final int[] ODD = {99, 600, 999, 0, -1, 408, 423, 424, 425, 421, 226, 299};
  private static final FailureKind[] NOT_REACHED = {
    FailureKind.UNKNOWN_HOST,
    FailureKind.CONNECT_REFUSED,
    FailureKind.CONNECT_TIMEOUT,
    FailureKind.PROXY_REFUSED,
    FailureKind.PROXY_UNAUTHORIZED,
    FailureKind.STREAM_REFUSED
  };
  private static final FailureKind[] BROKEN = {
    FailureKind.WRITE_BROKEN,
    FailureKind.NO_RESPONSE,
    FailureKind.STREAM_RESET,
    FailureKind.OTHER_IO
  };
  private static final Pattern JSON_ID = Pattern.compile("[0-9a-f]{16}-[unl]-([0-9a-f]+)\"");

  private final Scenario scenario;
  private final SimClock clock;
  private final Timeline timeline;
  private final Oracle oracle;
  private final SimFormat format;
  private final SimTokens tokens;
  private final SplittableRandom random;
  private final List<SimExchange> open = new ArrayList<>();
  private final List<SimExchange> completed = new ArrayList<>();

  private Consumer<SimExchange> onSend = exchange -> {};
  private long outageUntilNanos;
  private int outageKind;
  private boolean healed;
  private int sent;
  private boolean closed;

  SimNetwork(
      Scenario scenario,
      SimClock clock,
      Timeline timeline,
      Oracle oracle,
      SimFormat format,
      SimTokens tokens) {
    this.scenario = scenario;
    this.clock = clock;
    this.timeline = timeline;
    this.oracle = oracle;
    this.format = format;
    this.tokens = tokens;
    this.random = scenario.random(1);
  }

  void onSend(Consumer<SimExchange> listener) {
    onSend = listener;
  }

  @Override
  public CompletableFuture<ExchangeResult> send(ExchangeRequest request) {
    check(!closed, "18 stop", "a request after the end");
    check(request.url().startsWith(HOME), "13 auth", "sent to %s", request.url());
    SimExchange exchange = new SimExchange(request, clock.elapsed());
    open.add(exchange);
    sent++;
    onSend.accept(exchange);
    long renderIn =
        happens(Fault.LATE_RENDERING) ? random.nextLong(request.timeoutNanos() / 2 + 1) : 0;
    timeline.in(renderIn, () -> render(exchange));
    timeline.in(request.timeoutNanos(), () -> fail(exchange, FailureKind.TIMEOUT));
    return exchange.future;
  }

  private void render(SimExchange exchange) {
    if (!exchange.isOpen()) {
      return;
    }
    if (happens(Fault.RENDERING_FAILS)) {
      format.breakDownAfter(random.nextInt(5));
    }
    try {
      Payload payload = exchange.request.payload().render();
      noteBody(exchange, payload);
    } catch (PayloadTooLargeException e) {
      complete(exchange, new ExchangeResult.TooLarge(e.limitBytes()));
      return;
    } catch (Violation violation) {
      throw violation;
    } catch (RuntimeException | OutOfMemoryError e) {
      complete(exchange, new ExchangeResult.RenderingFailed(e));
      return;
    }
    travel(exchange, fate(exchange));
  }

  private void noteBody(SimExchange exchange, Payload payload) {
    Oracle.LaneEvents lane = oracle.lane(exchange.batch.lane());
    if (scenario.rendering() == Scenario.Rendering.JSON) {
      positionsIn(payload).forEach(position -> exchange.events.add(lane.at(position)));
      return;
    }
    for (SimFormat.Rendered rendered : format.rendered()) {
      int index = lane.at(rendered.position());
      check(
          lane.rank(index) == rendered.rank()
              && lane.acceptedAtNanos(index) == rendered.acceptedAtNanos()
              && lane.number(index) == rendered.number(),
          "3 no invention",
          "the event at %d went out as %s",
          rendered.position(),
          rendered);
      exchange.events.add(index);
    }
    format.leftOut().forEach(position -> exchange.leftOut.add(lane.at(position)));
    check(
        exchange.events.size() + exchange.leftOut.size() == exchange.batch.count(),
        "3 no invention",
        "%d events are in a body of %s",
        exchange.events.size(),
        exchange.batch);
  }

  private static List<Long> positionsIn(Payload payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      payload.writeTo(out);
    } catch (IOException e) {
      throw new Violation("3 no invention", e);
    }
    List<Long> positions = new ArrayList<>();
    Matcher ids = JSON_ID.matcher(out.toString(StandardCharsets.UTF_8));
    while (ids.find()) {
      positions.add(Long.parseLong(ids.group(1), 16));
    }
    return positions;
  }

  // On the way

  private void travel(SimExchange exchange, Fate fate) {
    long there = fate.delayNanos() / 2;
    if (fate.applies() == Applies.BEFORE_ANSWER) {
      timeline.in(there, () -> apply(exchange));
    } else if (fate.applies() == Applies.LATE) {
      timeline.in(
          fate.delayNanos() + random.nextLong(MILLI << random.nextInt(18)), () -> apply(exchange));
    }
    if (fate.answers()) {
      timeline.in(fate.delayNanos(), () -> answer(exchange, fate));
    }
  }

  private void apply(SimExchange exchange) {
    Oracle.LaneEvents lane = oracle.lane(exchange.batch.lane());
    exchange.events.forEach(lane::apply);
  }

  private void answer(SimExchange exchange, Fate fate) {
    if (fate.failure() != null) {
      fail(exchange, fate.failure());
      return;
    }
    if (exchange.isOpen()) {
      exchange.pauseNanos = fate.pauseNanos();
      complete(
          exchange,
          new ExchangeResult.Answered(
              fate.status(),
              fate.headers(),
              "because\u0007".getBytes(StandardCharsets.UTF_8),
              fate.body()));
    }
  }

  private void fail(SimExchange exchange, FailureKind kind) {
    if (exchange.isOpen()) {
      complete(exchange, new ExchangeResult.Failed(kind, "simulated " + kind));
    }
  }

  private void complete(SimExchange exchange, ExchangeResult result) {
    exchange.result = result;
    open.remove(exchange);
    completed.add(exchange);
    if (Expectation.isAmbiguous(result)) {
      doubt(exchange);
    }
    exchange.future.complete(result);
  }

  /** All of the batch: who gives up an exchange does not know whether its body was made. */
  private void doubt(SimExchange exchange) {
    Oracle.LaneEvents lane = oracle.lane(exchange.batch.lane());
    int index = lane.firstFrom(exchange.batch.first());
    while (index < lane.size() && lane.position(index) <= exchange.batch.last()) {
      lane.doubt(index++);
    }
  }

  // What the server does

  private Fate fate(SimExchange exchange) {
    long rtt = scenario.rttNanos() / 2 + random.nextLong(scenario.rttNanos() + 1);
    if (healed) {
      return Fate.ok(rtt);
    }
    if (tokens != null && !tokens.isValid(exchange.token)) {
      return Fate.status(rtt, 401, Applies.NEVER)
          .with(List.of(new Header("WWW-Authenticate", "Bearer error=\"invalid_token\"")), 0);
    }
    if (clock.elapsed() < outageUntilNanos) {
      return outage(rtt);
    }
    for (Fault fault : Fault.values()) {
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
  private Fate conflict(SimExchange exchange, long rtt) {
    Oracle.LaneEvents lane = oracle.lane(exchange.batch.lane());
    boolean known = exchange.events.stream().allMatch(index -> lane.applied(index) > 0);
    boolean inDoubt = exchange.events.stream().anyMatch(index -> lane.doubts(index) > 0);
    return known || !inDoubt ? Fate.status(rtt, 409, Applies.NEVER) : null;
  }

  private Fate odd(long rtt) {
    int status = oneOf(ODD);
    boolean success = status / 100 == 2;
    boolean doubtful = Expectation.isAmbiguous(status);
    return Fate.status(
        rtt, status, success ? Applies.BEFORE_ANSWER : doubtful ? maybe() : Applies.NEVER);
  }

  private Applies maybe() {
    return Applies.values()[random.nextInt(Applies.values().length)];
  }

  private boolean happens(Fault fault) {
    double rate = scenario.rate(fault);
    return !healed && rate > 0 && random.nextDouble() < rate;
  }

  private int oneOf(int[] values) {
    return values[random.nextInt(values.length)];
  }

  private FailureKind oneOf(FailureKind[] values) {
    return values[random.nextInt(values.length)];
  }

  // For the simulation

  void startOutage(int kind, long untilNanos) {
    outageKind = kind;
    outageUntilNanos = untilNanos;
  }

  /** From now on everything arrives and is answered with 200. */
  void heal() {
    healed = true;
  }

  /** Those under way. */
  List<SimExchange> open() {
    return open;
  }

  /** Those that have come back since the last call. */
  List<SimExchange> takeCompleted() {
    List<SimExchange> taken = List.copyOf(completed);
    completed.clear();
    return taken;
  }

  int sent() {
    return sent;
  }

  @Override
  public void cancelAll() {
    for (SimExchange exchange : open) {
      if (!happens(Fault.CANCEL_IGNORED)) {
        timeline.in(random.nextLong(20 * MILLI), () -> fail(exchange, FailureKind.CANCELED));
      }
    }
  }

  @Override
  public void close() {
    cancelAll();
    closed = true;
  }

  /** Whether and when the server applies a request. */
  private enum Applies {
    NEVER,
    BEFORE_ANSWER,
    LATE
  }

  /** What becomes of a request. */
  private record Fate(
      long delayNanos,
      boolean answers,
      FailureKind failure,
      int status,
      List<Header> headers,
      long pauseNanos,
      BodyState body,
      Applies applies) {

    static Fate ok(long delayNanos) {
      return status(delayNanos, 200, Applies.BEFORE_ANSWER);
    }

    static Fate status(long delayNanos, int status, Applies applies) {
      return new Fate(delayNanos, true, null, status, List.of(), 0, BodyState.COMPLETE, applies);
    }

    static Fate failed(long delayNanos, FailureKind failure, Applies applies) {
      return new Fate(delayNanos, true, failure, 0, List.of(), 0, BodyState.COMPLETE, applies);
    }

    static Fate silent(long delayNanos, Applies applies) {
      return new Fate(delayNanos, false, null, 0, List.of(), 0, BodyState.COMPLETE, applies);
    }

    Fate with(List<Header> newHeaders, long newPauseNanos) {
      return new Fate(
          delayNanos, answers, failure, status, newHeaders, newPauseNanos, body, applies);
    }

    Fate with(BodyState newBody) {
      return new Fate(delayNanos, answers, failure, status, headers, pauseNanos, newBody, applies);
    }
  }
}
