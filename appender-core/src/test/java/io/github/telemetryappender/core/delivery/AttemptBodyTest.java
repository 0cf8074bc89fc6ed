package io.github.telemetryappender.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.telemetryappender.core.batch.Batch;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.format.BodyRenderer;
import io.github.telemetryappender.core.format.Receipt;
import io.github.telemetryappender.core.memory.MemoryPool;
import io.github.telemetryappender.core.settings.Compression;
import io.github.telemetryappender.core.transport.ExchangeResult;
import io.github.telemetryappender.core.transport.ExchangeResult.BodyState;
import io.github.telemetryappender.core.transport.FailureKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a body takes of our memory, and what is read in the answer to it. */
class AttemptBodyTest {

  private static final long LIMIT_BYTES = 1 << 16;

  private final SizedFormat format = new SizedFormat();
  private final BodyRenderer renderer = new BodyRenderer(format, Compression.NONE);
  private final MemoryPool memory = new MemoryPool(1 << 20);
  private final LoopRig rig = new LoopRig(Map.of());
  private final Batch batch = rig.cut(Severity.INFO, 2);

  @AfterEach
  void close() {
    renderer.close();
    rig.close();
  }

  private AttemptBody body(long reservedBytes) {
    assertThat(memory.tryReserve(reservedBytes)).isTrue();
    return new AttemptBody(
        batch, renderer, format, Compression.NONE, memory, LIMIT_BYTES, reservedBytes);
  }

  // Memory

  @Test
  void onceItIsRenderedItTakesWhatItTakesAndAfterwardsNothing() throws Exception {
    format.bodyBytes = 300;
    AttemptBody body = body(LIMIT_BYTES);
    body.render();
    assertThat(memory.usedBytes()).isEqualTo(300);
    body.close();
    assertThat(memory.usedBytes()).isZero();
  }

  @Test
  void oneThatIsNeverRenderedGivesAllBack() {
    AttemptBody body = body(LIMIT_BYTES);
    body.close();
    assertThat(memory.usedBytes()).isZero();
  }

  /** Whatever it turned out to be: more than was reserved it must not take from others. */
  @Test
  void itNeverTakesMoreThanWasReserved() throws Exception {
    format.bodyBytes = 300;
    AttemptBody body = body(200);
    body.render();
    assertThat(memory.usedBytes()).isEqualTo(200);
    body.close();
    assertThat(memory.usedBytes()).isZero();
  }

  @Test
  void noBodyIsMadeOfNothing() {
    format.unwritable = true;
    AttemptBody body = body(LIMIT_BYTES);
    assertThatIllegalStateException()
        .isThrownBy(body::render)
        .withMessage("none of 2 events could be encoded");
    assertThat(body.leftOutCounts().of(Severity.INFO)).isEqualTo(2);
  }

  // The answer

  private AttemptBody read(BodyState state) {
    AttemptBody body = body(0);
    body.read(new ExchangeResult.Answered(200, List.of(), new byte[0], state));
    return body;
  }

  @Test
  void anAnswerThatBreaksOffIsLostUnlessItSaidEnough() {
    assertThat(read(BodyState.COMPLETE).isAnswerLost()).isFalse();
    assertThat(read(BodyState.TOO_LONG).isAnswerLost()).isFalse();
    assertThat(read(BodyState.BROKEN).isAnswerLost()).isTrue();
    format.receipt = new Receipt.SomeRefused(1, "said in time");
    AttemptBody body = read(BodyState.BROKEN);
    assertThat(body.isAnswerLost()).isFalse();
    assertThat(body.receipt()).isSameAs(format.receipt);
  }

  @Test
  void anAnswerThatTheFormatFailsOverIsLost() {
    format.unreadable = true;
    assertThat(read(BodyState.COMPLETE).isAnswerLost()).isTrue();
  }

  @Test
  void theFormatIsToldWhetherItIsAllOfTheAnswer() {
    read(BodyState.COMPLETE);
    assertThat(format.asked.isComplete()).isTrue();
    read(BodyState.TOO_LONG);
    assertThat(format.asked.isComplete()).isFalse();
    read(BodyState.BROKEN);
    assertThat(format.asked.isComplete()).isFalse();
  }

  @Test
  void whereThereWasNoAnswerNothingIsLostOfIt() {
    AttemptBody body = body(0);
    body.read(new ExchangeResult.Failed(FailureKind.TIMEOUT, "timeout"));
    assertThat(body.isAnswerLost()).isFalse();
    assertThat(format.asked).isNull();
  }
}
