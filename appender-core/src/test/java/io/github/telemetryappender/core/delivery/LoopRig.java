package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.auth.Credentials;
import io.github.telemetryappender.core.auth.TokenSource;
import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.batch.BatchDivider;
import io.github.telemetryappender.core.batch.BatchLimits;
import io.github.telemetryappender.core.batch.BatchTarget;
import io.github.telemetryappender.core.batch.BodyEstimate;
import io.github.telemetryappender.core.batch.LaneBacklog;
import io.github.telemetryappender.core.batch.SeverityCounts;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.format.BodyRenderer;
import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.Formats;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.lane.Lanes;
import io.github.telemetryappender.core.memory.MemoryPlan;
import io.github.telemetryappender.core.memory.MemoryPool;
import io.github.telemetryappender.core.metrics.DoorCounts;
import io.github.telemetryappender.core.metrics.Reporter;
import io.github.telemetryappender.core.settings.PipelineConfig;
import io.github.telemetryappender.core.settings.TypedSettings;
import io.github.telemetryappender.core.time.Parker;
import io.github.telemetryappender.core.transport.Transport;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A delivery loop of production parts in virtual time: the test is its clock, its transport and its
 * callers.
 */
final class LoopRig implements AutoCloseable {

  static final Duration NANO = Duration.ofNanos(1);

  final FakeClock clock = new FakeClock();
  final ScriptedTransport transport = new ScriptedTransport();
  final RecordingReports reports = new RecordingReports();
  final PipelineConfig config;
  final MemoryPlan plan;
  final Lanes lanes;
  final List<LaneBacklog> backlogs;
  final Mailbox mailbox;
  final DeliveryParts parts;
  final DeliveryLoop loop;
  final MemoryPool bodyMemory;
  final MemoryPool retryMemory;
  final Reporter reporter;
  final DeliveryReports deliveryReports;
  final DoorCounts door;
  int unparks;
  private int unparksHeard = -1; // it begins with a step
  long rest = Long.MAX_VALUE;
  private final BatchDivider divider;

  LoopRig(Map<String, String> settings) {
    this(settings, new SplittableRandom(42));
  }

  LoopRig(Map<String, String> settings, RandomGenerator random) {
    this(settings, random, null, null);
  }

  LoopRig(Map<String, String> settings, PayloadFormat format) {
    this(settings, new SplittableRandom(42), format, null);
  }

  LoopRig(Map<String, String> settings, TokenSource tokens) {
    this(settings, new SplittableRandom(42), null, tokens);
  }

  private LoopRig(
      Map<String, String> settings,
      RandomGenerator random,
      @Nullable PayloadFormat ownFormat,
      @Nullable TokenSource tokens) {
    TypedSettings typed = new TypedSettings().add("endpoint", "http://localhost:4318/logs");
    settings.forEach(typed::add);
    if (!settings.containsKey("verifyOnStart")) {
      typed.add("verifyOnStart", "off"); // what most tests ask is what becomes of events
    }
    Formats formats = Formats.load();
    config = PipelineConfig.of(typed, formats);
    plan = MemoryPlan.of(config.memory().maxBytes());
    Parker parker =
        new Parker() {
          @Override
          public void park(long nanos) {
            throw new AssertionError("nobody parks here");
          }

          @Override
          public void unpark() {
            unparks++;
          }
        };
    lanes = new Lanes(plan, random, parker);
    mailbox = new Mailbox(parker);
    door = new DoorCounts(parker::unpark);
    bodyMemory = new MemoryPool(plan.bodyBytes());
    retryMemory = new MemoryPool(plan.retryBytes());
    PayloadFormat format =
        ownFormat != null
            ? ownFormat
            : formats.create(
                new FormatContext(config.endpoint(), config.resource(), "00000000000000ab"));
    BodyEstimate estimate = format::estimatedBytes;
    divider = new BatchDivider(estimate);
    reporter = new Reporter("test", reports);
    deliveryReports = new DeliveryReports(reporter, clock, "localhost:4318");
    BatchLimits limits =
        new BatchLimits(
            config.batch().maxEvents(),
            config.batch().maxBytes(),
            config.batch().linger().toNanos(),
            config.batch().urgentLinger().toNanos());
    BatchTarget target = new BatchTarget(limits, clock.nanos());
    backlogs =
        Arrays.stream(LaneKind.values())
            .map(
                kind ->
                    new LaneBacklog(
                        lanes.lane(kind),
                        lanes.epoch(),
                        lanes.eventIdPrefix(kind),
                        target,
                        estimate))
            .toList();
    parts =
        new DeliveryParts(
            config,
            clock,
            random,
            backlogs,
            target,
            divider,
            new BodyRenderer(format, config.endpoint().compression()),
            format,
            bodyMemory,
            retryMemory,
            transport,
            tokens != null
                ? Credentials.refreshed(tokens, clock, random, mailbox, deliveryReports)
                : Credentials.of(
                    config.auth(),
                    clock,
                    random,
                    mailbox,
                    deliveryReports,
                    LoopRig::noTokenEndpoint),
            mailbox,
            door,
            reporter,
            deliveryReports);
    loop = new DeliveryLoop(parts);
  }

  /** Logs events of a severity, each of the given size. */
  void log(Severity severity, int events, int bytes) {
    for (int i = 0; i < events; i++) {
      if (!offer(severity, bytes)) {
        throw new AssertionError("no room for a " + severity);
      }
    }
  }

  void log(Severity severity, int events) {
    log(severity, events, 104);
  }

  /** Logs events and cuts them off behind the loop's back, for one of its parts by itself. */
  Batch cut(Severity severity, int events) {
    log(severity, events);
    LaneBacklog backlog = backlog(LaneKind.of(severity));
    backlog.scan(new SeverityCounts());
    return backlog.cut();
  }

  LaneBacklog backlog(LaneKind lane) {
    return backlogs.get(lane.ordinal());
  }

  /** Offers one event, and says whether a lane took it. */
  boolean offer(Severity severity, int bytes) {
    byte[] record = record(severity, bytes);
    return lanes.offer(severity, record, 0, record.length);
  }

  /** Logs an event with this message, of ASCII. */
  void logText(Severity severity, String message) {
    byte[] text = message.getBytes(StandardCharsets.US_ASCII);
    byte[] record = record(severity, 40 + 6 + text.length);
    System.arraycopy(text, 0, record, 40 + 6, text.length);
    if (!lanes.offer(severity, record, 0, record.length)) {
      throw new AssertionError("no room for a " + severity);
    }
  }

  /** A record with nothing but its header and a message of noise, which does not compress well. */
  byte[] record(Severity severity, int bytes) {
    int text = Math.max(0, bytes - 40 - 6);
    ByteBuffer record =
        ByteBuffer.allocate(40 + (text > 0 ? 6 + text : 0)).order(ByteOrder.nativeOrder());
    record.put((byte) severity.ordinal()).put((byte) 1).put((byte) 0).put((byte) 0);
    record.putInt(0).putLong(clock.nanos()).putLong(clock.epochMillis() / 1000);
    record.putLong(clock.epochMillis()).putLong(0);
    if (text > 0) {
      record.put((byte) 4).put((byte) 255).putInt(text);
      for (int i = 0; i < text; i++) {
        record.put((byte) (' ' + noise.nextInt(90)));
      }
    }
    return record.array();
  }

  private final SplittableRandom noise = new SplittableRandom(7);

  /** Lets the loop work until it rests. */
  void work() {
    int steps = 0;
    unparksHeard = unparks;
    do {
      rest = loop.doWork(clock.nanos());
      if (++steps > 10_000) {
        throw new AssertionError("the loop does not come to rest");
      }
    } while (rest == 0);
  }

  /** Has the endpoint answer so quickly that so many exchanges of one event each are under way. */
  void underWay(Severity severity, int exchanges) {
    log(severity, 100 * exchanges);
    work();
    while (transport.open().size() < exchanges) {
      clock.advance(Duration.ofMillis(1));
      transport.open().forEach(exchange -> exchange.answer(200));
      work();
    }
  }

  /** Advances the clock and lets the loop work, before that too if somebody has woken it. */
  void advance(Duration duration) {
    if (unparks > unparksHeard) {
      work();
    }
    clock.advance(duration);
    work();
  }

  /** Rests as long as the loop wants to, and lets it work again. */
  void rest() {
    if (rest == Long.MAX_VALUE) {
      throw new AssertionError("the loop rests until it is woken");
    }
    advance(Duration.ofNanos(rest));
  }

  /** Rests until a request is under way. */
  void untilSent() {
    while (transport.open().isEmpty()) {
      rest();
    }
  }

  LedgerSnapshot snapshot() {
    return loop.snapshot();
  }

  CompletableFuture<FlushResult> flush(Duration atMost) {
    CompletableFuture<FlushResult> result = new CompletableFuture<>();
    mailbox.accept(() -> loop.flush(atMost.toNanos(), result));
    work();
    return result;
  }

  /** Whether the ledger is exact for each severity. */
  void checkLedger() {
    LedgerSnapshot ledger = snapshot();
    for (Severity severity : Severity.values()) {
      long settled =
          sum(
              severity,
              ledger.delivered(),
              ledger.rejected(),
              ledger.expired(),
              ledger.evicted(),
              ledger.abandoned(),
              ledger.held());
      if (sum(severity, ledger.accepted(), ledger.recovered()) != settled) {
        throw new AssertionError("ledger of " + severity + " is wrong: " + ledger);
      }
    }
  }

  private static long sum(Severity severity, SeverityCounts... counts) {
    return Arrays.stream(counts).mapToLong(count -> count.of(severity)).sum();
  }

  /** Ends it with a look at its ledger. */
  void checkAndClose() {
    try {
      checkLedger();
    } finally {
      close();
    }
  }

  /** Gives its memory back, whatever it has come to: other tests need it. */
  @Override
  public void close() {
    lanes.close();
    divider.close();
    if (loop.missedWakeUps() > 0) {
      throw new AssertionError("a wake-up was lost");
    }
  }

  private static Transport noTokenEndpoint() {
    throw new AssertionError("nothing here asks a token endpoint");
  }
}
