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
import java.util.Arrays;
import java.util.List;

/** The stations of a pipeline, put together as for a start, with simulated ports. */
final class SimParts implements AutoCloseable {

  private static final Formats FORMATS = Formats.load();

  static final String FIXED_TOKEN = "f1xed-s3cret";

  final Scenario scenario;
  final SimClock clock;
  final Timeline timeline;
  final Trace trace = new Trace();
  final Sometimes sometimes;
  final PipelineConfig config;
  final Oracle oracle = new Oracle();
  final Lanes lanes;
  final Callers callers;
  final Mailbox mailbox;
  final DoorCounts door;
  final SimReports reports;
  final SimTokens tokens;
  final SimNetwork network;
  final RecordingRandom random;
  final MemoryPool bodyMemory;
  final MemoryPool retryMemory;
  final BatchTarget target;
  final List<LaneBacklog> backlogs;
  final Credentials credentials;
  final DeliveryLoop loop;
  final DeliveryProbe probe;
  private final BatchDivider divider;
  private final BodyRenderer renderer;

  SimParts(Scenario scenario, Parker parker, Sometimes sometimes) {
    this.scenario = scenario;
    this.sometimes = sometimes;
    this.clock = new SimClock(scenario.originNanos());
    this.timeline = new Timeline(clock);
    this.config = config(scenario);
    MemoryPlan plan = MemoryPlan.of(scenario.memoryBytes());
    this.lanes = new Lanes(plan, scenario.random(3), parker);
    this.mailbox = new Mailbox(parker);
    this.door = new DoorCounts(parker::unpark);
    this.callers = new Callers(clock, lanes, oracle, door, config.capture());
    this.reports = new SimReports(trace, clock, sometimes);
    SimFormat sketch = new SimFormat(scenario);
    PayloadFormat format =
        scenario.rendering() == Scenario.Rendering.JSON
            ? FORMATS.create(
                new FormatContext(config.endpoint(), config.resource(), "00000000000000ab"))
            : sketch;
    boolean withTokens = scenario.auth() == Scenario.Auth.TOKENS;
    this.tokens = withTokens ? new SimTokens(scenario, clock, timeline) : null;
    this.network = new SimNetwork(scenario, clock, timeline, oracle, sketch, tokens);
    this.random = new RecordingRandom(scenario.random(4));
    this.bodyMemory = new MemoryPool(plan.bodyBytes());
    this.retryMemory = new MemoryPool(plan.retryBytes());
    BodyEstimate estimate = format::estimatedBytes;
    this.divider = new BatchDivider(estimate);
    this.renderer = new BodyRenderer(format, config.endpoint().compression());
    this.target = target();
    this.backlogs = backlogs(target, estimate);
    Reporter reporter = new Reporter("sim", reports);
    DeliveryReports deliveryReports = new DeliveryReports(reporter, clock, "localhost:4318");
    this.credentials =
        withTokens
            ? Credentials.refreshed(tokens, clock, scenario.random(5), mailbox, deliveryReports)
            : Credentials.of(
                config.auth(),
                clock,
                scenario.random(5),
                mailbox,
                deliveryReports,
                SimParts::noTokenEndpoint);
    this.loop =
        new DeliveryLoop(
            new DeliveryParts(
                config,
                clock,
                random,
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
  private static PipelineConfig config(Scenario scenario) {
    TypedSettings typed = new TypedSettings();
    scenario.settings().forEach(typed::add);
    typed.add("verifyOnStart", "off");
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

  private BatchTarget target() {
    BatchLimits limits =
        new BatchLimits(
            config.batch().maxEvents(),
            config.batch().maxBytes(),
            config.batch().linger().toNanos(),
            config.batch().urgentLinger().toNanos());
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

  @Override
  public void close() {
    lanes.close();
    divider.close();
    renderer.close();
  }

  private static Transport noTokenEndpoint() {
    throw new AssertionError("nothing here asks a token endpoint");
  }
}
