package io.github.telemetryappender.core.herd;

/** How the appenders' batches lie in time. */
enum Phases {
  UNIFORM("uniform"),
  /** All batches of the fleet are sealed at the same instant: deployed at once, logging alike. */
  SYNCHRONOUS("synchronous");

  private final String words;

  Phases(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
