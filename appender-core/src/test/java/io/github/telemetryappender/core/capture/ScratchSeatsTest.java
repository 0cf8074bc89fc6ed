package io.github.telemetryappender.core.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScratchSeatsTest {

  private final Thread me = Thread.currentThread();
  private final Thread other = new Thread(() -> {});

  /** One, which could belong to any thread. */
  private final ScratchSeats seats = new ScratchSeats(1);

  @Test
  void nobodyHasASeatAtFirst() {
    assertThat(seats.isTenant(me)).isFalse();
    assertThat(seats.heldBy(me)).isZero();
  }

  @Test
  void whoMovesInFindsTheSeatAgain() {
    Scratch seat = moveIn(me);

    assertThat(seats.isTenant(me)).isTrue();
    assertThat(seats.tryTake(me)).isSameAs(seat);
    assertThat(seats.heldBy(me)).isEqualTo(1);
    assertThat(seats.heldBy(other)).isZero();
  }

  @Test
  void aSeatIsTakenOnce() {
    moveIn(me);
    seats.tryTake(me);

    assertThat(seats.tryTake(me)).isNull();
    assertThat(seats.tryTakeFree(other)).isNull();
  }

  @Test
  void whoMovesInPushesOutWhoDoesNotSitThere() {
    Scratch seat = moveIn(me);

    assertThat(moveIn(other)).isSameAs(seat);
    assertThat(seats.isTenant(me)).isFalse();
    assertThat(seats.isTenant(other)).isTrue();
  }

  @Test
  void onlyWhoHasTheSeatGivesItBack() {
    moveIn(me);
    seats.tryTake(me);

    seats.giveBack(other);
    assertThat(seats.heldBy(me)).isEqualTo(1);

    seats.giveBack(me);
    assertThat(seats.heldBy(me)).isZero();
  }

  @Test
  void whatAThreadLeftBehindIsInherited() throws Exception {
    Scratch[] left = new Scratch[1];
    Thread dead = new Thread(() -> left[0] = seats.tryTakeFree(Thread.currentThread()));
    dead.start();
    dead.join();

    assertThat(seats.tryTakeFree(me)).isNotNull().isSameAs(left[0]);
    assertThat(seats.heldBy(me)).isEqualTo(1);
  }

  @Test
  void eachOfAFewThreadsHasItsOwn() {
    ScratchSeats eight = new ScratchSeats(8);
    List<Thread> threads = List.of(new Thread(), new Thread(), new Thread(), new Thread());

    assertThat(threads).extracting(eight::tryTakeFree).doesNotContainNull().doesNotHaveDuplicates();
  }

  private Scratch moveIn(Thread thread) {
    Scratch seat = seats.tryTakeFree(thread);
    seats.moveIn(thread);
    seats.giveBack(thread);
    return seat;
  }
}
