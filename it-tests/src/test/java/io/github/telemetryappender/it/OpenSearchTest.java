package io.github.telemetryappender.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The node that the stories of the format {@code elasticsearch} are told on is a real one. */
class OpenSearchTest {

  @Test
  void aDocumentIsCreatedOnce() {
    String twice =
        """
        {"create":{"_id":"e1"}}
        {"@timestamp":"2026-01-01T00:00:00Z","message":"a"}
        {"create":{"_id":"e1"}}
        {"@timestamp":"2026-01-01T00:00:00Z","message":"a"}
        """;
    assertThat(
            OpenSearch.shared()
                .send("POST", "/created-once/_bulk", twice)
                .findValuesAsText("status"))
        .containsExactly("201", "409");
  }
}
