package io.github.telemetryappender.it;

import io.github.telemetryappender.core.DeliveryListener;
import io.github.telemetryappender.core.DeliveryOutcome;
import io.github.telemetryappender.core.metrics.Health;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An application's listener, which remembers what it heard. */
public final class HeardOutcomes implements DeliveryListener {

  static final List<DeliveryOutcome> OUTCOMES = new CopyOnWriteArrayList<>();
  static final List<Health> LEVELS = new CopyOnWriteArrayList<>();

  @Override
  public void onDelivery(DeliveryOutcome outcome) {
    OUTCOMES.add(outcome);
  }

  @Override
  public void onHealthChange(Health before, Health now) {
    LEVELS.add(now);
  }

  /** One that fails whenever it is called. */
  public static final class Failing implements DeliveryListener {
    @Override
    public void onDelivery(DeliveryOutcome outcome) {
      throw new IllegalStateException("s3cret");
    }
  }
}
