package io.github.telemetryappender.benchmarks;

/**
 * How an appender is set up beyond where it sends, the same for all that have such a setting.
 *
 * @param compression {@code gzip} or {@code none}; some peers have no choice
 * @param batchEvents the most events in a peer's request
 * @param queuedEvents the events that a peer's queue has to hold, so that it loses none
 */
record Tuning(String compression, int batchEvents, int queuedEvents, Ours ours) {

  /** Requests of moderate size, and queues that are never full at the caller's pace. */
  static final Tuning CALLER = new Tuning("gzip", 1_000, 500_000, Ours.DEFAULTS);

  /** Large requests, and nothing may be lost. */
  static Tuning throughput(String compression) {
    return new Tuning(compression, 5_000, 200_000, Ours.WIDE);
  }

  /** What ours has beside that. */
  enum Ours {
    /** As it comes. */
    DEFAULTS("", ""),
    /**
     * The memory that a peer's queue takes, for 8 requests at a time, and callers that wait.
     * Smaller requests than the peers': they have only one or two under way.
     */
    WIDE(
        "<batch><maxEvents>2000</maxEvents><maxBytes>2MB</maxBytes></batch>"
            + "<memory><maxBytes>128MB</maxBytes><overflow>block</overflow>"
            + "<overflowTimeout>1m</overflowTimeout></memory>"
            + "<delivery><maxInFlight>8</maxInFlight></delivery>",
        "<Batch maxEvents=\"2000\" maxBytes=\"2MB\"/>"
            + "<Memory maxBytes=\"128MB\" overflow=\"block\" overflowTimeout=\"1m\"/>"
            + "<Delivery maxInFlight=\"8\"/>");

    private final String onLogback;
    private final String onLog4j2;

    Ours(String onLogback, String onLog4j2) {
      this.onLogback = onLogback;
      this.onLog4j2 = onLog4j2;
    }

    String elements(Framework framework) {
      return switch (framework) {
        case LOGBACK -> onLogback;
        case LOG4J2 -> onLog4j2;
      };
    }
  }
}
