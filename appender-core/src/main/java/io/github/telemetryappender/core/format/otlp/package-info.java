/**
 * OpenTelemetry's log protocol (OTLP 1.x over HTTP), as protobuf and as JSON. The protobuf is
 * written by hand from {@code opentelemetry/proto/logs/v1/logs.proto}. Pure functions, on any
 * thread.
 */
@org.jspecify.annotations.NullMarked
package io.github.telemetryappender.core.format.otlp;
