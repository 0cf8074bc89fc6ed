package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.auth.Credentials;
import io.github.telemetryappender.core.batch.BatchDivider;
import io.github.telemetryappender.core.batch.BatchTarget;
import io.github.telemetryappender.core.batch.LaneBacklog;
import io.github.telemetryappender.core.format.BodyRenderer;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.memory.MemoryPool;
import io.github.telemetryappender.core.metrics.DoorCounts;
import io.github.telemetryappender.core.metrics.Reporter;
import io.github.telemetryappender.core.settings.PipelineConfig;
import io.github.telemetryappender.core.time.Clock;
import io.github.telemetryappender.core.transport.SecretMask;
import io.github.telemetryappender.core.transport.Transport;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a delivery loop is made of. The ports among them (clock, random, transport, the mailbox's
 * parker) decide whether it runs on a machine or in a simulation.
 *
 * @param backlogs of the lanes, the most urgent first
 * @param target how large the backlogs cut
 * @param format of the bodies; reads the answers as well
 * @param bodyMemory what bodies under way may take
 * @param retryMemory what packed batches may take
 */
public record DeliveryParts(
    PipelineConfig config,
    Clock clock,
    RandomGenerator random,
    List<LaneBacklog> backlogs,
    BatchTarget target,
    BatchDivider divider,
    BodyRenderer renderer,
    PayloadFormat format,
    MemoryPool bodyMemory,
    MemoryPool retryMemory,
    Transport transport,
    Credentials credentials,
    Mailbox mailbox,
    DoorCounts door,
    Reporter reporter,
    DeliveryReports reports) {

  /** What the format takes in one body, before compression. */
  long maxBodyBytes() {
    return format.declaration().limits().maxBodyBytes();
  }

  /** Hides what was sent to the endpoint in what it answers: credential and static headers. */
  SecretMask mask() {
    List<String> headers =
        config.endpoint().headers().stream().map(header -> header.value()).toList();
    return SecretMask.of(headers).and(credentials.mask());
  }

  /** Host and port, as reports name the endpoint. */
  String endpointName() {
    return endpointName(config);
  }

  /** Host and port, as reports name the endpoint. */
  public static String endpointName(PipelineConfig config) {
    int port = config.endpoint().url().getPort();
    int shown = port >= 0 ? port : config.endpoint().url().getScheme().equals("http") ? 80 : 443;
    return config.endpoint().url().getHost() + ":" + shown;
  }
}
