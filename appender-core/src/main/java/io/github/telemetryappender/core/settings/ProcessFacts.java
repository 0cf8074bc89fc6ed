package io.github.telemetryappender.core.settings;

import java.util.Map;

/**
 * What the process knows about itself.
 *
 * @param environment its environment variables
 * @param hostName this machine's name, or the empty string
 * @param homeDirectory the user's, or the empty string
 */
record ProcessFacts(
    Map<String, String> environment, String hostName, long processId, String homeDirectory) {

  ProcessFacts {
    environment = Map.copyOf(environment);
  }

  static ProcessFacts current() {
    Map<String, String> environment = System.getenv();
    return new ProcessFacts(
        environment,
        HostName.find(environment),
        ProcessHandle.current().pid(),
        System.getProperty("user.home", ""));
  }

  /** Environment variables may hold secrets of the application. */
  @Override
  public String toString() {
    return "process " + processId + " on " + hostName;
  }
}
