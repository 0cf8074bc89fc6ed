package io.github.telemetryappender.core.simulation;

import io.github.telemetryappender.core.HandOvers;
import java.util.SplittableRandom;

/** What all pipelines of a run have in common. */
final class World {

  final Scenario scenario;
  final SimClock clock;
  final Timeline timeline;
  final Trace trace;
  final Sometimes sometimes;
  final Oracle oracle = new Oracle();
  final Callers.Numbers numbers = new Callers.Numbers();
  final SimIssuer issuer;
  final SimServer server;
  final HandOvers handOvers;

  World(Scenario scenario, Sometimes sometimes) {
    this.scenario = scenario;
    this.sometimes = sometimes;
    this.clock = new SimClock(scenario.originNanos(), scenario.driftPpm());
    this.timeline = new Timeline(clock);
    this.trace = new Trace(clock);
    this.issuer = new SimIssuer(clock, scenario.random(7));
    this.server = new SimServer(scenario, clock, issuer);
    this.handOvers = new HandOvers(clock);
  }

  /** Randomness for one purpose of one pipeline. */
  SplittableRandom random(int purpose, int pipeline) {
    return scenario.random(purpose + 100 * pipeline);
  }
}
