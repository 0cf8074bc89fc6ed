package io.github.telemetryappender.demo;

/** What the endpoint is like during one phase of the timetable. */
enum Weather {
  FINE("answers 200 at once"),
  UNAVAILABLE("answers 503 with Retry-After: 2"),
  CLOSED("its port is closed"),
  EXPIRED("the token has expired: 401 until it is renewed"),
  SLOW("answers 200 after 1.5 s");

  private final String words;

  Weather(String words) {
    this.words = words;
  }

  /** The weather as the table shows it. */
  String words() {
    return words;
  }
}
