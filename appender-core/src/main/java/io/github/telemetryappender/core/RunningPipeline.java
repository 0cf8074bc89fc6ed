package io.github.telemetryappender.core;

import io.github.telemetryappender.core.capture.CaptureResult;
import io.github.telemetryappender.core.capture.EventCapture;
import io.github.telemetryappender.core.capture.RecordSink;
import io.github.telemetryappender.core.delivery.DeliveryLoop;
import io.github.telemetryappender.core.delivery.FlushResult;
import io.github.telemetryappender.core.delivery.LedgerSnapshot;
import io.github.telemetryappender.core.delivery.LeftDelivery;
import io.github.telemetryappender.core.delivery.Mailbox;
import io.github.telemetryappender.core.event.EventSource;
import io.github.telemetryappender.core.event.ReportChannel;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.format.Formats;
import io.github.telemetryappender.core.lane.Lanes;
import io.github.telemetryappender.core.metrics.Announcer;
import io.github.telemetryappender.core.metrics.DoorCounts;
import io.github.telemetryappender.core.metrics.DropReason;
import io.github.telemetryappender.core.settings.PipelineConfig;
import io.github.telemetryappender.core.settings.UserCode;
import io.github.telemetryappender.core.time.Clock;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A pipeline at work. Callers go from {@link #append} through the capture into a lane and are done;
 * everything else goes through the mailbox to the delivery thread.
 */
final class RunningPipeline<E> implements TelemetryPipeline<E> {

  /** What a stop may take beyond its budget. */
  private static final long STOP_GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long SNAPSHOT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final PipelineConfig config;
  private final EventSource<E> source;
  private final EventCapture<E> capture;
  private final RecordSink sink;
  private final Lanes lanes;
  private final DoorCounts door;
  private final Mailbox mailbox;
  private final DeliveryLoop loop;
  private final Thread deliveryThread;
  private final Runnable onDrained;
  private final Clock clock;
  private final ExitHook exitHook;
  private final SelfReport selfReport;
  private final Succession succession;
  private final DeliveryNews news;

  private final AtomicReference<PipelineState> state = new AtomicReference<>(PipelineState.RUNNING);

  /** For a caller whose question the delivery thread has no time to answer. */
  private volatile PipelineSnapshot latest;

  private final CompletableFuture<PipelineSnapshot> closed = new CompletableFuture<>();

  /** What a flush finds that comes too late to be seen by the delivery thread. */
  private final CompletableFuture<FlushResult> nothingLeft = new CompletableFuture<>();

  private RunningPipeline(
      String context, String name, String successionKey, PipelineAssembly<E> assembly) {
    this.config = assembly.config();
    this.source = assembly.source();
    this.capture = assembly.capture();
    this.sink = assembly.sink();
    this.lanes = assembly.lanes();
    this.door = assembly.door();
    this.mailbox = assembly.mailbox();
    this.loop = assembly.loop();
    this.deliveryThread = assembly.worker().thread();
    this.onDrained = assembly::closePorts;
    this.latest = Snapshots.of(door);
    this.clock = assembly.clock();
    this.exitHook =
        new ExitHook(new ExitFlush(this, clock, assembly.reporter(), config.shutdownTimeout()));
    this.selfReport =
        new SelfReport(
            context,
            name,
            new Announcer(SelfLog.THREAD_PREFIX + "-announcer-" + name),
            clock,
            assembly.reporter(),
            this,
            this::snapshotOldRatherThanLate);
    this.succession = new Succession(successionKey, Heirs.ofProcess(), this::takeOver);
    this.news =
        new DeliveryNews(
            new Announcer(SelfLog.THREAD_PREFIX + "-listener-" + name, DeliveryNews.MAX_WAITING),
            mailbox,
            assembly.reporter(),
            clock);
    loop.onEvents(selfReport::eventsCame);
    loop.onSettlement(news);
    loop.onHealthChange(
        (before, now, nowNanos) -> {
          selfReport.changed(before, now, nowNanos);
          news.changed(before, now, nowNanos);
        });
  }

  /**
   * Puts the parts together and starts the delivery thread.
   *
   * @throws io.github.telemetryappender.core.settings.SettingsException for what shows only now: a
   *     provider that cannot be made, memory that is not there
   */
  static <E> TelemetryPipeline<E> start(
      String context,
      String name,
      String successionKey,
      PipelineConfig config,
      Formats formats,
      EventSource<E> source,
      ReportChannel reports) {
    Optional<DeliveryListener> listener = listener(config);
    PipelineAssembly<E> assembly = new PipelineAssembly<>(name, config, formats, source, reports);
    RunningPipeline<E> pipeline = new RunningPipeline<>(context, name, successionKey, assembly);
    listener.ifPresent(pipeline::listen);
    assembly.start();
    pipeline.succession.begin();
    if (config.exitFlush() == PipelineConfig.ExitFlush.ON) {
      pipeline.exitHook.install();
    }
    pipeline.selfReport.register(ManagementFactory::getPlatformMBeanServer);
    return pipeline;
  }

  private static Optional<DeliveryListener> listener(PipelineConfig config) {
    return Optional.ofNullable(config.selfReport().deliveryListener())
        .map(name -> UserCode.construct("deliveryListener", name, DeliveryListener.class));
  }

  // The caller's path

  @Override
  public void append(E event) {
    Severity severity = source.severity(event);
    if (state.get() != PipelineState.RUNNING) {
      door.count(DropReason.STOPPED, severity);
    } else if (SelfLog.isOurs(source, event)) {
      door.count(DropReason.SELF, severity);
    } else {
      note(capture.capture(event, severity, sink), severity);
    }
  }

  private void note(CaptureResult result, Severity severity) {
    switch (result) {
      case ACCEPTED -> {
        // Counted by the delivery thread when it comes across the record.
      }
      case REFUSED ->
          door.count(lanes.isSealed() ? DropReason.STOPPED : DropReason.OVERFLOW, severity);
      case REENTRANT -> door.count(DropReason.REENTRANT, severity);
      case NO_MEMORY -> door.count(DropReason.OVERFLOW, severity);
    }
  }

  // Everybody else's

  @Override
  public boolean isInert() {
    return false;
  }

  @Override
  public CompletableFuture<FlushReceipt> flush(Duration atMost) {
    CompletableFuture<FlushResult> result = new CompletableFuture<>();
    long atMostNanos = nanos(atMost);
    mailbox.accept(() -> loop.flush(atMostNanos, result));
    if (!deliveryThread.isAlive()) {
      nothingLeft.complete(new FlushResult(0, 0, 0));
    }
    return result.applyToEither(
        nothingLeft,
        flushed -> new FlushReceipt(flushed.delivered(), flushed.lost(), flushed.held()));
  }

  private static long nanos(Duration duration) {
    try {
      return Math.max(0, duration.toNanos());
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE / 2; // longer than a long of nanoseconds: for ever
    }
  }

  @Override
  public void listen(DeliveryListener listener) {
    news.add(listener);
  }

  @Override
  public PipelineSnapshot snapshot() {
    if (Thread.currentThread() == deliveryThread) {
      return Snapshots.of(loop.snapshot(), door);
    }
    return snapshotOldRatherThanLate(SNAPSHOT_NANOS);
  }

  /** As {@link #snapshot()}: an older one where there is none in that time. */
  PipelineSnapshot snapshotOldRatherThanLate(long nanos) {
    return snapshotWithin(nanos).orElseGet(() -> withDoor(latest));
  }

  /** The ledger, if the delivery thread has the time to take it. Any thread but that. */
  Optional<PipelineSnapshot> snapshotWithin(long nanos) {
    boolean isGone = !deliveryThread.isAlive(); // before the next look: it closes, then it ends
    if (closed.isDone()) {
      return Optional.of(atTheEnd(closed.join()));
    }
    if (isGone) {
      return Optional.empty(); // broken down for good: nobody reads what is posted
    }
    CompletableFuture<LedgerSnapshot> ledger = new CompletableFuture<>();
    mailbox.accept(() -> ledger.complete(loop.snapshot()));
    CompletableFuture<PipelineSnapshot> either =
        ledger.thenApply(taken -> Snapshots.of(taken, door)).applyToEither(closed, this::atTheEnd);
    return BoundedWait.await(either, nanos, clock).map(this::remember);
  }

  private PipelineSnapshot remember(PipelineSnapshot taken) {
    latest = taken;
    return taken;
  }

  /** A ledger that was taken before, with what was refused since. */
  private PipelineSnapshot withDoor(PipelineSnapshot ledger) {
    return Snapshots.withDoor(ledger, door);
  }

  /** The last ledger: what was left waits for another pipeline, is there, or is lost by now. */
  private PipelineSnapshot atTheEnd(PipelineSnapshot ledger) {
    PipelineSnapshot today = withDoor(ledger);
    return succession.isOver() ? Snapshots.withNothingHeld(today) : today;
  }

  /** A pipeline before this one could not deliver these. A letter for each: each a bounded step. */
  private void takeOver(List<LeftDelivery> left) {
    left.forEach(delivery -> mailbox.accept(() -> loop.takeOver(delivery)));
    long events = left.stream().mapToLong(LeftDelivery::events).sum();
    mailbox.accept(() -> loop.tookOver(events));
  }

  @Override
  public void stop() {
    if (transitionTo(PipelineState.DRAINING)) {
      exitHook.remove();
      succession.end();
      lanes.seal();
      long startNanos = clock.nanos();
      long budgetNanos = config.shutdownTimeout().toNanos();
      long longestNanos = budgetNanos + STOP_GRACE_NANOS;
      mailbox.accept(() -> loop.drain(budgetNanos, succession, this::drained));
      BoundedWait.await(closed, longestNanos, clock);
      selfReport.close(longestNanos - (clock.nanos() - startNanos));
      news.close(longestNanos - (clock.nanos() - startNanos));
      // A container closes our class loader next: no class can be loaded after that.
      BoundedWait.awaitEnd(deliveryThread, longestNanos - (clock.nanos() - startNanos), clock);
    }
  }

  /** The drain is over. Delivery thread. */
  private void drained() {
    onDrained.run();
    transitionTo(PipelineState.CLOSED);
    nothingLeft.complete(new FlushResult(0, 0, 0));
    closed.complete(Snapshots.of(loop.snapshot(), door));
  }

  /** Moves on, unless somebody else has done so or the move is not a legal one. */
  private boolean transitionTo(PipelineState next) {
    PipelineState current = Objects.requireNonNull(state.get());
    return current.mayBecome(next) && state.compareAndSet(current, next);
  }
}
