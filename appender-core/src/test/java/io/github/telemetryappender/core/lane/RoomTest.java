package io.github.telemetryappender.core.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.time.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RoomTest {

  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Room room = new Room();
  private int attempts;

  @Test
  void roomThatComesFreeWhileAnAttemptFailsIsNotMissed() {
    assertThat(room.tryWithin(this::succeedAfterRelease, LONG_NANOS, Clock.system())).isTrue();
    assertThat(attempts).isEqualTo(2);
  }

  /** The first attempt comes too early by the time between its end and the waiting. */
  private boolean succeedAfterRelease() {
    attempts++;
    if (attempts == 1) {
      room.freed();
    }
    return attempts > 1;
  }

  @Test
  void roomThatClosesWhileAnAttemptFailsIsNotWaitedFor() {
    assertThat(room.tryWithin(this::failAndClose, LONG_NANOS, Clock.system())).isFalse();
  }

  private boolean failAndClose() {
    room.close();
    return false;
  }

  @Test
  void nobodyIsToldWhileNobodyWaits() {
    room.freed();
    assertThat(room.round()).isZero();

    room.enter();
    room.freed();
    assertThat(room.round()).isEqualTo(1);
  }

  @Test
  void whoLeavesIsNotCounted() {
    room.tryWithin(() -> true, LONG_NANOS, Clock.system());

    assertThat(room.waiting()).isZero();
  }
}
