package io.github.telemetryappender.benchmarks;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.instrumentation.logback.appender.v1_0.OpenTelemetryAppender;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.logs.LogRecordProcessor;
import io.opentelemetry.sdk.logs.ReadWriteLogRecord;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import okio.BufferedSink;
import okio.Okio;

/**
 * OpenTelemetry's Logback appender, SDK and OTLP exporter, as they come but for two ends: records
 * wait in a list where its batching processor has a queue and a thread, and the sender puts the
 * bytes nowhere.
 */
final class OpenTelemetryWay implements OneThread.Way {

  private final OpenTelemetryAppender appender = new OpenTelemetryAppender();
  private final List<LogRecordData> records = new ArrayList<>();
  private final NullSender sender = new NullSender();
  private final LogRecordExporter exporter =
      OtlpHttpLogRecordExporter.builder()
          .setEndpoint("http://localhost:4318/v1/logs")
          .setCompression("gzip")
          .setComponentLoader(new SenderLoader())
          .build();

  OpenTelemetryWay() {
    appender.setCaptureMdcAttributes("*");
    appender.setOpenTelemetry(
        OpenTelemetrySdk.builder()
            .setLoggerProvider(
                SdkLoggerProvider.builder().addLogRecordProcessor(new Collector()).build())
            .build());
  }

  @Override
  public Appender<ILoggingEvent> appender() {
    return appender;
  }

  @Override
  public long makeBody() {
    long before = sender.bytes;
    CompletableResultCode result = exporter.export(records);
    if (!result.isSuccess()) {
      throw new IllegalStateException("not exported", result.getFailureThrowable());
    }
    records.clear();
    return sender.bytes - before;
  }

  /** Keeps what the batching processor hands to its exporter. */
  private final class Collector implements LogRecordProcessor {

    @Override
    public void onEmit(Context context, ReadWriteLogRecord record) {
      records.add(record.toLogRecordData());
    }
  }

  /** Gives the exporter our sender. */
  private final class SenderLoader implements ComponentLoader {

    @Override
    public <T> Iterable<T> load(Class<T> spi) {
      if (spi != HttpSenderProvider.class) {
        return List.of();
      }
      HttpSenderProvider provider =
          config -> {
            sender.compressor = config.getCompressor();
            return sender;
          };
      return List.of(spi.cast(provider));
    }
  }

  /** Compresses as the SDK's own sender does, and counts what would go out. */
  private static final class NullSender implements HttpSender {

    private Compressor compressor;
    private long bytes;

    @Override
    public void send(
        MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
      try {
        OutputStream counting = new CountingStream();
        BufferedSink sink = Okio.buffer(Okio.sink(compressor.compress(counting)));
        message.writeMessage(sink.outputStream());
        sink.close();
        onResponse.accept(new Fine());
      } catch (IOException failure) {
        onError.accept(failure);
      }
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }

    private final class CountingStream extends OutputStream {

      @Override
      public void write(int value) {
        bytes++;
      }

      @Override
      public void write(byte[] source, int offset, int length) {
        bytes += length;
      }
    }
  }

  /** 200 with an empty body. */
  private static final class Fine implements HttpResponse {

    @Override
    public int getStatusCode() {
      return 200;
    }

    @Override
    public String getStatusMessage() {
      return "OK";
    }

    @Override
    public byte[] getResponseBody() {
      return new byte[0];
    }
  }
}
