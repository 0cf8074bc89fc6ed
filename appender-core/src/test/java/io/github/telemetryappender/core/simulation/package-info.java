/**
 * The delivery side under a deterministic simulator: the production classes on one thread, in
 * virtual time, against a network, a server and a source of tokens that misbehave, all of it a
 * function of one seed.
 *
 * <p>One {@link io.github.telemetryappender.core.simulation.Simulation} is one run: chaos, healing,
 * drain, check. A {@link io.github.telemetryappender.core.simulation.Scenario} says what it is made
 * of, a {@link io.github.telemetryappender.core.simulation.Life} is one pipeline in it. The {@link
 * io.github.telemetryappender.core.simulation.Oracle} stands outside and knows what was accepted
 * and what the server applied; the {@link io.github.telemetryappender.core.simulation.Auditor}
 * holds the two against what the loop says of itself after every step, and leaves to others what
 * has a memory of its own. What is checked where, by the number that a failure begins with:
 *
 * <table>
 * <caption>Invariants</caption>
 * <tr><td>1 conservation</td><td>{@code Books} event by event and counter by counter in each step,
 *   {@code FlushBook} what a flush tells, {@code Auditor} what a snapshot tells, {@code Life} what
 *   was refused at the door</td></tr>
 * <tr><td>3 no invention</td><td>{@code Auditor} what is sent was accepted and is held, {@code
 *   SimNetwork} and {@code SimFormat} each body is what was logged, {@code Oracle}</td></tr>
 * <tr><td>4 duplicates bounded</td><td>{@code Oracle}, by the doubts that {@code SimNetwork} and
 *   {@code Expectation} see</td></tr>
 * <tr><td>5 memory</td><td>{@code Auditor} in each step, {@code Callers} for captures</td></tr>
 * <tr><td>7 severity</td><td>{@code Callers} at the door, {@code Books} at eviction</td></tr>
 * <tr><td>8 choice, starvation</td><td>{@code Choice}</td></tr>
 * <tr><td>9 spacing, 10 attempt budget, 11 breaker</td><td>{@code Conduct}, by the delays that
 *   {@code Draws} saw drawn; {@code Auditor} one probe at a time</td></tr>
 * <tr><td>12 concurrency</td><td>{@code Auditor}</td></tr>
 * <tr><td>13 auth</td><td>{@code SimTokens} refreshes, {@code SimIssuer} what is sent, {@code
 *   SimNetwork} whereto, {@code SimReports} that no secret is told</td></tr>
 * <tr><td>14 retention</td><td>{@code Auditor} nothing old is sent, {@code Books} nothing expires
 *   early or is counted twice, {@code Punctuality} nor late</td></tr>
 * <tr><td>15 liveness</td><td>{@code Simulation} after healing, {@code Punctuality} until
 *   then</td></tr>
 * <tr><td>16 wake-ups</td><td>{@code Punctuality}; {@code Life} that an empty lane asks for its first
 *   event; {@code Auditor} that a step nobody asked for finds nothing to do</td></tr>
 * <tr><td>17 caller</td><td>{@code Callers}, {@code SimRounds} those that wait</td></tr>
 * <tr><td>18 stop</td><td>{@code Auditor}, {@code Life}, {@code Simulation}; {@code
 *   SimRounds}</td></tr>
 * <tr><td>22 determinism</td><td>{@code Campaign}</td></tr>
 * </table>
 *
 * <p>Those missing (2, 6, 19, 20, 21) speak of a disk, which nothing here has yet.
 *
 * <p>A run has some 2,200 steps and takes about 16 ms of one processor once the JVM is warm, half
 * of it in the production code. In nineteen of twenty runs what has to wait is packed but not made
 * smaller ({@link io.github.telemetryappender.core.simulation.StoringDeflater}), and in 98 of 100
 * no body is written, for what went into it is remembered instead. {@code mvn -pl appender-core
 * test -Dtest=SimulationTest -Dsimulation.seconds=600} runs 20,000, some six minutes of one
 * processor.
 *
 * <p>A failure is shrunk and tells the command that repeats it; add {@code -Dsimulation.told} for
 * the story of the run. Fixed, its seed goes to {@code simulation/seeds.txt}. That the simulator
 * would notice is shown by {@link io.github.telemetryappender.core.simulation.DefectsTest}.
 */
package io.github.telemetryappender.core.simulation;
