package io.github.telemetryappender.log4j2;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.status.StatusData;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;

/** Remembers everything said on the StatusLogger, down to TRACE, until told to stop. */
final class RecordingStatusListener implements StatusListener {

  private final List<StatusData> said = new CopyOnWriteArrayList<>();

  static RecordingStatusListener listening() {
    RecordingStatusListener listener = new RecordingStatusListener();
    StatusLogger.getLogger().registerListener(listener);
    return listener;
  }

  /** What was said at this level, in order. */
  List<String> at(Level level) {
    return said.stream()
        .filter(status -> status.getLevel() == level)
        .map(status -> status.getMessage().getFormattedMessage())
        .toList();
  }

  /** What was said at any level. */
  List<String> all() {
    return said.stream().map(StatusData::getFormattedStatus).toList();
  }

  @Override
  public void log(StatusData data) {
    said.add(data);
  }

  @Override
  public Level getStatusLevel() {
    return Level.TRACE;
  }

  void stopListening() {
    StatusLogger.getLogger().removeListener(this);
  }

  /** Called by the StatusLogger when it has let go of this listener. */
  @Override
  public void close() {}
}
