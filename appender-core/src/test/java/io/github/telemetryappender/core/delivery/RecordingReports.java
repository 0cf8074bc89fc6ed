package io.github.telemetryappender.core.delivery;

import io.github.telemetryappender.core.event.ReportChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Remembers what was said. */
final class RecordingReports implements ReportChannel {

  final List<String> infos = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();

  /** Whether warnings end in an error, as a status listener of the user's might. */
  boolean broken;

  @Override
  public void info(String message) {
    infos.add(message);
  }

  @Override
  public void warn(String message, @Nullable Throwable cause) {
    if (broken) {
      throw new AssertionError("the channel is broken");
    }
    warnings.add(message);
  }
}
