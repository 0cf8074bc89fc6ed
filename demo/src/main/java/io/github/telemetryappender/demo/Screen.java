package io.github.telemetryappender.demo;

import java.io.PrintStream;
import java.util.List;

/**
 * Where the driver shows what happens: a table that is drawn over itself, or, where the output is
 * no terminal, plain lines. Thread-safe.
 */
final class Screen {

  private static final String ESCAPE = "\u001b[";
  private static final String CLEAR_TO_END = ESCAPE + "J";
  private static final int MAX_REMARK_CHARS = 2_000;

  /** How it shows. */
  enum Kind {
    LIVE,
    PLAIN
  }

  private final PrintStream out;
  private final Kind kind;

  // Guarded by this: the lines of the table that stand below the text.
  private int tableLines;

  Screen(PrintStream out, Kind kind) {
    this.out = out;
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /** A line that stays. */
  synchronized void say(String line) {
    wipeTable();
    out.println(line.length() <= MAX_REMARK_CHARS ? line : line.substring(0, MAX_REMARK_CHARS));
    out.flush();
  }

  /** The moment, in place of the one before where this is a terminal. */
  synchronized void show(Moment moment) {
    List<String> lines = kind == Kind.LIVE ? Table.live(moment) : Table.plain(moment);
    StringBuilder text = new StringBuilder(kind == Kind.LIVE ? wiped() : "");
    lines.forEach(line -> text.append(line).append(System.lineSeparator()));
    // In one piece: a terminal that draws between two writes would flicker.
    out.print(text);
    out.flush();
    tableLines = kind == Kind.LIVE ? lines.size() : 0;
  }

  /** Leaves the table where it is: what follows stands below it. */
  synchronized void keepTable() {
    tableLines = 0;
  }

  private void wipeTable() {
    out.print(wiped());
    tableLines = 0;
  }

  private String wiped() {
    return tableLines == 0 ? "" : ESCAPE + tableLines + "A\r" + CLEAR_TO_END;
  }
}
