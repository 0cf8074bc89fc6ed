package io.github.telemetryappender.benchmarks;

import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The SDK behind OpenTelemetry's appenders, which is no part of a framework's configuration. */
final class OpenTelemetry {

  private OpenTelemetry() {}

  /** Installs an SDK that exports over OTLP/HTTP; returns what stops it. */
  static Runnable install(Framework framework, String url, Tuning tuning) {
    SdkLoggerProvider provider =
        SdkLoggerProvider.builder()
            .addLogRecordProcessor(
                BatchLogRecordProcessor.builder(
                        OtlpHttpLogRecordExporter.builder()
                            .setEndpoint(url + "/v1/logs")
                            .setCompression(tuning.compression())
                            .build())
                    .setMaxQueueSize(tuning.queuedEvents())
                    .setMaxExportBatchSize(tuning.batchEvents())
                    .setScheduleDelay(Duration.ofMillis(200))
                    .build())
            .build();
    OpenTelemetrySdk sdk = OpenTelemetrySdk.builder().setLoggerProvider(provider).build();
    switch (framework) {
      case LOGBACK ->
          io.opentelemetry.instrumentation.logback.appender.v1_0.OpenTelemetryAppender.install(sdk);
      case LOG4J2 ->
          io.opentelemetry.instrumentation.log4j.appender.v2_17.OpenTelemetryAppender.install(sdk);
    }
    return () -> provider.shutdown().join(10, TimeUnit.SECONDS);
  }
}
