package io.github.telemetryappender.core.herd;

/** What is wrong with the endpoint while it is not itself. */
enum OutageKind {
  REFUSE("refuse"),
  BLACK_HOLE("black hole"),
  UNAVAILABLE("503"),
  /** All are told the same, in the outage and when there is too much to do after it. */
  UNAVAILABLE_RETRY_AFTER("503 + Retry-After"),
  HALF_CAPACITY("half capacity"),
  SLOW("slow 5x");

  private final String words;

  OutageKind(String words) {
    this.words = words;
  }

  /** Whether nothing at all gets through. */
  boolean isTotal() {
    return this != HALF_CAPACITY && this != SLOW;
  }

  String words() {
    return words;
  }
}
