package io.github.telemetryappender.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.PipelineSnapshot.Counts;
import io.github.telemetryappender.core.event.Severity;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnapshotsTest {

  @Test
  void whatNobodyTookOverInTimeIsAbandonedBySeverityAndReason() {
    PipelineSnapshot waiting =
        new PipelineSnapshot(
            Map.of(
                Severity.INFO, new Counts(7, 1, 3, 0, 0, 0, 2, 3, 3, 5),
                Severity.WARN, new Counts(4, 0, 0, 0, 0, 0, 0, 4, 0, 0)),
            Map.of("abandoned.shutdown", Map.of(Severity.INFO, 2L)),
            Map.of("stopped", Map.of(Severity.INFO, 5L)),
            Map.of(),
            900,
            0,
            "refused");
    PipelineSnapshot over = Snapshots.withNothingHeld(waiting);

    assertThat(over.counts(Severity.INFO)).isEqualTo(new Counts(7, 1, 3, 0, 0, 0, 5, 0, 0, 5));
    assertThat(over.counts(Severity.WARN)).isEqualTo(new Counts(4, 0, 0, 0, 0, 0, 4, 0, 0, 0));
    assertThat(over.losses())
        .containsEntry("abandoned.shutdown", Map.of(Severity.INFO, 5L, Severity.WARN, 4L));
    assertThat(over.heldBytes()).isZero();
    assertThat(over.droppedByReason()).containsEntry("stopped", 5L);
  }
}
