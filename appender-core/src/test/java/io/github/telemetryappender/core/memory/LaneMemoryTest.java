package io.github.telemetryappender.core.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class LaneMemoryTest {

  private final LaneMemory memory = new LaneMemory();

  @Test
  void memoryThatCameBackIsLentAgain() {
    LaneMemory.Loan first = memory.borrow(1024);
    memory.giveBack(first);

    LaneMemory.Loan second = memory.borrow(1024);

    assertThat(second.memory()).isSameAs(first.memory());
    assertThat(second.number()).isNotEqualTo(first.number());
  }

  @Test
  void memoryIsNotLentTwiceAtATime() {
    assertThat(memory.borrow(1024).memory()).isNotSameAs(memory.borrow(1024).memory());
  }

  @Test
  void memoryOfAnotherSizeIsNotLent() {
    memory.giveBack(memory.borrow(1024));

    assertThat(memory.borrow(512).memory().capacity()).isEqualTo(512);
  }

  @Test
  void bytesAreCounted() {
    LaneMemory.Loan first = memory.borrow(1024);
    memory.borrow(512);
    memory.giveBack(first);

    assertThat(memory.lentBytes()).isEqualTo(512);
    assertThat(memory.freeBytes()).isEqualTo(1024);
  }

  @Test
  void neverMoreIsHeldThanWasLentAtOnce() {
    memory.giveBack(memory.borrow(1024));

    LaneMemory.Loan larger = memory.borrow(2048);
    assertThat(memory.freeBytes()).isZero(); // the most ever lent is 2048 now, all of it lent
    memory.giveBack(larger);
    memory.borrow(1024);
    assertThat(memory.freeBytes()).isZero(); // the free 2048 and the lent 1024 would be more
  }

  @Test
  void otherSizesAreKeptWhileThereIsRoomForThem() {
    LaneMemory.Loan first = memory.borrow(1024);
    LaneMemory.Loan second = memory.borrow(1024);
    memory.giveBack(first);
    memory.giveBack(second);

    memory.borrow(512);

    assertThat(memory.freeBytes()).isEqualTo(1024);
  }

  @Test
  void abandonedMemoryIsNeverLentAgain() {
    LaneMemory.Loan loan = memory.borrow(1024);
    memory.abandon(loan);

    assertThat(memory.lentBytes()).isZero();
    assertThat(memory.freeBytes()).isZero();
    assertThat(memory.borrow(1024).memory()).isNotSameAs(loan.memory());
  }

  @Test
  void loanEndsOnce() {
    LaneMemory.Loan loan = memory.borrow(1024);
    memory.giveBack(loan);

    assertThatIllegalStateException()
        .isThrownBy(() -> memory.giveBack(loan))
        .withMessage("loan 1 has ended already");
  }

  @Test
  void nothingIsCountedThatCouldNotBeAllocated() {
    LaneMemory exhausted =
        new LaneMemory(
            bytes -> {
              throw new OutOfMemoryError("none left");
            });

    assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> exhausted.borrow(1024));
    assertThat(exhausted.lentBytes()).isZero();
  }
}
