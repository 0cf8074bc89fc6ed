package io.github.telemetryappender.core.auth;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Remembers what it heard, one line each. */
final class RecordingCredentialListener implements CredentialListener {

  private final List<String> lines = new ArrayList<>();

  List<String> lines() {
    return lines;
  }

  @Override
  public void refreshFailed(String reason) {
    lines.add("failed: " + reason);
  }

  @Override
  public void refreshFailing(int failureCount, Duration since, String reason) {
    lines.add("failing " + failureCount + " times in " + since + ": " + reason);
  }

  @Override
  public void refreshTerminal(String reason) {
    lines.add("terminal: " + reason);
  }

  @Override
  public void refreshRecovered(int failureCount, Duration after) {
    lines.add("recovered from " + failureCount + " after " + after);
  }

  @Override
  public void held(int status) {
    lines.add("held by " + status);
  }

  @Override
  public void released() {
    lines.add("released");
  }
}
