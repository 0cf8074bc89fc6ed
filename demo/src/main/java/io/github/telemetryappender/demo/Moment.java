package io.github.telemetryappender.demo;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All there is to show at one instant.
 *
 * @param elapsed since the first line
 * @param length how long lines are logged
 * @param endpoint the endpoint's state in words
 * @param ledgers one per application
 * @param counts what the embedded endpoint counted; null for a real endpoint
 */
record Moment(
    Duration elapsed,
    Duration length,
    String endpoint,
    List<AppLine> ledgers,
    @Nullable EndpointCounts counts) {

  /**
   * An application's ledger.
   *
   * @param ledger null before the first arrived
   */
  record AppLine(String application, @Nullable AppLedger ledger) {}

  Moment {
    ledgers = List.copyOf(ledgers);
  }
}
