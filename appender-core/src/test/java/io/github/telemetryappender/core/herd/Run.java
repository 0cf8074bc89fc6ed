package io.github.telemetryappender.core.herd;

/** A fleet of one policy in one cell. */
record Run(Policy policy, Cell cell) {

  /** What it costs, roughly: requests of the fleet. */
  long weight() {
    return (long) cell.appenders() * (1000 + 2L * cell.outageSeconds());
  }

  Finding finding() {
    return Finding.of(this, new HerdModel(cell, policy).run());
  }

  String words() {
    return policy.words() + ", " + cell.words();
  }
}
