package io.github.telemetryappender.core.simulation;

import io.github.telemetryappender.core.auth.Credentials;
import io.github.telemetryappender.core.batch.BatchDivider;
import io.github.telemetryappender.core.batch.BatchLimits;
import io.github.telemetryappender.core.batch.BatchTarget;
import io.github.telemetryappender.core.batch.BodyEstimate;
import io.github.telemetryappender.core.batch.LaneBacklog;
import io.github.telemetryappender.core.delivery.DeliveryLoop;
import io.github.telemetryappender.core.delivery.DeliveryParts;
import io.github.telemetryappender.core.delivery.DeliveryProbe;
import io.github.telemetryappender.core.delivery.DeliveryReports;
import io.github.telemetryappender.core.delivery.Mailbox;
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
import io.github.telemetryappender.core.settings.MemoryConfig;
import io.github.telemetryappender.core.settings.PipelineConfig;
import io.github.telemetryappender.core.settings.TypedSettings;
import io.github.telemetryappender.core.time.Parker;
import io.github.telemetryappender.core.transport.Transport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The stations of a pipeline, put together as for a start, with simulated ports. */
final class SimParts implements AutoCloseable {

  private static final Formats FORMATS = Formats.load();

  static final String FIXED_TOKEN = "f1xed-s3cret";

  final PipelineConfig config;
  final MemoryPlan plan;
  final Tally tally = new Tally();
  final SimRounds rounds;
  final Lanes lanes;
  final Callers callers;
  final Mailbox mailbox;
  final DoorCounts door;
  final SimReports reports;

  /** Null where requests need none. */
  final SimTokens tokens;

  final SimNetwork network;
  private final SimFormat sketch;
  final Draws draws;
  final MemoryPool bodyMemory;
  final MemoryPool retryMemory;
  final BatchTarget target;
  final List<LaneBacklog> backlogs;
  final Credentials credentials;
  final DeliveryLoop loop;
  final DeliveryProbe probe;
  private final BatchDivider divider;
  private final BodyRenderer renderer;

  /**
   * @param number of the pipeline in its run, from 0
   */
  SimParts(World world, Parker parker, int number) {
    Scenario scenario = world.scenario;
    SimClock clock = world.clock;
    this.config = config(scenario, number);
    this.plan = MemoryPlan.of(scenario.memoryBytes());
    this.rounds = new SimRounds(world.timeline, clock);
    this.lanes = new Lanes(plan, world.random(3, number), parker, rounds);
    world.oracle.expectRing(lanes.epoch());
    this.mailbox = new Mailbox(parker);
    this.door = new DoorCounts(parker::unpark);
    this.callers =
        new Callers(
            clock,
            lanes,
            world.oracle,
            tally,
            door,
            world.numbers,
            rounds,
            config.capture(),
            config.memory(),
            world.sometimes);
    this.reports = new SimReports(world.trace, world.sometimes);
    this.sketch = new SimFormat(scenario);
    PayloadFormat format =
        scenario.protocol() == Protocol.SKETCH
            ? sketch
            : FORMATS.create(
                new FormatContext(config.endpoint(), config.resource(), "00000000000000ab"));
    this.tokens =
        scenario.auth().hasTokens()
            ? new SimTokens(scenario, clock, world.timeline, world.issuer, world.random(2, number))
            : null;
    this.network =
        new SimNetwork(scenario, clock, world.timeline, world.oracle, world.server, sketch);
    this.draws = new Draws(world.random(4, number));
    this.bodyMemory = new MemoryPool(plan.bodyBytes());
    this.retryMemory = new MemoryPool(plan.retryBytes());
    BodyEstimate estimate = format::estimatedBytes;
    this.divider =
        switch (scenario.packing()) {
          case DEFLATED -> new BatchDivider(estimate);
          case STORED -> new BatchDivider(estimate, new StoringDeflater());
        };
    this.renderer = new BodyRenderer(format, config.endpoint().compression());
    this.target = target(clock);
    this.backlogs = backlogs(estimate);
    Reporter reporter = new Reporter("sim", reports);
    DeliveryReports deliveryReports = new DeliveryReports(reporter, clock, "localhost:4318");
    this.credentials = credentials(world, number, deliveryReports);
    this.loop =
        new DeliveryLoop(
            new DeliveryParts(
                config,
                clock,
                draws,
                backlogs,
                target,
                divider,
                renderer,
                format,
                bodyMemory,
                retryMemory,
                network,
                credentials,
                mailbox,
                door,
                reporter,
                deliveryReports));
    this.probe = new DeliveryProbe(loop);
  }

  /** As the user typed it, but for less memory than a user may set. */
  private static PipelineConfig config(Scenario scenario, int number) {
    Map<String, String> settings = new LinkedHashMap<>(scenario.settings());
    if (number > 0) {
      settings.putAll(scenario.settingsOfNext());
    }
    TypedSettings typed = new TypedSettings();
    settings.forEach(typed::add);
    if (scenario.auth() == Scenario.Auth.FIXED) {
      typed.add("auth.bearerToken", FIXED_TOKEN);
    }
    PipelineConfig judged = PipelineConfig.of(typed, FORMATS);
    return new PipelineConfig(
        judged.endpoint(),
        judged.resource(),
        judged.capture(),
        judged.auth(),
        judged.batch(),
        new MemoryConfig(
            scenario.memoryBytes(), judged.memory().overflow(), judged.memory().overflowTimeout()),
        judged.delivery(),
        judged.connection(),
        judged.retry(),
        judged.shutdownTimeout(),
        judged.exitFlush(),
        judged.selfReport(),
        judged.remarks());
  }

  private BatchTarget target(SimClock clock) {
    BatchLimits limits =
        new BatchLimits(
            config.batch().maxEvents(),
            config.batch().maxBytes(),
            config.batch().linger().toNanos(),
            config.batch().urgentLinger().toNanos());
    return new BatchTarget(limits, clock.nanos());
  }

  private List<LaneBacklog> backlogs(BodyEstimate estimate) {
    List<LaneBacklog> ofLanes = new ArrayList<>();
    for (LaneKind kind : LaneKind.values()) {
      ofLanes.add(
          new LaneBacklog(
              lanes.lane(kind), lanes.epoch(), lanes.eventIdPrefix(kind), target, estimate));
    }
    return ofLanes;
  }

  private Credentials credentials(World world, int number, DeliveryReports deliveryReports) {
    return tokens == null
        ? Credentials.of(
            config.auth(),
            world.clock,
            world.random(5, number),
            mailbox,
            deliveryReports,
            SimParts::noTokenEndpoint)
        : Credentials.refreshed(
            tokens, world.clock, world.random(5, number), mailbox, deliveryReports);
  }

  private static Transport noTokenEndpoint() {
    throw new AssertionError("nothing here asks a token endpoint");
  }

  /** How long an event may wait for company, by the settings and whatever a backlog says. */
  long lingerNanos(LaneKind lane) {
    return switch (lane) {
      case URGENT -> config.batch().urgentLinger().toNanos();
      case NORMAL, LOW -> config.batch().linger().toNanos();
    };
  }

  /** What is its own to misbehave does so no more. */
  void heal() {
    sketch.heal();
    if (tokens != null) {
      tokens.heal();
    }
  }

  @Override
  public void close() {
    rounds.close();
    lanes.close();
    divider.close();
    renderer.close();
  }
}
