package io.github.telemetryappender.benchmarks;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.batch.BatchLimits;
import io.github.telemetryappender.core.batch.BatchTarget;
import io.github.telemetryappender.core.batch.LaneBacklog;
import io.github.telemetryappender.core.batch.SeverityCounts;
import io.github.telemetryappender.core.capture.EventCapture;
import io.github.telemetryappender.core.capture.RecordCursor;
import io.github.telemetryappender.core.event.EventSource;
import io.github.telemetryappender.core.format.BodyRenderer;
import io.github.telemetryappender.core.format.FormatContext;
import io.github.telemetryappender.core.format.Formats;
import io.github.telemetryappender.core.format.PayloadFormat;
import io.github.telemetryappender.core.format.RenderedBody;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.lane.Lanes;
import io.github.telemetryappender.core.memory.MemoryPlan;
import io.github.telemetryappender.core.memory.MemoryPool;
import io.github.telemetryappender.core.settings.CaptureConfig;
import io.github.telemetryappender.core.settings.CaptureConfig.CallerData;
import io.github.telemetryappender.core.settings.Compression;
import io.github.telemetryappender.core.settings.EndpointConfig;
import io.github.telemetryappender.core.settings.NameFilter;
import io.github.telemetryappender.core.settings.ResourceConfig;
import io.github.telemetryappender.core.time.Clock;
import io.github.telemetryappender.core.time.ThreadParker;
import io.github.telemetryappender.core.transport.PayloadTooLargeException;
import io.github.telemetryappender.logback.LogbackEvents;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** The stations of our appender, all on the thread that logs. */
final class OurWay implements OneThread.Way {

  private static final ResourceConfig RESOURCE =
      new ResourceConfig("benchmarks", null, null, "host-1", 4711, Map.of());
  private static final MemoryPlan MEMORY = MemoryPlan.of(32 << 20);
  private static final int MAX_EVENT_BYTES = 256 << 10;

  private final EventSource<ILoggingEvent> source = LogbackEvents.source();
  private final Lanes lanes = new Lanes(MEMORY, new SplittableRandom(1), new ThreadParker());
  private final SeverityCounts accepted = new SeverityCounts();
  private final EventCapture<ILoggingEvent> capture;
  private final LaneBacklog backlog;
  private final BodyRenderer renderer;

  private final Appender<ILoggingEvent> appender =
      new UnsynchronizedAppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          capture.capture(event, source.severity(event), lanes::offer);
        }
      };

  OurWay(String formatName) {
    PayloadFormat format = format(formatName);
    this.capture =
        new EventCapture<>(
            source,
            new CaptureConfig(NameFilter.ALL, NameFilter.ALL, CallerData.OMIT, MAX_EVENT_BYTES),
            format.wants(),
            new MemoryPool(MEMORY.captureBytes()),
            Clock.system());
    BatchLimits limits =
        new BatchLimits(1_000, 1 << 20, TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(1));
    this.backlog =
        new LaneBacklog(
            lanes.lane(LaneKind.NORMAL),
            lanes.epoch(),
            lanes.eventIdPrefix(LaneKind.NORMAL),
            new BatchTarget(limits, System.nanoTime()),
            format::estimatedBytes);
    this.renderer = new BodyRenderer(format, Compression.GZIP);
  }

  private static PayloadFormat format(String name) {
    EndpointConfig endpoint =
        new EndpointConfig(
            URI.create("http://localhost/"),
            name,
            Compression.GZIP,
            List.of(),
            "",
            List.of(),
            Map.of());
    return Formats.load().create(new FormatContext(endpoint, RESOURCE, "00000000000000ab"));
  }

  @Override
  public Appender<ILoggingEvent> appender() {
    return appender;
  }

  @Override
  public long makeBody() throws IOException {
    backlog.scan(accepted);
    Batch batch = backlog.cut();
    try (RecordCursor records = batch.records()) {
      RenderedBody body = renderer.render(records, Long.MAX_VALUE);
      body.writeTo(OutputStream.nullOutputStream());
      return body.contentLength();
    } catch (PayloadTooLargeException e) {
      throw new IOException(e);
    } finally {
      batch.release();
    }
  }
}
