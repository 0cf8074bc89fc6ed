/**
 * What a logging call costs, here and with the appenders of others, in one run on one machine. One
 * JVM asks ({@link io.github.telemetryappender.benchmarks.Benchmarks}), one counts what arrives
 * ({@link io.github.telemetryappender.benchmarks.Sink}), and a fresh one for each measurement logs
 * ({@link io.github.telemetryappender.benchmarks.Client}).
 */
@NullMarked
package io.github.telemetryappender.benchmarks;

import org.jspecify.annotations.NullMarked;
