package io.github.telemetryappender.core.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * What must have happened when enough seeds were run: every action of the table, every edge of the
 * gate that can be gone, every reason to lose an event or to refuse one that does not need a disk,
 * and what else the invariants speak of.
 */
final class Situations {

  static final List<String> REQUIRED = required();

  private Situations() {}

  private static List<String> required() {
    List<String> required = new ArrayList<>();
    addAll(
        required,
        "action ",
        "ok",
        "retry",
        "retry_after",
        "fresh",
        "plain",
        "halve",
        "shorten",
        "reauth",
        "split",
        "drop",
        "hold",
        "redir");
    addAll(
        required,
        "lost ",
        "abandoned.encoding",
        "abandoned.shutdown",
        "evicted",
        "expired",
        "rejected.max_attempts",
        "rejected.event",
        "rejected.partial",
        "rejected.400",
        "rejected.409",
        "rejected.413",
        "rejected.451",
        "rejected.500",
        "rejected.503");
    // SELF and NOT_STARTED are told apart before anything that is simulated, TOO_LARGE is for lanes
    // that the settings do not let be that small.
    addAll(required, "dropped ", "OVERFLOW", "STOPPED", "REENTRANT");
    addAll(
        required,
        "gate from ",
        "CLOSED to OPEN",
        "CLOSED to HELD",
        "OPEN to HALF_OPEN",
        "HALF_OPEN to OPEN",
        "HALF_OPEN to CLOSED",
        "HALF_OPEN to HELD",
        "HELD to HALF_OPEN",
        "HELD to CLOSED");
    addAll(required, "sent through a gate ", "CLOSED", "HALF_OPEN", "HELD");
    addAll(
        required,
        "",
        "the clock took a probe's permit back",
        "a probe that was not sent",
        "resent though the budget is low",
        "sent while a backlog is paced",
        "more than one in flight",
        "flush",
        "a caller waited and got room",
        "a caller waited in vain",
        "left: WAITS",
        "left: TAKEN_OVER",
        "left in vain",
        "recovered",
        "took over",
        "check at the start passed",
        "check at the start failed",
        "hold reported",
        "recovery reported",
        "remark reported",
        "refusals reported",
        "alert reported",
        "alert taken back",
        "refresh failed",
        "credential terminal",
        "credential held",
        "credential held, released");
    return List.copyOf(required);
  }

  private static void addAll(List<String> required, String prefix, String... situations) {
    for (String situation : situations) {
      required.add(prefix + situation);
    }
  }
}
