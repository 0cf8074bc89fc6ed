package io.github.telemetryappender.core;

import io.github.telemetryappender.core.Heirs.Bequest;
import io.github.telemetryappender.core.delivery.HandOver;
import io.github.telemetryappender.core.delivery.LeftDelivery;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A pipeline's place between the one it replaces and the one that replaces it. */
final class Succession implements HandOver {

  private final String key;
  private final Heirs heirs;
  private final Consumer<List<LeftDelivery>> heir;
  private volatile @Nullable Bequest bequest;

  /**
   * @param key equal for pipelines that replace each other
   * @param heir told of what this pipeline is to go on with; must not wait
   */
  Succession(String key, Heirs heirs, Consumer<List<LeftDelivery>> heir) {
    this.key = key;
    this.heirs = heirs;
    this.heir = heir;
  }

  /** The pipeline runs. */
  void begin() {
    heirs.begin(key, heir);
  }

  /** The pipeline is about to stop. */
  void end() {
    heirs.end(heir);
  }

  @Override
  public Reception leave(List<LeftDelivery> left) {
    Bequest mine = heirs.leave(key, left);
    bequest = mine;
    return mine.reception();
  }

  /** Whether what was left has waited in vain. Any thread. */
  boolean isOver() {
    Bequest mine = bequest;
    return mine != null && heirs.isOver(mine);
  }
}
