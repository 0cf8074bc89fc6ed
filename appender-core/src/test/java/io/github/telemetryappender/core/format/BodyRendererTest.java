package io.github.telemetryappender.core.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.telemetryappender.core.capture.CaptureBench;
import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.settings.Compression;
import io.github.telemetryappender.core.transport.PayloadTooLargeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BodyRendererTest {

  private static final long NO_LIMIT = Long.MAX_VALUE;
  private static final String POISON = "poison";
  private static final String HUGE = "huge";

  private final CaptureBench bench = new CaptureBench();
  private final BodyRenderer renderer = new BodyRenderer(new Lines(), Compression.GZIP);

  @AfterEach
  void close() {
    renderer.close();
  }

  @Test
  void anyGzipReaderUnderstandsTheBody() throws Exception {
    List<String> messages = randomMessages(5_000);

    RenderedBody body = render(messages);
    byte[] wire = wire(body);

    assertThat(unzipped(wire)).isEqualTo(asLines(messages));
    assertThat(body.contentEncoding()).isEqualTo("gzip");
    assertThat(body.contentLength()).isEqualTo(wire.length);
    assertThat(body.rawBytes()).isEqualTo(asLines(messages).length());
    assertThat(body.eventCount()).isEqualTo(5_000);
  }

  @Test
  void bodiesFollowOneAnotherThroughTheSameParts() throws Exception {
    for (int i = 0; i < 5; i++) {
      List<String> messages = randomMessages(700 * (i % 3) + 100);

      assertThat(unzipped(wire(render(messages)))).isEqualTo(asLines(messages));
    }
  }

  @Test
  void aBodyBelowOneKilobyteGoesPlain() throws Exception {
    int frameBytes = asLines(List.of("")).length();

    RenderedBody small = render(List.of("x".repeat(1023 - frameBytes)));
    RenderedBody large = render(List.of("x".repeat(1024 - frameBytes)));

    assertThat(small.contentEncoding()).isNull();
    assertThat(wire(small)).hasSize(1023).endsWith('x', '\n', '>');
    assertThat(large.contentEncoding()).isEqualTo("gzip");
    assertThat(unzipped(wire(large))).hasSize(1024);
  }

  @Test
  void withoutCompressionEveryBodyGoesPlain() throws Exception {
    List<String> messages = randomMessages(2_000);
    try (BodyRenderer plain = new BodyRenderer(new Lines(), Compression.NONE)) {
      RenderedBody body = plain.render(records(messages), NO_LIMIT);

      assertThat(body.contentEncoding()).isNull();
      assertThat(new String(wire(body), StandardCharsets.UTF_8)).isEqualTo(asLines(messages));
    }
  }

  @Test
  void anEventThatCannotBeWrittenIsLostAlone() throws Exception {
    RenderedBody body = render(List.of(POISON, "a", POISON, POISON, "b"));

    assertThat(wire(body)).asString(StandardCharsets.UTF_8).isEqualTo("<0a\n1b\n>");
    assertThat(body.eventCount()).isEqualTo(2);
    assertThat(body.leftOut())
        .extracting(RenderedBody.LeftOut::position)
        .containsExactly(0L, 2L, 3L);
    assertThat(body.leftOut(Severity.INFO)).isEqualTo(3);
    assertThat(body.leftOut(Severity.ERROR)).isZero();
  }

  @Test
  void whatABodyLeftOutIsForgottenByTheNext() throws Exception {
    RenderedBody poisoned = render(List.of(POISON));
    RenderedBody clean = render(List.of("a"));

    assertThat(poisoned.leftOut()).hasSize(1);
    assertThat(clean.leftOut()).isEmpty();
  }

  @Test
  void aBodyOfExactlyTheLimitPasses() throws Exception {
    List<String> messages = randomMessages(3_000);
    int rawBytes = asLines(messages).length();

    assertThat(renderer.render(records(messages), rawBytes).rawBytes()).isEqualTo(rawBytes);
    assertThatThrownBy(() -> renderer.render(records(messages), rawBytes - 1))
        .isInstanceOfSatisfying(
            PayloadTooLargeException.class,
            tooLarge -> assertThat(tooLarge.limitBytes()).isEqualTo(rawBytes - 1));
  }

  @Test
  void aBodyThatGrewTooLargeLeavesNothingBehind() throws Exception {
    List<String> messages = randomMessages(3_000);
    assertThatThrownBy(() -> renderer.render(records(messages), 100_000))
        .isInstanceOf(PayloadTooLargeException.class);

    assertThat(unzipped(wire(render(messages)))).isEqualTo(asLines(messages));
  }

  @Test
  void renderingEndsAtTheLimitNotAtTheEnd() {
    RecordList records = records(randomMessages(3_000));

    assertThatThrownBy(() -> renderer.render(records, 1_000))
        .isInstanceOf(PayloadTooLargeException.class);
    assertThat(records.next(new RecordReader())).isTrue();
  }

  @Test
  void aBodyIsWrittenOnce() throws Exception {
    RenderedBody body = render(randomMessages(200));
    wire(body);

    assertThatThrownBy(() -> wire(body)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void threadsRenderAtTheSameTime() throws Exception {
    List<String> messages = randomMessages(1_000);
    List<byte[]> records = records(messages, new CaptureBench());
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<String> render =
          () -> unzipped(wire(renderer.render(new RecordList(records), NO_LIMIT)));
      List<Future<String>> bodies = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        bodies.add(threads.submit(render));
      }

      for (Future<String> body : bodies) {
        assertThat(body.get()).isEqualTo(asLines(messages));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** What runs out of memory gives back what it holds: writer, buffer and deflater. */
  @Test
  void aRenderingThatFoundNoMemoryIsNotUsedAgain() throws Exception {
    Lines format = new Lines();
    try (BodyRenderer scarce = new BodyRenderer(format, Compression.GZIP)) {
      scarce.render(records(List.of("a")), NO_LIMIT);
      scarce.render(records(List.of(POISON)), NO_LIMIT);
      assertThatThrownBy(() -> scarce.render(records(List.of("a", "b")), 1))
          .isInstanceOf(PayloadTooLargeException.class);
      assertThat(format.writers).isEqualTo(1);

      assertThatThrownBy(() -> scarce.render(records(List.of(HUGE)), NO_LIMIT))
          .isInstanceOf(OutOfMemoryError.class);
      scarce.render(records(List.of("a")), NO_LIMIT);
      assertThat(format.writers).isEqualTo(2);
    }
  }

  @Test
  void aClosedRendererStillServesAndKeepsNothing() throws Exception {
    List<String> messages = randomMessages(500);
    renderer.close();

    assertThat(unzipped(wire(render(messages)))).isEqualTo(asLines(messages));
    assertThat(unzipped(wire(render(messages)))).isEqualTo(asLines(messages));
  }

  private RenderedBody render(List<String> messages) throws PayloadTooLargeException {
    return renderer.render(records(messages), NO_LIMIT);
  }

  private RecordList records(List<String> messages) {
    return new RecordList(records(messages, new CaptureBench()));
  }

  private static List<byte[]> records(List<String> messages, CaptureBench bench) {
    messages.forEach(message -> bench.read(fields -> fields.message(message)));
    return bench.sink().records();
  }

  private static List<String> randomMessages(int count) {
    Random random = new Random(42);
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      messages.add("message " + random.nextLong() + " for user " + random.nextInt(1000));
    }
    return messages;
  }

  private static String asLines(List<String> messages) {
    StringBuilder lines = new StringBuilder("<");
    for (int i = 0; i < messages.size(); i++) {
      lines.append(i).append(messages.get(i)).append('\n');
    }
    return lines.append('>').toString();
  }

  private static byte[] wire(RenderedBody body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    body.writeTo(out);
    return out.toByteArray();
  }

  private static String unzipped(byte[] wire) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(wire))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Index and message a line, between angle brackets; refuses to write poison. */
  private static final class Lines extends PlainFormat implements BodyWriter {

    private int writers;

    Lines() {
      super("lines");
    }

    @Override
    public BodyWriter newBodyWriter() {
      writers++;
      return this;
    }

    @Override
    public void begin(RenderBuffer out) {
      out.put((byte) '<');
    }

    @Override
    public void event(RecordReader event, int index, RenderBuffer out) {
      out.put(String.valueOf(index).getBytes(StandardCharsets.UTF_8));
      String message = String.valueOf(event.message());
      if (message.equals(POISON)) {
        throw new IllegalStateException("on purpose");
      }
      if (message.equals(HUGE)) {
        throw new OutOfMemoryError("on purpose");
      }
      out.put(message.getBytes(StandardCharsets.UTF_8));
      out.put((byte) '\n');
    }

    @Override
    public void end(RenderBuffer out) {
      out.put((byte) '>');
    }
  }
}
