package io.github.telemetryappender.core.simulation;

import static io.github.telemetryappender.core.simulation.Scenario.MILLI;
import static io.github.telemetryappender.core.simulation.Scenario.SECOND;
import static io.github.telemetryappender.core.simulation.Violation.check;

import io.github.telemetryappender.core.simulation.Oracle.LaneEvents;
import io.github.telemetryappender.core.simulation.SimFormat.Rendered;
import io.github.telemetryappender.core.simulation.SimServer.Applies;
import io.github.telemetryappender.core.simulation.SimServer.Fate;
import io.github.telemetryappender.core.transport.ExchangeRequest;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.FailureKind;
import io.github.telemetryappender.core.transport.Payload;
import io.github.telemetryappender.core.transport.PayloadTooLargeException;
import io.github.telemetryappender.core.transport.Transport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** One pipeline's connections to the server: where exchanges take their time and break off. */
final class SimNetwork implements Transport {

  static final String HOME = "http://localhost:4318/";

  private static final long MOST_OVERDUE_NANOS = 60 * SECOND;
  private static final Pattern EVENT_ID = Pattern.compile("[0-9a-f]{16}-[unl]-([0-9a-f]+)\"");

  private final Scenario scenario;
  private final SimClock clock;
  private final Timeline timeline;
  private final Oracle oracle;
  private final SimServer server;
  private final SimFormat format;
  private final boolean watched;
  private final List<SimExchange> open = new ArrayList<>();
  private final List<SimExchange> completed = new ArrayList<>();

  private Consumer<SimExchange> onSend = exchange -> {};
  private boolean filesReplaced;
  private boolean changeSeen;
  private int sent;
  private int looks;
  private long openBodyBytes;
  private boolean closed;

  SimNetwork(
      Scenario scenario,
      SimClock clock,
      Timeline timeline,
      Oracle oracle,
      SimServer server,
      SimFormat format) {
    this.scenario = scenario;
    this.clock = clock;
    this.timeline = timeline;
    this.oracle = oracle;
    this.server = server;
    this.format = format;
    this.watched = scenario.faults().containsKey(Fault.FILES_REPLACED);
  }

  void onSend(Consumer<SimExchange> listener) {
    onSend = listener;
  }

  /** What an exchange may take at the very most, when its time is up and nobody says so. */
  static long longestNanos(long timeoutNanos) {
    return timeoutNanos + MOST_OVERDUE_NANOS;
  }

  @Override
  public CompletableFuture<ExchangeResult> send(ExchangeRequest request) {
    check(!closed, "18 stop", "a request after the end");
    check(request.url().startsWith(HOME), "13 auth", "sent to %s", request.url());
    SimExchange exchange = new SimExchange(request, oracle, clock.elapsed());
    open.add(exchange);
    sent++;
    onSend.accept(exchange);
    long renderIn =
        server.happens(Fault.LATE_RENDERING)
            ? server.random().nextLong(request.timeoutNanos() / 2 + 1)
            : 0;
    timeline.in(renderIn, () -> render(exchange));
    return exchange.future;
  }

  private void render(SimExchange exchange) {
    if (!exchange.isOpen()) {
      return;
    }
    if (!exchange.isCheck()) {
      if (server.happens(Fault.RENDERING_FAILS)) {
        format.breakDownAfter(server.random().nextInt(5));
      }
      try {
        Payload payload = exchange.request.payload().render();
        exchange.bodyBytes = payload.contentLength();
        openBodyBytes += exchange.bodyBytes;
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
    }
    travel(exchange, server.fate(exchange));
  }

  private void noteBody(SimExchange exchange, Payload payload) {
    if (scenario.protocol() == Protocol.SKETCH) {
      noteRendered(exchange);
      write(payload, OutputStream.nullOutputStream()); // which gives its memory back
    } else {
      int[] events =
          positionsIn(payload).stream().mapToInt(exchange.lane::at).distinct().sorted().toArray();
      exchange.events = events;
    }
    if (exchange.events.length + exchange.leftOut.length != exchange.batch.count()) {
      throw new Violation(
          "3 no invention",
          "%d events and %d left out are in a body of %s",
          exchange.events.length,
          exchange.leftOut.length,
          exchange.batch);
    }
  }

  private void noteRendered(SimExchange exchange) {
    LaneEvents lane = exchange.lane;
    Rendered rendered = format.rendered();
    exchange.events = new int[rendered.count()];
    for (int i = 0; i < rendered.count(); i++) {
      int index = lane.at(rendered.position(i));
      if (!rendered.is(i, lane, index)) {
        throw new Violation(
            "3 no invention", "the event at %x went out changed", rendered.position(i));
      }
      exchange.events[i] = index;
    }
    if (rendered.leftOutCount() > 0) {
      exchange.leftOut = new int[rendered.leftOutCount()];
      for (int i = 0; i < rendered.leftOutCount(); i++) {
        exchange.leftOut[i] = lane.at(rendered.leftOut(i));
      }
    }
  }

  private static List<Long> positionsIn(Payload payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(payload, out);
    String body = plain(out.toByteArray(), payload.contentEncoding());
    check(!body.contains(SimIssuer.MARK), "13 auth", "a body holds a token");
    List<Long> positions = new ArrayList<>();
    Matcher ids = EVENT_ID.matcher(body);
    while (ids.find()) {
      positions.add(Long.parseLong(ids.group(1), 16));
    }
    return positions;
  }

  private static void write(Payload payload, OutputStream out) {
    try {
      payload.writeTo(out);
    } catch (IOException e) {
      throw new Violation("3 no invention", e);
    }
  }

  private static String plain(byte[] body, String encoding) {
    try (InputStream in =
        encoding == null
            ? new ByteArrayInputStream(body)
            : new GZIPInputStream(new ByteArrayInputStream(body))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new Violation("3 no invention", e);
    }
  }

  // On the way

  private void travel(SimExchange exchange, Fate fate) {
    exchange.reply = fate.reply();
    if (!exchange.isCheck() && fate.applies() != Applies.NEVER) {
      long arrival =
          fate.applies() == Applies.LATE
              ? fate.delayNanos() + server.anyDelayNanos()
              : fate.delayNanos() / 2;
      timeline.in(arrival, () -> apply(exchange));
    }
    long deadline = exchange.startedAtNanos + exchange.request.timeoutNanos();
    if (fate.answers() && clock.elapsed() + fate.delayNanos() < deadline) {
      timeline.in(fate.delayNanos(), () -> answer(exchange, fate));
    } else {
      boolean overdue = server.happens(Fault.OVERDUE);
      long late = overdue ? server.random().nextLong(MOST_OVERDUE_NANOS) : 0;
      timeline.at(deadline + late, () -> fail(exchange, FailureKind.TIMEOUT));
    }
  }

  private void apply(SimExchange exchange) {
    LaneEvents lane = exchange.lane;
    boolean once = scenario.protocol().knowsDuplicates();
    for (int place = 0; place < exchange.events.length; place++) {
      int index = exchange.events[place];
      if (exchange.reply.isTaken(place) && !(once && lane.applied(index) > 0)) {
        lane.apply(index);
      }
    }
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
              fate.status(), fate.headers(), words(exchange, fate.reply()), fate.body()));
    }
  }

  private byte[] words(SimExchange exchange, Reply reply) {
    return reply.kind() == Reply.Kind.NONE && scenario.protocol() == Protocol.SKETCH
        ? (SimServer.why(exchange) + "\u0007").getBytes(StandardCharsets.UTF_8)
        : reply.body(scenario.protocol());
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
    openBodyBytes -= exchange.bodyBytes;
    if (!exchange.isCheck() && Expectation.isAmbiguous(result)) {
      doubt(exchange);
    } else if (exchange.reply.kind() == Reply.Kind.FIRST) {
      doubtBoundary(exchange);
    }
    exchange.future.complete(result);
  }

  /** All of the batch: who gives up an exchange does not know whether its body was made. */
  private static void doubt(SimExchange exchange) {
    LaneEvents lane = exchange.lane;
    int index = lane.firstFrom(exchange.batch.first());
    while (index < lane.size() && lane.position(index) <= exchange.batch.last()) {
      lane.doubt(index++);
    }
  }

  /** Where a server leaves open whether it counts from 0, the latest it took goes again. */
  private void doubtBoundary(SimExchange exchange) {
    int taken = exchange.reply.count(Reply.Verdict.TAKEN);
    int certain = Math.max(0, exchange.reply.certainlyTaken(scenario.protocol()));
    for (int place = certain; place < taken; place++) {
      exchange.lane.mayRepeat(exchange.events[place]);
    }
  }

  // For the simulation

  /** Those under way. */
  List<SimExchange> open() {
    return open;
  }

  /** Those under way that carry events. */
  int carrying() {
    int carrying = 0;
    for (SimExchange exchange : open) {
      carrying += exchange.isCheck() ? 0 : 1;
    }
    return carrying;
  }

  /** Bytes of the bodies that are under way and made. */
  long openBodyBytes() {
    return openBodyBytes;
  }

  /** Those that have come back, in order; the one who reads them takes them out. */
  List<SimExchange> completed() {
    return completed;
  }

  int sent() {
    return sent;
  }

  int looks() {
    return looks;
  }

  /** The loop will hear nothing any more of those under way: they may or may not arrive. */
  void doubtAllOpen() {
    for (SimExchange exchange : open) {
      if (!exchange.isCheck()) {
        doubt(exchange);
      }
    }
  }

  @Override
  public boolean isWatched() {
    return watched;
  }

  @Override
  public CompletableFuture<Boolean> look() {
    looks++;
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    timeline.in(
        server.random().nextLong(SECOND),
        () -> {
          boolean changed = filesReplaced;
          filesReplaced = false;
          changeSeen |= changed;
          answer.complete(changed);
        });
    return answer;
  }

  /** Whether a look has found other files since this was last asked. */
  boolean hasSeenChange() {
    boolean seen = changeSeen;
    changeSeen = false;
    return seen;
  }

  /** Somebody replaces certificates: the next one who looks sees it. */
  void replaceFiles() {
    filesReplaced = watched;
  }

  @Override
  public void cancelAll() {
    for (SimExchange exchange : open) {
      if (!server.happens(Fault.CANCEL_IGNORED)) {
        timeline.in(
            server.random().nextLong(20 * MILLI), () -> fail(exchange, FailureKind.CANCELED));
      }
    }
  }

  @Override
  public void close() {
    cancelAll();
    closed = true;
  }
}
