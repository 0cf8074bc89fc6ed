package io.github.telemetryappender.core.simulation;

import java.util.Map;

/** What is spoken on the wire, and what an answer can say in it of single events. */
enum Protocol {
  /** A format that writes as many bytes as it estimates and nothing in them. */
  SKETCH(Fault.SOME_REFUSED, Fault.EACH_BY_ITSELF, Fault.STOPPED_IN_THE_MIDDLE, Fault.NOT_TAKEN),
  JSON,
  OTLP_JSON(Fault.SOME_REFUSED),
  ELASTICSEARCH(Fault.EACH_BY_ITSELF),
  SPLUNK(Fault.STOPPED_IN_THE_MIDDLE),
  LOKI(Fault.NOT_TAKEN);

  private final Fault[] receipts;

  Protocol(Fault... receipts) {
    this.receipts = receipts;
  }

  boolean hasReceipt(Fault receipt) {
    for (Fault own : receipts) {
      if (own == receipt) {
        return true;
      }
    }
    return false;
  }

  /** Settings it needs. */
  Map<String, String> settings() {
    return switch (this) {
      case SKETCH, JSON -> Map.of();
      case OTLP_JSON -> Map.of("format", "otlp-json");
      case ELASTICSEARCH -> Map.of("format", "elasticsearch", "index", "logs");
      case SPLUNK -> Map.of("format", "splunk");
      case LOKI -> Map.of("format", "loki");
    };
  }

  /** Whether an event that is there already is recognised by its id. */
  boolean knowsDuplicates() {
    return this == ELASTICSEARCH;
  }

  /** Whether the protocol forbids to repeat what is usually repeated. */
  boolean forbidsRetry(int status) {
    return this == OTLP_JSON
        && status != 429
        && (status < 502 || status > 504)
        && (status < 520 || status > 530);
  }
}
