package io.github.telemetryappender.core.simulation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What a server says of single events beside the status.
 *
 * @param verdicts of the events of the body in order, for what has become of them at the server;
 *     empty where all fare alike
 * @param why in the server's words
 */
record Reply(Kind kind, Verdict[] verdicts, String why) {

  static final Reply NONE = new Reply(Kind.NONE, new Verdict[0], "");

  enum Kind {
    NONE,
    /** How many it did not take, but not which. */
    SOME_REFUSED,
    EACH,
    /** Up to which it went. */
    FIRST,
    NOT_TAKEN
  }

  /** What became of an event at the server. */
  enum Verdict {
    TAKEN('t'),
    REFUSED('r'),
    /** Not now. */
    FAILED('f'),
    /** Not now: there is too much. */
    THROTTLED('h');

    final char letter;

    Verdict(char letter) {
      this.letter = letter;
    }
  }

  /** Not now for some, never for others. */
  static Reply each(int events, SplittableRandom random, String why) {
    Verdict[] verdicts = new Verdict[events];
    double taken = random.nextDouble();
    for (int i = 0; i < events; i++) {
      verdicts[i] =
          random.nextDouble() < taken ? Verdict.TAKEN : Verdict.values()[random.nextInt(4)];
    }
    return new Reply(Kind.EACH, verdicts, why);
  }

  /** A few refused; sometimes none, which is a mere warning. */
  static Reply someRefused(int events, SplittableRandom random, String why) {
    Verdict[] verdicts = allTaken(events);
    for (int refused = random.nextInt(4); refused > 0; refused--) {
      verdicts[random.nextInt(events)] = Verdict.REFUSED;
    }
    return new Reply(Kind.SOME_REFUSED, verdicts, why);
  }

  static Reply first(int events, SplittableRandom random, String why) {
    Verdict[] verdicts = allTaken(events);
    for (int i = random.nextInt(events); i < events; i++) {
      verdicts[i] = Verdict.FAILED;
    }
    return new Reply(Kind.FIRST, verdicts, why);
  }

  static Reply notTaken() {
    return new Reply(Kind.NOT_TAKEN, new Verdict[0], "");
  }

  private static Verdict[] allTaken(int events) {
    Verdict[] verdicts = new Verdict[events];
    Arrays.fill(verdicts, Verdict.TAKEN);
    return verdicts;
  }

  int count(Verdict wanted) {
    int count = 0;
    for (Verdict verdict : verdicts) {
      count += verdict == wanted ? 1 : 0;
    }
    return count;
  }

  /** Those that may be sent again. */
  int againCount() {
    return count(Verdict.FAILED) + count(Verdict.THROTTLED);
  }

  boolean isTaken(int place) {
    return verdicts.length == 0 ? kind != Kind.NOT_TAKEN : verdicts[place] == Verdict.TAKEN;
  }

  boolean goesAgain(int place) {
    return verdicts[place] == Verdict.FAILED || verdicts[place] == Verdict.THROTTLED;
  }

  /** The body of the answer as a protocol has it. */
  byte[] body(Protocol protocol) {
    String text =
        switch (protocol) {
          case SKETCH -> sketch();
          case OTLP_JSON -> otlp();
          case ELASTICSEARCH -> bulk();
          case SPLUNK -> splunk();
          case JSON, LOKI -> why;
        };
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String sketch() {
    return switch (kind) {
      case NONE -> why;
      case SOME_REFUSED -> "some " + count(Verdict.REFUSED) + " " + why;
      case EACH -> "each " + letters() + " " + why;
      case FIRST -> "first " + count(Verdict.TAKEN) + " " + why;
      case NOT_TAKEN -> "not taken";
    };
  }

  private String letters() {
    StringBuilder letters = new StringBuilder();
    for (Verdict verdict : verdicts) {
      letters.append(verdict.letter);
    }
    return letters.toString();
  }

  private String otlp() {
    return kind == Kind.SOME_REFUSED
        ? "{\"partialSuccess\":{\"rejectedLogRecords\":\"%d\",\"errorMessage\":\"%s\"}}"
            .formatted(count(Verdict.REFUSED), why)
        : "{}";
  }

  private String bulk() {
    if (kind != Kind.EACH) {
      return "{\"took\":3,\"errors\":false,\"items\":[]}";
    }
    StringBuilder items = new StringBuilder("{\"took\":3,\"errors\":true,\"items\":[");
    for (int i = 0; i < verdicts.length; i++) {
      items.append(i == 0 ? "" : ",").append("{\"create\":{\"status\":");
      items.append(
          switch (verdicts[i]) {
            case TAKEN -> "201}}";
            case REFUSED -> "400,\"error\":{\"type\":\"mapper\",\"reason\":\"" + why + "\"}}}";
            case FAILED -> "503,\"error\":{\"type\":\"unavailable\",\"reason\":\"" + why + "\"}}}";
            case THROTTLED -> "429,\"error\":{\"type\":\"rejected\",\"reason\":\"" + why + "\"}}}";
          });
    }
    return items.append("]}").toString();
  }

  private String splunk() {
    return kind == Kind.FIRST
        ? "{\"text\":\"%s\",\"code\":6,\"invalid-event-number\":%d}"
            .formatted(why, count(Verdict.TAKEN))
        : "{\"text\":\"Success\",\"code\":0}";
  }

  /** How many events in front the client can be sure of. */
  int certainlyTaken(Protocol protocol) {
    int taken = count(Verdict.TAKEN);
    return protocol == Protocol.SPLUNK ? taken - 1 : taken; // some count from 0, others from 1
  }

  @Override
  public String toString() {
    return kind == Kind.NONE ? "" : kind + " " + letters();
  }
}
