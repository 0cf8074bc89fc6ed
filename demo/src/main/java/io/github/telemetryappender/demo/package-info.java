/**
 * The demonstration: two applications that log real lines, an endpoint that misbehaves on a
 * timetable, and the ledgers of both sides held against each other. Enters: a text, line by line.
 * Leaves: a live table and an exit status. {@link io.github.telemetryappender.demo.Demo} drives;
 * the applications run in JVMs of their own.
 */
@org.jspecify.annotations.NullMarked
package io.github.telemetryappender.demo;
