package io.github.telemetryappender.core;

/** Where a pipeline is in its life. Moves forward only; {@code CLOSED} is final. */
enum PipelineState {
  RUNNING,
  DRAINING,
  CLOSED;

  boolean mayBecome(PipelineState next) {
    return switch (this) {
      case RUNNING -> next == DRAINING;
      case DRAINING -> next == CLOSED;
      case CLOSED -> false;
    };
  }
}
