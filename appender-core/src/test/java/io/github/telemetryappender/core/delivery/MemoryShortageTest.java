package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.telemetryappender.core.capture.RecordReader;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.format.BodyWriter;
import io.github.telemetryappender.core.format.PlainFormat;
import io.github.telemetryappender.core.format.RenderBuffer;
import io.github.telemetryappender.core.lane.Lane;
import io.github.telemetryappender.core.lane.LaneKind;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.FailureKind;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the JVM's memory or ours runs out, on the delivery side: as little is lost as can be. */
class MemoryShortageTest {

  private static final Duration LINGER = Duration.ofMillis(10);
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private static final Map<String, String> SETTINGS =
      Map.of(
          "memory.maxBytes", "4MB",
          "batch.maxBytes", "64KB",
          "batch.maxEvents", "64",
          "batch.linger", "10ms",
          "batch.urgentLinger", "10ms",
          "compression", "none");

  private final Hungry format = new Hungry();
  private final LoopRig rig = new LoopRig(SETTINGS, format);

  @AfterEach
  void close() {
    rig.checkAndClose();
  }

  private void send(Severity severity, int events) {
    rig.log(severity, events);
    rig.work();
    rig.advance(LINGER);
  }

  /** Does what the transport does with a body: makes it, and tells what it was that kept it. */
  private void render() throws Exception {
    ScriptedTransport.Exchange exchange = rig.transport.onlyOpen();
    try {
      OutputStream out = new ByteArrayOutputStream();
      exchange.request.payload().render().writeTo(out);
      exchange.answer(200);
    } catch (RuntimeException | Error thrown) {
      exchange.future.complete(new ExchangeResult.RenderingFailed(thrown));
    }
    rig.work();
  }

  // Encoding

  @Test
  void whatFoundNoMemoryForItsBodyIsTriedAgainASecondLater() throws Exception {
    send(Severity.INFO, 3);
    format.hungry = true;
    render();
    assertThat(rig.bodyMemory.usedBytes()).as("the body's memory is given back").isZero();
    assertThat(rig.snapshot().held().total()).isEqualTo(3);
    rig.advance(A_SECOND.minusNanos(1));
    assertThat(rig.transport.open()).isEmpty();

    rig.advance(Duration.ofNanos(1));
    format.hungry = false;
    render();
    assertThat(rig.snapshot().delivered().total()).isEqualTo(3);
  }

  @Test
  void laterBatchesAreCutHalfAsLarge() throws Exception {
    send(Severity.INFO, 64);
    assertThat(rig.transport.onlyOpen().events()).isEqualTo(64);
    format.hungry = true;
    render();
    format.hungry = false;
    send(Severity.ERROR, 64);
    assertThat(rig.transport.onlyOpen().events()).isEqualTo(32);
  }

  @Test
  void theSecondTimeTheLargestEventIsLostAndTheRestGoesOn() throws Exception {
    rig.log(Severity.WARN, 2, 200);
    rig.log(Severity.FATAL, 1, 5000);
    rig.log(Severity.ERROR, 2, 300);
    rig.work();
    rig.advance(LINGER);
    format.hungry = true;
    render();
    rig.advance(A_SECOND);
    render();
    assertThat(rig.snapshot().lostByReason()).containsExactly(Map.entry("abandoned.encoding", 1L));
    assertThat(rig.snapshot().abandoned().of(Severity.FATAL)).isEqualTo(1);
    assertThat(rig.reports.warnings).anyMatch(line -> line.contains("OutOfMemoryError"));

    rig.advance(A_SECOND.minusNanos(1));
    assertThat(rig.transport.open()).isEmpty();
    rig.advance(Duration.ofNanos(1));
    format.hungry = false;
    render(); // what stood in front of it
    render(); // and behind it
    assertThat(rig.snapshot().delivered().of(Severity.WARN)).isEqualTo(2);
    assertThat(rig.snapshot().delivered().of(Severity.ERROR)).isEqualTo(2);
    assertThat(rig.snapshot().heldBytes()).isZero();
  }

  @Test
  void ofEventsOfOneSizeTheFirstGoes() throws Exception {
    rig.log(Severity.ERROR, 1);
    rig.log(Severity.WARN, 1);
    rig.work();
    rig.advance(LINGER);
    format.hungry = true;
    render();
    rig.advance(A_SECOND);
    render();
    assertThat(rig.snapshot().abandoned().of(Severity.ERROR)).isEqualTo(1);
    assertThat(rig.snapshot().held().of(Severity.WARN)).isEqualTo(1);
  }

  @Test
  void whatIsLeftHasTwoTriesOfItsOwn() throws Exception {
    send(Severity.INFO, 3);
    format.hungry = true;
    for (int lost = 0; lost < 3; lost++) {
      assertThat(rig.snapshot().abandoned().total()).isEqualTo(lost);
      render();
      rig.advance(A_SECOND);
      assertThat(rig.snapshot().abandoned().total()).isEqualTo(lost);
      render();
      rig.advance(A_SECOND);
    }
    assertThat(rig.snapshot().lostByReason()).containsExactly(Map.entry("abandoned.encoding", 3L));
    assertThat(rig.transport.open()).isEmpty();
  }

  @Test
  void aDrainTriesItAgainForNothingWasSent() throws Exception {
    send(Severity.INFO, 3);
    boolean[] over = new boolean[1];
    rig.lanes.seal();
    rig.mailbox.accept(() -> rig.loop.drain(5 * A_SECOND.toNanos(), () -> over[0] = true));
    rig.work();
    format.hungry = true;
    render();
    assertThat(over[0]).isFalse();
    rig.advance(A_SECOND);
    render();
    rig.advance(A_SECOND);
    format.hungry = false;
    render();
    assertThat(over[0]).isTrue();
    assertThat(rig.snapshot().delivered().total()).isEqualTo(2);
  }

  /** Nothing else may take a body apart for want of memory: a bug does not get better by time. */
  @Test
  void aBugInRenderingIsNoShortage() throws Exception {
    send(Severity.INFO, 2);
    format.buggy = true;
    render();
    assertThat(rig.transport.onlyOpen().events()).as("halved at once").isEqualTo(1);
    render();
    render();
    assertThat(rig.snapshot().lostByReason()).containsExactly(Map.entry("abandoned.encoding", 2L));
  }

  // Dividing and moving

  @Test
  void whatBreaksDownWhileItIsHalvedIsKept() {
    send(Severity.INFO, 4);
    format.starved = true;
    rig.transport.onlyOpen().answer(413);
    assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(rig::work);
    format.starved = false;
    rig.work();
    assertThat(rig.snapshot().held().total()).isEqualTo(4);
    assertThat(rig.transport.onlyOpen().events()).isEqualTo(4);
    rig.transport.onlyOpen().answer(200);
    rig.work();
    assertThat(rig.snapshot().delivered().total()).isEqualTo(4);
  }

  @Test
  void whatBreaksDownWhileALaneIsRelievedStaysInItsLane() {
    send(Severity.INFO, 1);
    rig.transport.onlyOpen().answer(402);
    rig.work();
    Lane lane = rig.lanes.lane(LaneKind.NORMAL);
    while (lane.usedBytes() < lane.capacity() / 2) {
      rig.log(Severity.INFO, 1, 1000);
    }
    long held = rig.snapshot().held().total();
    format.starved = true;
    assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(rig::work);
    format.starved = false;
    assertThat(rig.snapshot().held().total()).isEqualTo(held);
    rig.work();
    assertThat(rig.snapshot().held().total()).isEqualTo(held);
    assertThat(lane.usedBytes()).isLessThan(lane.capacity() / 2);
  }

  // Our own bounds

  @Test
  void whereTheRetryQueueHasNoRoomTheOldestOfTheLowestRankGivesWay() {
    send(Severity.INFO, 1);
    rig.transport.onlyOpen().fail(FailureKind.CERTIFICATE);
    rig.work();
    Lane lane = rig.lanes.lane(LaneKind.LOW);
    while (rig.snapshot().evicted().total() == 0) {
      rig.offer(Severity.DEBUG, 1000);
      rig.work();
    }
    LedgerSnapshot ledger = rig.snapshot();
    assertThat(ledger.evicted().total()).isEqualTo(ledger.evicted().of(Severity.DEBUG));
    assertThat(ledger.held().of(Severity.INFO)).isEqualTo(1);
    assertThat(rig.retryMemory.usedBytes()).isLessThanOrEqualTo(rig.retryMemory.maxBytes());
    assertThat(lane.usedBytes()).isGreaterThan(lane.capacity() / 8 * 6L);
  }

  /** Writes next to nothing, and finds no memory when it is told to. */
  private static final class Hungry extends PlainFormat implements BodyWriter {

    /** While a body is made. */
    volatile boolean hungry;

    volatile boolean buggy;

    /** While batches are cut and divided. */
    volatile boolean starved;

    @Override
    public long estimatedBytes(int recordBytes) {
      if (starved) {
        throw new OutOfMemoryError("no room to divide");
      }
      return recordBytes;
    }

    Hungry() {
      super("hungry");
    }

    @Override
    public BodyWriter newBodyWriter() {
      return this;
    }

    @Override
    public void begin(RenderBuffer out) {
      if (buggy) {
        throw new IllegalStateException("on purpose");
      }
    }

    @Override
    public void event(RecordReader event, int index, RenderBuffer out) {
      if (hungry) {
        throw new OutOfMemoryError("no room to encode");
      }
      out.put((byte) '.');
    }

    @Override
    public void end(RenderBuffer out) {}
  }
}
