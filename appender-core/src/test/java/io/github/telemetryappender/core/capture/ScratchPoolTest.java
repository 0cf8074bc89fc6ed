package io.github.telemetryappender.core.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.event.Field;
import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.memory.MemoryPool;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ScratchPoolTest {

  /** The seat and the places of the group. */
  private static final int SLOTS = 1 + ScratchGroup.PLACES;

  private final CountDownLatch endOfOthers = new CountDownLatch(1);
  private final List<Thread> others = new ArrayList<>();
  private final MemoryPool memory = new MemoryPool(1 << 20);

  /** What the stack shows; as deep as anybody asks, unless a test says otherwise. */
  private int capturesOnStack = 1 + ScratchPool.MAX_DEPTH;

  private final ScratchPool pool = pool(memory);

  private ScratchPool pool(MemoryPool memory) {
    return new ScratchPool(
        memory,
        CaptureBench.config(CaptureBench.MAX_EVENT_BYTES),
        EnumSet.allOf(Field.class),
        new FixedClock(0, 0),
        1,
        1,
        () -> capturesOnStack);
  }

  @Test
  void aThreadGetsTheSameScratchAgain() {
    Scratch first = pool.acquire();
    pool.release(first);

    assertThat(pool.acquire()).isSameAs(first);
  }

  @Test
  void aNestedCaptureHasItsOwnScratchAndAThirdHasNone() {
    Scratch outer = pool.acquire();
    Scratch inner = pool.acquire();

    assertThat(inner).isNotNull().isNotSameAs(outer);
    assertThat(pool.acquire()).isNull();
    assertThat(pool.isTooDeep()).isTrue();

    pool.release(inner);
    assertThat(pool.isTooDeep()).isFalse();
    assertThat(pool.acquire()).isNotNull();
  }

  @Test
  void nestingIsSeenWhereAnotherHasTheSeat() throws Exception {
    fill(1);
    Scratch outer = pool.acquire();
    Scratch inner = pool.acquire();

    assertThat(inner).isNotNull().isNotSameAs(outer);
    assertThat(pool.acquire()).isNull();
    assertThat(pool.isTooDeep()).isTrue();

    pool.release(inner);
    assertThat(pool.isTooDeep()).isFalse();
    assertThat(pool.acquire()).isSameAs(inner);
  }

  @Test
  void othersUseTheSameScratchOneAfterTheOther() throws Exception {
    Scratch mine = pool.acquire();
    pool.release(mine);

    Scratch theirs = inAnotherThread(this::acquireAndRelease);

    assertThat(theirs).isNotSameAs(mine);
    assertThat(inAnotherThread(this::acquireAndRelease)).isSameAs(theirs);
    assertThat(pool.acquire()).isSameAs(mine);
  }

  @Test
  void whoLogsMuchGetsTheSeatOfWhoDoesNot() throws Exception {
    Scratch mine = pool.acquire();
    pool.release(mine);

    Scratch last = inAnotherThread(() -> acquireAndRelease(200));

    assertThat(last).isSameAs(mine);
    assertThat(pool.acquire()).isNotSameAs(mine);
  }

  private Scratch acquireAndRelease() {
    return acquireAndRelease(1);
  }

  private Scratch acquireAndRelease(int times) {
    Scratch scratch = null;
    for (int i = 0; i < times; i++) {
      scratch = pool.acquire();
      pool.release(scratch);
    }
    return scratch;
  }

  private static Scratch inAnotherThread(Callable<Scratch> task) throws Exception {
    FutureTask<Scratch> result = new FutureTask<>(task);
    new Thread(result).start();
    return result.get(20, TimeUnit.SECONDS);
  }

  @Test
  void nestingIsSeenWhereAllAreTaken() throws Exception {
    fillAllButOne();
    Scratch outer = pool.acquire();
    Scratch inner = pool.acquire();

    assertThat(List.of(outer, inner)).filteredOn(Scratch::isForOnce).hasSize(1);
    assertThat(pool.acquire()).isNull();
    assertThat(pool.isTooDeep()).isTrue();

    pool.release(inner);
    pool.release(outer);
    assertThat(pool.isTooDeep()).isFalse();
  }

  @Test
  void whatAThreadDidNotGiveBackAtTheEndOfItsStackIsFoundAgain() throws Exception {
    fillAllButOne();
    Scratch left = pool.acquire();
    pool.acquire();
    assertThat(pool.isTooDeep()).isTrue();

    capturesOnStack = 1;

    assertThat(pool.isTooDeep()).isFalse();
    assertThat(pool.acquire()).isSameAs(left);
  }

  @Test
  void aSeatThatWasNotGivenBackAtTheEndOfTheStackIsItsThreadsAgain() {
    Scratch seat = pool.acquire();
    capturesOnStack = 1;

    pool.release(pool.acquire());

    assertThat(pool.acquire()).isSameAs(seat);
  }

  @Test
  void manyThreadsLeaveRoomForBuffersThatGrow() throws Exception {
    MemoryPool shared = new MemoryPool(512 << 10);
    CaptureBench bench = new CaptureBench(CaptureBench.MAX_EVENT_BYTES, shared);
    for (int i = 0; i < 300; i++) {
      Thread thread = new Thread(() -> captureOften(bench));
      thread.start();
      thread.join();
    }

    assertThat(shared.usedBytes()).isLessThanOrEqualTo(shared.maxBytes() / 4);
  }

  /** Often enough for a seat. */
  private static void captureOften(CaptureBench bench) {
    for (int i = 0; i < 100; i++) {
      bench.capture(fields -> fields.message("m"));
    }
  }

  @Test
  void whatADeadThreadDidNotGiveBackIsInherited() throws Exception {
    List<Scratch> left = fill(SLOTS);
    endOthers();

    assertThat(pool.acquire()).isIn(left);
    assertThat(pool.acquire()).isIn(left);
  }

  @Test
  void aScratchBesideTheTableGivesItsMemoryBack() throws Exception {
    fillAllButOne();
    Scratch inTable = pool.acquire();
    long usedBytes = memory.usedBytes();
    Scratch beside = pool.acquire();
    assertThat(memory.usedBytes()).isGreaterThan(usedBytes);

    pool.release(beside);

    assertThat(inTable).isNotNull();
    assertThat(memory.usedBytes()).isEqualTo(usedBytes);
  }

  @Test
  void withoutMemoryThereIsNoScratchAndNothingIsHeld() {
    ScratchPool poor = pool(new MemoryPool(RecordBuffer.RESTING_BYTES));
    Scratch first = poor.acquire();

    assertThat(first).isNotNull();
    assertThat(poor.acquire()).isNull();
    assertThat(poor.isTooDeep()).isFalse();
    poor.release(first);
    assertThat(poor.acquire()).isSameAs(first);
  }

  @Test
  void nothingOfALargeEventStays() {
    CaptureBench bench = new CaptureBench();
    bench.read(fields -> fields.message("small"));
    long usedBytes = bench.memory.usedBytes();

    bench.read(fields -> fields.message("x".repeat(200_000)));

    assertThat(bench.memory.usedBytes()).isLessThanOrEqualTo(usedBytes);
  }

  @Test
  void manyThreadsTakeNoMoreThanTheTable() throws Exception {
    CaptureBench bench = new CaptureBench(CaptureBench.MAX_EVENT_BYTES, new MemoryPool(64 << 20));
    int processors = Runtime.getRuntime().availableProcessors();
    for (int i = 0; i < 500; i++) {
      Thread thread = new Thread(() -> bench.capture(fields -> fields.message("m")));
      thread.start();
      thread.join();
    }

    assertThat(bench.memory.usedBytes())
        .isLessThanOrEqualTo((long) 32 * Math.max(1, processors) * RecordBuffer.RESTING_BYTES);
  }

  @Test
  void threadsThatCaptureAtTheSameTimeDoNotMixTheirEvents() throws Exception {
    MemoryPool shared = new MemoryPool(4 << 20);
    EventCapture<EventScript> capture =
        new CaptureBench(CaptureBench.MAX_EVENT_BYTES, shared).capture;
    int threads = 8;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Integer>> wrong = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        String mine = "message of " + i;
        wrong.add(executor.submit(() -> countForeign(capture, mine)));
      }
      for (Future<Integer> count : wrong) {
        assertThat(count.get(20, TimeUnit.SECONDS)).isZero();
      }
    } finally {
      executor.shutdownNow();
    }
  }

  /** Records that hold anything but what this thread logged, nested events among them. */
  private static int countForeign(EventCapture<EventScript> capture, String mine) {
    int[] foreign = {0};
    RecordReader reader = new RecordReader();
    RecordSink sink =
        (severity, record, offset, length) -> {
          reader.wrap(record, offset, length, RecordingSink.EVENT_ID_PREFIX, 0);
          foreign[0] += String.valueOf(reader.message()).startsWith(mine) ? 0 : 1;
          return true;
        };
    EventScript inner = fields -> fields.message(mine + " nested");
    EventScript outer =
        fields -> {
          capture.capture(inner, Severity.INFO, sink);
          fields.message(mine);
        };
    for (int i = 0; i < 3_000; i++) {
      foreign[0] += capture.capture(outer, Severity.INFO, sink) == CaptureResult.ACCEPTED ? 0 : 1;
    }
    return foreign[0];
  }

  @Test
  void anEventLoggedWhileOneIsCapturedIsTakenOneLevelDeep() {
    CaptureBench bench = new CaptureBench();
    List<CaptureResult> results = new ArrayList<>();
    EventScript third = fields -> fields.message("third");
    EventScript second =
        fields -> {
          results.add(bench.capture(third));
          fields.message("second");
        };

    results.add(
        bench.capture(
            fields -> {
              results.add(bench.capture(second));
              fields.message("first");
            }));

    assertThat(results)
        .containsExactly(CaptureResult.REENTRANT, CaptureResult.ACCEPTED, CaptureResult.ACCEPTED);
    assertThat(bench.sink().reader(0).message()).hasToString("second");
    assertThat(bench.sink().reader(1).message()).hasToString("first");
  }

  @Test
  void whereTheHeapHasNoMoreTheCallerIsSparedAndTheScratchServesOn() {
    CaptureBench bench = new CaptureBench();

    assertThat(
            bench.capture.capture(
                fields -> {},
                Severity.ERROR,
                (severity, record, offset, length) -> {
                  throw new OutOfMemoryError();
                }))
        .isEqualTo(CaptureResult.NO_MEMORY);
    assertThat(bench.read(fields -> fields.message("next")).message()).hasToString("next");
  }

  @Test
  void whatTheSinkRefusesIsRefused() {
    CaptureBench bench = new CaptureBench();

    assertThat(
            bench.capture.capture(
                fields -> {}, Severity.ERROR, (severity, record, offset, length) -> false))
        .isEqualTo(CaptureResult.REFUSED);
  }

  private List<Scratch> fillAllButOne() throws Exception {
    return fill(SLOTS - 1);
  }

  /** Other threads take places in the table, and keep them as long as they live. */
  private List<Scratch> fill(int places) throws Exception {
    BlockingQueue<Scratch> taken = new LinkedBlockingQueue<>();
    for (int i = 0; i < places; i++) {
      Thread thread = new Thread(() -> takeAndWait(taken));
      thread.start();
      others.add(thread);
    }
    List<Scratch> scratches = new ArrayList<>();
    while (scratches.size() < places) {
      scratches.add(taken.take());
    }
    return scratches;
  }

  private void takeAndWait(BlockingQueue<Scratch> taken) {
    Scratch scratch = pool.acquire();
    if (scratch != null) {
      taken.add(scratch);
    }
    try {
      endOfOthers.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void endOthers() throws Exception {
    endOfOthers.countDown();
    for (Thread other : others) {
      other.join();
    }
  }
}
