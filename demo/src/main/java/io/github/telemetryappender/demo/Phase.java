package io.github.telemetryappender.demo;

import java.time.Duration;

/**
 * A part of the timetable.
 *
 * @param start since the beginning of the run
 */
record Phase(Weather weather, Duration start, Duration length) {

  Duration end() {
    return start.plus(length);
  }
}
