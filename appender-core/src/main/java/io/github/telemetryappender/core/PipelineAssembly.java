package io.github.telemetryappender.core;

import io.github.telemetryappender.core.auth.Credentials;
import io.github.telemetryappender.core.batch.BatchDivider;
import io.github.telemetryappender.core.batch.BatchLimits;
import io.github.telemetryappender.core.batch.BatchTarget;
import io.github.telemetryappender.core.batch.BodyEstimate;
import io.github.telemetryappender.core.batch.LaneBacklog;
import io.github.telemetryappender.core.capture.EventCapture;
import io.github.telemetryappender.core.capture.RecordSink;
import io.github.telemetryappender.core.delivery.DeliveryLoop;
import io.github.telemetryappender.core.delivery.DeliveryParts;
import io.github.telemetryappender.core.delivery.DeliveryReports;
import io.github.telemetryappender.core.delivery.Mailbox;
import io.github.telemetryappender.core.delivery.WorkerThread;
import io.github.telemetryappender.core.event.EventSource;
import io.github.telemetryappender.core.event.ReportChannel;
import io.github.telemetryappender.core.format.BodyRenderer;
import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.Formats;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.lane.Lanes;
import io.github.telemetryappender.core.memory.MemoryPlan;
import io.github.telemetryappender.core.memory.MemoryPool;
import io.github.telemetryappender.core.metrics.DoorCounts;
import io.github.telemetryappender.core.metrics.ReportKind;
import io.github.telemetryappender.core.metrics.Reporter;
import io.github.telemetryappender.core.settings.BatchConfig;
import io.github.telemetryappender.core.settings.DeliveryConfig;
import io.github.telemetryappender.core.settings.MemoryConfig;
import io.github.telemetryappender.core.settings.PipelineConfig;
import io.github.telemetryappender.core.settings.SettingsException;
import io.github.telemetryappender.core.time.Clock;
import io.github.telemetryappender.core.time.ThreadParker;
import io.github.telemetryappender.core.transport.OkHttpTransport;
import io.github.telemetryappender.core.transport.Transport;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Puts the stations of a pipeline together, in the order in which an event passes them, each with
 * the machine's clock, random source, transport and resting place.
 */
final class PipelineAssembly<E> {

  private final PipelineConfig config;
  private final EventSource<E> source;
  private final Clock clock = Clock.system();
  private final Lanes lanes;
  private final EventCapture<E> capture;
  private final AtomicBoolean runawayNoted = new AtomicBoolean();
  private final Mailbox mailbox;
  private final DoorCounts door;
  private final Reporter reporter;
  private final BatchDivider divider;
  private final BodyRenderer renderer;
  private final Transport transport;
  private final Credentials credentials;
  private final DeliveryLoop loop;
  private final WorkerThread worker;

  PipelineAssembly(
      String name,
      PipelineConfig config,
      Formats formats,
      EventSource<E> source,
      ReportChannel channel) {
    this.config = config;
    this.source = source;
    SecureRandom seeds = new SecureRandom();
    RandomGenerator random = new SplittableRandom(seeds.nextLong());
    MemoryPlan plan = MemoryPlan.of(config.memory().maxBytes());
    ThreadParker parker = new ThreadParker();

    this.mailbox = new Mailbox(parker);
    this.door = new DoorCounts(parker::unpark);
    this.reporter = new Reporter(name, channel);
    config.remarks().forEach(reporter::info);
    DeliveryReports reports =
        new DeliveryReports(reporter, clock, DeliveryParts.endpointName(config));
    this.credentials =
        Credentials.of(config.auth(), clock, random, mailbox, reports, () -> tokenTransport(name));
    this.lanes = lanes(plan, seeds, parker);
    PayloadFormat format = orGiveBack(() -> format(formats));
    this.capture =
        new EventCapture<>(
            source, config.capture(), format.wants(), new MemoryPool(plan.captureBytes()), clock);
    capture.onRunaway(this::reportRunaway);
    BodyEstimate estimate = format::estimatedBytes;
    this.divider = new BatchDivider(estimate);
    this.renderer = new BodyRenderer(format, config.endpoint().compression());
    this.transport = orGiveBack(() -> transport(name));
    BatchTarget target = target();
    this.loop =
        new DeliveryLoop(
            new DeliveryParts(
                config,
                clock,
                random,
                backlogs(target, estimate),
                target,
                divider,
                renderer,
                format,
                new MemoryPool(plan.bodyBytes()),
                new MemoryPool(plan.retryBytes()),
                transport,
                credentials,
                mailbox,
                door,
                reporter,
                reports));
    this.worker =
        new WorkerThread(
            SelfLog.THREAD_PREFIX + "-" + name,
            clock,
            parker,
            loop::doWork,
            loop::isOver,
            reports::internalError,
            this::closeMemory);
    parker.serve(worker.thread());
  }

  private Lanes lanes(MemoryPlan plan, SecureRandom seeds, ThreadParker parker) {
    try {
      return new Lanes(plan, seeds, parker);
    } catch (RuntimeException refusal) {
      credentials.close();
      throw refusal;
    }
  }

  private PayloadFormat format(Formats formats) {
    return formats.create(
        new FormatContext(
            config.endpoint(), config.resource(), HexFormat.of().toHexDigits(lanes.epoch())));
  }

  /** Made before any thread is; where one refuses its settings, all before it is given back. */
  private <T> T orGiveBack(Supplier<T> part) {
    try {
      return part.get();
    } catch (RuntimeException | Error refusal) {
      credentials.close();
      lanes.close();
      throw refusal;
    }
  }

  private Transport transport(String name) {
    return new OkHttpTransport(config.delivery(), config.connection(), name, this::reportTls);
  }

  /** For a token endpoint: with the endpoint's settings of TLS and proxy, and nothing shared. */
  private Transport tokenTransport(String name) {
    DeliveryConfig delivery = config.delivery();
    return new OkHttpTransport(
        new DeliveryConfig(1, delivery.connectTimeout(), delivery.requestTimeout()),
        config.connection(),
        name + " auth",
        trouble -> {}); // the endpoint's own transport reads the same files
  }

  /** On a thread that logs: one note is on its way at a time, whatever the number of events. */
  private void reportRunaway(String pattern) {
    if (runawayNoted.compareAndSet(false, true)) {
      mailbox.accept(
          () -> {
            runawayNoted.set(false);
            reporter.warn(
                ReportKind.REDACTION,
                "redact = "
                    + pattern
                    + " takes too long on an event, which is masked whole: write it so that it"
                    + " can match in one way only",
                clock.nanos());
          });
    }
  }

  private void reportTls(String trouble) {
    mailbox.accept(() -> reporter.warn(ReportKind.TLS, trouble, clock.nanos()));
  }

  private BatchTarget target() {
    BatchConfig batch = config.batch();
    BatchLimits limits =
        new BatchLimits(
            batch.maxEvents(),
            batch.maxBytes(),
            batch.linger().toNanos(),
            batch.urgentLinger().toNanos());
    return new BatchTarget(limits, clock.nanos());
  }

  private List<LaneBacklog> backlogs(BatchTarget target, BodyEstimate estimate) {
    return Arrays.stream(LaneKind.values())
        .map(
            kind ->
                new LaneBacklog(
                    lanes.lane(kind), lanes.epoch(), lanes.eventIdPrefix(kind), target, estimate))
        .toList();
  }

  /** Where captured records go: a lane with room, waited for where the user wants that. */
  RecordSink sink() {
    MemoryConfig memory = config.memory();
    return switch (memory.overflow()) {
      case DROP -> lanes::offer;
      case BLOCK -> new BlockingSink(lanes, memory.overflowTimeout().toNanos(), clock);
    };
  }

  /**
   * Starts the delivery thread.
   *
   * @throws SettingsException when the machine gives no thread; everything is given back then
   */
  void start() {
    try {
      worker.start();
    } catch (OutOfMemoryError noThread) {
      closePorts();
      closeMemory();
      throw new SettingsException("no thread could be started for delivery", noThread);
    }
  }

  /** Gives up what reaches outside; what is still under way comes back soon. Delivery thread. */
  void closePorts() {
    transport.close();
    credentials.close();
  }

  /** After the last exchange has come back: nobody reads records any more. Delivery thread. */
  private void closeMemory() {
    lanes.close();
    divider.close();
    renderer.close();
  }

  PipelineConfig config() {
    return config;
  }

  EventSource<E> source() {
    return source;
  }

  Clock clock() {
    return clock;
  }

  EventCapture<E> capture() {
    return capture;
  }

  Lanes lanes() {
    return lanes;
  }

  Mailbox mailbox() {
    return mailbox;
  }

  DoorCounts door() {
    return door;
  }

  DeliveryLoop loop() {
    return loop;
  }

  Reporter reporter() {
    return reporter;
  }

  WorkerThread worker() {
    return worker;
  }
}
