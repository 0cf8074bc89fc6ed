package io.github.telemetryappender.core;

import io.github.telemetryappender.core.delivery.HandOver;
import io.github.telemetryappender.core.delivery.LeftDelivery;
import io.github.telemetryappender.core.time.Clock;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;

/** What a process keeps for pipelines that replace each other, in a process of its own. */
public final class HandOvers {

  private static final String KEY = "the same";

  private final Heirs heirs;

  public HandOvers(Clock clock) {
    Properties shared = new Properties();
    this.heirs = new Heirs(new WaitingRoom(() -> shared, clock));
  }

  /** A pipeline's place among them. */
  public Place place(Consumer<List<LeftDelivery>> heir) {
    return new Place(new Succession(KEY, heirs, heir));
  }

  /** As a running pipeline has it. */
  public static final class Place implements HandOver {

    private final Succession succession;

    private Place(Succession succession) {
      this.succession = succession;
    }

    public void begin() {
      succession.begin();
    }

    public void end() {
      succession.end();
    }

    @Override
    public Reception leave(List<LeftDelivery> left) {
      return succession.leave(left);
    }

    /** Whether what was left has waited in vain. */
    public boolean isOver() {
      return succession.isOver();
    }
  }
}
