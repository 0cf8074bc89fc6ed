/**
 * A fleet of appenders before an endpoint that goes away and comes back: a discrete-event model in
 * virtual time, seeded, around the production classes that decide when something is sent. What it
 * shows stands in {@code herd/README.md} of the module.
 */
package io.github.telemetryappender.core.herd;
