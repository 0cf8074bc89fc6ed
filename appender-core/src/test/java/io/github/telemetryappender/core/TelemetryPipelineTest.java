package io.github.telemetryappender.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.telemetryappender.core.event.ReportChannel;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.memory.LaneMemory;
import io.github.telemetryappender.core.settings.TypedSettings;
import io.github.telemetryappender.core.transport.ClosedPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The front door with everything real behind it, up to a server on this machine. */
class TelemetryPipelineTest {

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> reports = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private volatile int status = 200;
  private @Nullable TelemetryPipeline<String> pipeline;

  private final ReportChannel channel =
      new ReportChannel() {
        @Override
        public void info(String message) {
          reports.add(message);
        }

        @Override
        public void warn(String message, @Nullable Throwable cause) {
          reports.add(message);
        }
      };

  /** An event is its message; its first word is its severity. */
  private static final class WordSource extends TextEvents {
    @Override
    public Severity severity(String event) {
      return Severity.valueOf(event.split(" ", 2)[0]);
    }

    @Override
    public String loggerName(String event) {
      return event.contains("ours") ? "io.github.telemetryappender.core.X" : "app.Main";
    }

    @Override
    public String threadName(String event) {
      int on = event.indexOf(" on ");
      return on < 0 ? Thread.currentThread().getName() : event.substring(on + " on ".length());
    }
  }

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body =
              "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                  ? new GZIPInputStream(exchange.getRequestBody()).readAllBytes()
                  : exchange.getRequestBody().readAllBytes();
          if (status == 200) {
            bodies.add(new String(body, StandardCharsets.UTF_8));
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    if (pipeline != null) {
      pipeline.stop();
    }
    server.stop(0);
  }

  private TelemetryPipeline<String> start(String... settings) {
    TypedSettings typed =
        new TypedSettings()
            .add("endpoint", "http://localhost:" + server.getAddress().getPort())
            .add("verifyOnStart", "off");
    for (int i = 0; i < settings.length; i += 2) {
      typed.add(settings[i], settings[i + 1]);
    }
    pipeline = TelemetryPipeline.start("test", typed, new WordSource(), channel);
    return pipeline;
  }

  @Test
  void whatDoesNotStartGivesTheMemoryOfItsLanesBack() {
    long before = LaneMemory.ofProcess().lentBytes();
    assertThat(start("format", "loki", "label", "1=x").isInert()).isTrue();
    assertThat(LaneMemory.ofProcess().lentBytes()).isEqualTo(before);
  }

  @Test
  void anEventArrives() throws Exception {
    TelemetryPipeline<String> running = start();
    running.append("INFO hello");
    FlushReceipt receipt = running.flush(Duration.ofSeconds(10)).get(20, TimeUnit.SECONDS);
    assertThat(receipt).isEqualTo(new FlushReceipt(1, 0, 0));
    assertThat(bodies).singleElement().asString().contains("\"message\":\"INFO hello\"");
    assertThat(running.snapshot().total().delivered()).isEqualTo(1);
  }

  @Test
  void manyEventsOfManyThreadsArriveOnceEach() throws Exception {
    TelemetryPipeline<String> running = start();
    Thread[] threads = new Thread[8];
    for (int t = 0; t < threads.length; t++) {
      int number = t;
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < 2000; i++) {
                  running.append((i % 3 == 0 ? "ERROR " : "DEBUG ") + number + "/" + i + ";");
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    running.flush(Duration.ofSeconds(20)).get(30, TimeUnit.SECONDS);
    assertThat(running.snapshot().total().delivered()).as("%s", reports).isEqualTo(16_000);
    Set<String> arrived = new HashSet<>();
    Matcher matcher = Pattern.compile(" (\\d+/\\d+);").matcher(String.join("", bodies));
    while (matcher.find()) {
      assertThat(arrived.add(matcher.group(1))).isTrue();
    }
    assertThat(arrived).hasSize(16_000);
  }

  @Test
  void aStopDeliversWhatIsOpenAndIsQuick() {
    TelemetryPipeline<String> running = start();
    running.append("INFO last words");
    running.stop();
    assertThat(bodies).singleElement().asString().contains("last words");
    assertThat(running.snapshot().total().delivered()).isEqualTo(1);
  }

  @Test
  void whatComesAfterTheStopIsCounted() {
    TelemetryPipeline<String> running = start();
    running.stop();
    running.append("INFO too late");
    running.stop();
    assertThat(running.snapshot().droppedByReason()).containsEntry("stopped", 1L);
  }

  @Test
  void aStopWithADeadEndpointSaysInOneLineWhatIsHeld() {
    try (ClosedPort nowhere = new ClosedPort()) {
      TypedSettings typed =
          new TypedSettings()
              .add("endpoint", "http://localhost:" + nowhere.number())
              .add("shutdownTimeout", "2s");
      TelemetryPipeline<String> running =
          TelemetryPipeline.start("test", typed, new WordSource(), channel);
      running.append("ERROR nobody hears");
      running.stop();
      PipelineSnapshot snapshot = running.snapshot();
      assertThat(snapshot.total().held()).isEqualTo(1);
      assertThat(snapshot.total().abandoned()).isZero();
      assertThat(reports).filteredOn(line -> line.contains("not delivered at stop")).hasSize(1);
    }
  }

  @Test
  void whatTheAppenderLogsItselfDoesNotComeBackIn() {
    TelemetryPipeline<String> running = start();
    running.append("INFO ours");
    assertThat(running.snapshot().droppedByReason()).containsEntry("self", 1L);
  }

  /** An asynchronous logger brings it on a thread of its own. */
  @Test
  void whatIsLoggedOnAThreadOfTheAppendersDoesNotComeBackInOnAnotherOne() throws Exception {
    TelemetryPipeline<String> running = start();
    running.append("INFO which proxy? on " + threadOfAnExchange());
    running.append("INFO which token? on telemetry-appender-test");
    running.append("INFO an order on OkHttp http://shop.example/...");

    assertThat(running.snapshot().droppedByReason()).containsEntry("self", 2L);
    assertThat(running.snapshot().total().accepted()).isEqualTo(2);
  }

  /** There is one when an event was delivered; it rests for some time. */
  private String threadOfAnExchange() throws Exception {
    pipeline.append("INFO first");
    assertThat(pipeline.flush(Duration.ofSeconds(20)).get().delivered()).isEqualTo(1);
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("OkHttp") && name.contains("test"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void refusedSettingsGiveOneMessageAndAnInertPipelineThatCounts() {
    TelemetryPipeline<String> inert = start("batch.linger", "2 fortnights");
    inert.append("INFO anybody?");
    assertThat(inert.isInert()).isTrue();
    assertThat(reports).singleElement().asString().contains("batch.linger = 2 fortnights");
    assertThat(inert.snapshot().droppedByReason()).containsEntry("not_started", 1L);
  }

  @Test
  void anOutageDelaysAndLosesNothingAndIsToldWhenItEnds() throws Exception {
    TelemetryPipeline<String> running = start("retry.initialBackoff", "100ms");
    status = 503;
    running.append("WARN during the outage");
    running.flush(Duration.ofMillis(300)).get(10, TimeUnit.SECONDS);
    status = 200;
    FlushReceipt receipt = running.flush(Duration.ofSeconds(20)).get(30, TimeUnit.SECONDS);
    assertThat(receipt.held()).isZero();
    assertThat(bodies).singleElement().asString().contains("during the outage");
    assertThat(reports).anyMatch(line -> line.contains("answered 503"));
    assertThat(reports).anyMatch(line -> line.contains("recovered after"));
  }

  @Test
  void theNextPipelineDeliversWhatTheFormerCouldNot() throws Exception {
    TelemetryPipeline<String> former = start();
    status = 503;
    former.append("WARN in the outage");
    former.stop();
    status = 200;
    TelemetryPipeline<String> next = start("format", "ndjson");
    next.flush(Duration.ofSeconds(20)).get(30, TimeUnit.SECONDS);

    assertThat(bodies).singleElement().asString().contains("in the outage");
    assertThat(former.snapshot().total().held()).isEqualTo(1);
    assertThat(next.snapshot().total().recovered()).isEqualTo(1);
    assertThat(next.snapshot().total().delivered()).isEqualTo(1);
    assertThat(reports).anyMatch(line -> line.contains("took 1 events over"));
  }

  @Test
  void aPipelineThatRunsAlreadyDeliversWhatTheFormerCouldNot() throws Exception {
    TelemetryPipeline<String> former = start();
    status = 503;
    former.append("WARN in the outage");
    TelemetryPipeline<String> next = start("batch.linger", "20ms");
    former.stop();
    status = 200;
    next.flush(Duration.ofSeconds(20)).get(30, TimeUnit.SECONDS);

    assertThat(bodies).singleElement().asString().contains("in the outage");
    assertThat(next.snapshot().total().recovered()).isEqualTo(1);
  }

  @Test
  void threadsOfAStoppedPipelineEnd() throws InterruptedException {
    TelemetryPipeline<String> running = start();
    running.append("INFO x");
    running.stop();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("telemetry-appender")) {
        thread.join(5000);
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }
}
