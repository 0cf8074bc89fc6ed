package io.github.telemetryappender.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.telemetryappender.core.delivery.HandOver.Reception;
import io.github.telemetryappender.core.delivery.LeftDelivery;
import io.github.telemetryappender.core.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {

  private static final Duration STAY = Duration.ofSeconds(10);

  private final Properties shared = new Properties();
  private final SetClock clock = new SetClock();
  private final Heirs heirs = heirsOfOneClassLoader();
  private final LeftDelivery delivery = new LeftDelivery(new byte[35], new byte[] {1, 2, 3});

  @Test
  void theNextOfTheSameKeyIsGivenWhatWaits() {
    Succession former = succession("a");
    Succession other = succession("b");
    Heir next = new Heir(heirs, "a");
    assertThat(former.leave(List.of(delivery))).isEqualTo(Reception.WAITS);
    assertThat(other.leave(List.of(delivery))).isEqualTo(Reception.WAITS);
    next.begin();

    assertThat(next.given).hasSize(1);
    assertThat(next.given.get(0).records()).containsExactly(1, 2, 3);
    assertThat(shared).hasSize(1);
  }

  @Test
  void severalOfOneKeyAreAllGiven() {
    succession("a").leave(List.of(delivery, delivery));
    succession("a").leave(List.of(delivery));
    Heir next = new Heir(heirs, "a");
    next.begin();

    assertThat(next.given).hasSize(3);
    assertThat(shared).isEmpty();
  }

  @Test
  void itIsGivenUpToTheLastNanosecondAndNotBeyond() {
    Succession former = succession("a");
    former.leave(List.of(delivery));
    Succession latter = succession("b");
    latter.leave(List.of(delivery));
    clock.advance(STAY.minusNanos(1));
    assertThat(former.isOver()).isFalse();
    Heir inTime = new Heir(heirs, "a");
    inTime.begin();
    clock.advance(Duration.ofNanos(1));
    Heir tooLate = new Heir(heirs, "b");
    tooLate.begin();

    assertThat(inTime.given).hasSize(1);
    assertThat(former.isOver()).isFalse();
    assertThat(tooLate.given).isEmpty();
    assertThat(latter.isOver()).isTrue();
    assertThat(shared).isEmpty();
  }

  @Test
  void onceCountedAsLostItIsGivenToNobody() {
    Succession former = succession("a");
    former.leave(List.of(delivery));
    clock.advance(STAY);
    assertThat(former.isOver()).isTrue();
    clock.advance(STAY.negated());
    Heir next = new Heir(heirs, "a");
    next.begin();

    assertThat(next.given).isEmpty();
  }

  @Test
  void whoeverLooksNextFreesTheMemory() {
    succession("a").leave(List.of(delivery));
    clock.advance(STAY);
    new Heir(heirs, "b").begin();

    assertThat(shared).isEmpty();
  }

  @Test
  void aSnapshotOfTheFormerFreesTheMemoryToo() {
    Succession former = succession("a");
    former.leave(List.of(delivery));
    clock.advance(STAY);
    assertThat(former.isOver()).isTrue();

    assertThat(shared).isEmpty();
  }

  @Test
  void oneThatRunsIsGivenItAtOnceAndOneThatStoppedNever() {
    Heir running = new Heir(heirs, "a");
    running.begin();
    Reception first = succession("a").leave(List.of(delivery));
    running.end();
    Reception second = succession("a").leave(List.of(delivery));

    assertThat(first).isEqualTo(Reception.TAKEN_OVER);
    assertThat(second).isEqualTo(Reception.WAITS);
    assertThat(running.given).hasSize(1);
  }

  @Test
  void anotherClassLoaderIsGivenItToo() {
    succession("a").leave(List.of(delivery));
    Heir next = new Heir(heirsOfOneClassLoader(), "a");
    next.begin();

    assertThat(next.given).hasSize(1);
  }

  @Test
  void whatIsSharedIsOfTheJdksTypesAlone() {
    succession("a").leave(List.of(delivery));

    assertThat(shared.values())
        .singleElement()
        .satisfies(
            value -> {
              Object[] parts = (Object[]) value;
              assertThat(parts)
                  .extracting(part -> (Object) part.getClass())
                  .containsExactly(Long.class, AtomicInteger.class, byte[][].class);
            });
  }

  @Test
  void thereIsRoomForSixteen() {
    List<Reception> receptions = new ArrayList<>();
    for (int i = 0; i < WaitingRoom.MAX_STAYS + 1; i++) {
      receptions.add(succession("key" + i % 3).leave(List.of(delivery)));
    }

    assertThat(receptions.subList(0, WaitingRoom.MAX_STAYS)).containsOnly(Reception.WAITS);
    assertThat(receptions).last().isEqualTo(Reception.REFUSED);
  }

  @Test
  void othersPropertiesAreLeftAlone() {
    shared.put("io.github.telemetryappender.left.1.a.0", "not ours after all");
    shared.setProperty("user.name", "somebody");
    Heir next = new Heir(heirs, "a");
    next.begin();

    assertThat(next.given).isEmpty();
    assertThat(shared).containsOnlyKeys("user.name");
  }

  @Test
  void keysTellContextNameAndEndpointApart() {
    String key = Heirs.key("context", "name", List.of("http://a"));
    assertThat(key)
        .isEqualTo(Heirs.key("context", "name", List.of("http://a")))
        .isNotEqualTo(Heirs.key("contextn", "ame", List.of("http://a")))
        .isNotEqualTo(Heirs.key("context", "name", List.of("http://b")))
        .doesNotContain("http");
  }

  private Heirs heirsOfOneClassLoader() {
    return new Heirs(new WaitingRoom(() -> shared, clock));
  }

  private Succession succession(String key) {
    return new Succession(key, heirs, left -> {});
  }

  /** Remembers what it is given. */
  private static final class Heir {

    private final List<LeftDelivery> given = new ArrayList<>();
    private final Succession succession;

    Heir(Heirs heirs, String key) {
      succession = new Succession(key, heirs, given::addAll);
    }

    void begin() {
      succession.begin();
    }

    void end() {
      succession.end();
    }
  }

  private static final class SetClock implements Clock {

    private long nanos = Long.MAX_VALUE - 5;

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public long epochMillis() {
      return 0;
    }

    void advance(Duration duration) {
      nanos += duration.toNanos();
    }
  }
}
