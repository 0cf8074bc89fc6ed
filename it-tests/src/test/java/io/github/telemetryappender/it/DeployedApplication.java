package io.github.telemetryappender.it;

import io.github.telemetryappender.core.event.Severity;
import io.github.telemetryappender.core.settings.TypedSettings;

/** An application as a container runs it: it starts its own logging, works, and is stopped. */
public final class DeployedApplication implements Runnable {

  static final int EVENTS = 100;

  private final String framework;
  private final String url;

  /**
   * Only the JDK's types, as it is called across class loaders.
   *
   * @param framework a {@link Framework}
   */
  public DeployedApplication(String framework, String url) {
    this.framework = framework;
    this.url = url;
  }

  @Override
  public void run() {
    TypedSettings settings = new TypedSettings();
    settings.add("endpoint", url);
    settings.add("shutdownTimeout", "20s");
    LoggingFramework logging = Framework.valueOf(framework).create();
    logging.start(logging.xml(settings));
    for (int i = 0; i < EVENTS; i++) {
      logging.log(LogCall.of(Severity.INFO, "event {}", i));
    }
    logging.stop();
  }
}
