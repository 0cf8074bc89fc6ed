package io.github.telemetryappender.core.herd;

import io.github.telemetryappender.core.delivery.HerdGate;
import io.github.telemetryappender.core.delivery.HerdRules;
import io.github.telemetryappender.core.format.Formats;
import io.github.telemetryappender.core.settings.PipelineConfig;
import io.github.telemetryappender.core.settings.TypedSettings;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** How a fleet behaves. */
enum Policy {
  /** As it is shipped. */
  OURS("ours: full jitter, paced", Jitter.FULL, null),
  /** As it is shipped without a spool. */
  OURS_15_MIN("ours, events given up after 15 min", Jitter.FULL, null, "15m"),
  PACE_2("`backlogPace` 2", Jitter.FULL, "2"),
  PACE_3("`backlogPace` 3", Jitter.FULL, "3"),
  UNPACED("full jitter, no pace", Jitter.FULL, "0"),
  DECORRELATED("decorrelated jitter, no pace", Jitter.DECORRELATED, "0"),
  HALF("±50 %, no pace", Jitter.HALF, "0"),
  FIFTH("±20 %, no pace", Jitter.FIFTH, "0"),
  NO_JITTER("no jitter, no pace", Jitter.NONE, "0"),
  NO_JITTER_PACED("no jitter, paced", Jitter.NONE, null),
  AT_ONCE("each batch again at once, 3 times", 0, 4),
  EVERY_5_S("each batch again every 5 s", TimeUnit.SECONDS.toNanos(5), Integer.MAX_VALUE);

  private final String words;
  private final Jitter jitter;
  private final HerdRules rules;
  private final long intervalNanos;
  private final int maxAttempts;

  Policy(String words, Jitter jitter, String backlogPace) {
    this(words, jitter, backlogPace, "48h");
  }

  Policy(String words, Jitter jitter, String backlogPace, String maxEventAge) {
    this.words = words;
    this.jitter = jitter;
    this.rules = rules(backlogPace, maxEventAge);
    this.intervalNanos = 0;
    this.maxAttempts = 0;
  }

  Policy(String words, long intervalNanos, int maxAttempts) {
    this.words = words;
    this.jitter = Jitter.NONE;
    this.rules = rules(null, null);
    this.intervalNanos = intervalNanos;
    this.maxAttempts = maxAttempts;
  }

  /** The defaults, but for the pace where there is one. */
  private static HerdRules rules(String backlogPace, String maxEventAge) {
    TypedSettings typed = new TypedSettings().add("endpoint", "https://ingest.example");
    typed.add("retry.backlogPace", backlogPace).add("retry.maxEventAge", maxEventAge);
    return new HerdRules(PipelineConfig.of(typed, Formats.load()));
  }

  String words() {
    return words;
  }

  /** Without the marks of Markdown. */
  String plainWords() {
    return words.replace("`", "");
  }

  /** An appender of such a fleet. */
  Appender appender(int index, HerdModel herd, long firstEventAtNanos, SplittableRandom random) {
    if (maxAttempts > 0) {
      return new NaiveAppender(index, herd, firstEventAtNanos, intervalNanos, maxAttempts);
    }
    HerdGate gate = new HerdGate(rules, jitter.drawnBy(random), 0);
    return new SparingAppender(index, herd, gate, firstEventAtNanos);
  }
}
