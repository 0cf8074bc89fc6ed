package io.github.telemetryappender.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** When the endpoint is like what: phases without gaps, from 0 to the length of the run. */
record Timetable(List<Phase> phases) {

  private record Share(Weather weather, int parts) {}

  /** Shares of 60 parts: in a run of a minute, seconds. */
  private static final List<Share> SHARES =
      List.of(
          new Share(Weather.FINE, 10),
          new Share(Weather.UNAVAILABLE, 8),
          new Share(Weather.CLOSED, 8),
          new Share(Weather.EXPIRED, 8),
          new Share(Weather.SLOW, 10),
          new Share(Weather.FINE, 16));

  private static final int PARTS = SHARES.stream().mapToInt(Share::parts).sum();

  Timetable {
    phases = List.copyOf(phases);
  }

  /** The demonstration's phases, stretched or squeezed to fill {@code run}. */
  static Timetable filling(Duration run) {
    List<Phase> phases = new ArrayList<>();
    int partsBefore = 0;
    for (Share share : SHARES) {
      Duration start = run.multipliedBy(partsBefore).dividedBy(PARTS);
      partsBefore += share.parts;
      Duration end = run.multipliedBy(partsBefore).dividedBy(PARTS);
      phases.add(new Phase(share.weather, start, end.minus(start)));
    }
    return new Timetable(phases);
  }

  /** The phase at a time since the beginning; past the end it is the last one. */
  Phase at(Duration elapsed) {
    return phases.get(indexAt(elapsed));
  }

  /** The phase that follows the one at this time; empty in the last. */
  Optional<Phase> after(Duration elapsed) {
    int next = indexAt(elapsed) + 1;
    return next < phases.size() ? Optional.of(phases.get(next)) : Optional.empty();
  }

  private int indexAt(Duration elapsed) {
    int index = 0;
    while (index < phases.size() - 1 && elapsed.compareTo(phases.get(index).end()) >= 0) {
      index++;
    }
    return index;
  }
}
