/**
 * The payload of Grafana Loki's push endpoint. What enters is records, what leaves is the body of a
 * request. Rendering threads.
 */
@NullMarked
package io.github.telemetryappender.core.format.loki;

import org.jspecify.annotations.NullMarked;
