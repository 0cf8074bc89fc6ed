/**
 * The delivery side under a deterministic simulator: the production classes on one thread, in
 * virtual time, against a network, a server and a source of tokens that misbehave, all of it a
 * function of one seed.
 *
 * <p>One {@link io.github.telemetryappender.core.simulation.Simulation} is one run: chaos, healing,
 * drain, check. The {@link io.github.telemetryappender.core.simulation.Oracle} stands outside and
 * knows what was accepted and what the server applied; the {@link
 * io.github.telemetryappender.core.simulation.Auditor} holds the two against what the loop says of
 * itself after every step.
 */
package io.github.telemetryappender.core.simulation;
