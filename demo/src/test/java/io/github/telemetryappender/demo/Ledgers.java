package io.github.telemetryappender.demo;

import io.github.telemetryappender.core.PipelineSnapshot;
import io.github.telemetryappender.core.PipelineSnapshot.Counts;
import io.github.telemetryappender.core.event.Severity;
import java.util.Map;

/** Ledgers for tests. */
final class Ledgers {

  private Ledgers() {}

  /** An application that logged as many INFO events as were accepted, and nothing else. */
  static AppLedger info(AppLedger.Stage stage, Counts counts) {
    return info(stage, counts, counts.accepted());
  }

  static AppLedger info(AppLedger.Stage stage, Counts counts, long logged) {
    PipelineSnapshot snapshot =
        new PipelineSnapshot(
            Map.of(Severity.INFO, counts),
            Map.of(),
            Map.of(),
            Map.of("ok", 12L, "retry", 3L),
            20_480,
            2,
            "");
    return new AppLedger(stage, Map.of(Severity.INFO, logged), snapshot);
  }

  static Counts counts(
      long accepted, long delivered, long lost, long held, long retried, long dropped) {
    return new Counts(accepted, 0, delivered, lost, 0, 0, 0, held, retried, dropped);
  }

  static Counts delivered(long count) {
    return counts(count, count, 0, 0, 0, 0);
  }
}
