package io.github.telemetryappender.core.herd;

import java.util.List;
import java.util.Locale;

/**
 * Arrivals per second before, during and after an outage as SVG: a strip for each policy, one above
 * the other over the same time, so that none hides another.
 */
final class ArrivalsChart {

  private static final int WIDTH = 960;
  private static final int LEFT = 62;
  private static final int TOP = 78;
  private static final int PLOT_WIDTH = 780;
  private static final int STRIP_HEIGHT = 104;
  private static final int STRIP_STEP = 152;
  private static final int BOTTOM = 34;

  private static final int BUCKET_SECONDS = 3;
  private static final int SECONDS_BEFORE = 120;
  private static final int SECONDS_AFTER = 600;
  private static final int TICK_MINUTES = 5;
  private static final int DECADES = 3;
  private static final double LOWEST = 10;
  private static final double HIGHEST = 50_000;

  private static final List<String> COLOURS = List.of("#17794a", "#2f6db5", "#b7791f", "#b23a34");
  private static final String INK = "#24292f";
  private static final String PALE = "#6b7280";
  private static final String GRID = "#e5e7eb";

  private final StringBuilder svg = new StringBuilder();
  private final Cell cell;
  private final int seconds;

  private ArrivalsChart(Cell cell) {
    this.cell = cell;
    this.seconds = SECONDS_BEFORE + cell.outageSeconds() + SECONDS_AFTER;
  }

  /**
   * @param runs of the same cell, one for each of the policies
   */
  static String of(List<Policy> policies, List<Measures> runs) {
    ArrivalsChart chart = new ArrivalsChart(runs.get(0).cell());
    int height = TOP + STRIP_STEP * runs.size() + BOTTOM;
    chart.frame(height);
    for (int i = 0; i < policies.size(); i++) {
      chart.strip(policies.get(i), runs.get(i), TOP + 22 + i * STRIP_STEP, COLOURS.get(i));
    }
    double middle = (chart.x(0) + chart.x(chart.cell.outageSeconds())) / 2;
    chart.text(middle, TOP + 37, "middle", "#8a7660", "font-size=\"11\"", "outage");
    chart.timeAxis(height - BOTTOM);
    chart.put("</svg>");
    return chart.svg.toString();
  }

  private void frame(int height) {
    put(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-size=\"12\""
            + " font-family=\"-apple-system, 'Segoe UI', 'DejaVu Sans', Helvetica, sans-serif\">",
        WIDTH, height);
    put("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, height);
    text(
        20,
        32,
        "start",
        INK,
        "font-size=\"18\" font-weight=\"600\"",
        "Requests arriving per second");
    text(
        20,
        54,
        "start",
        PALE,
        "",
        String.format(
            Locale.ROOT,
            "%,d appenders, logging in step, before an endpoint that they keep %d %% busy and that"
                + " answers %s for %d minutes; highest of %d s, logarithmic",
            cell.appenders(),
            cell.utilisationPercent(),
            cell.kind().words(),
            cell.outageSeconds() / 60,
            BUCKET_SECONDS));
  }

  private void strip(Policy policy, Measures run, int top, String colour) {
    text(
        LEFT,
        top - 8,
        "start",
        colour,
        "font-size=\"13\" font-weight=\"600\"",
        policy.plainWords());
    text(LEFT + PLOT_WIDTH, top - 8, "end", PALE, "font-size=\"11\"", facts(run));
    put(
        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#f6f1ea\"/>",
        x(0), top, x(cell.outageSeconds()) - x(0), STRIP_HEIGHT);
    for (int decade = 0; decade <= DECADES; decade++) {
      double rate = LOWEST * Math.pow(10, decade);
      put(
          "<path d=\"M%d %.1fH%d\" stroke=\"%s\"/>",
          LEFT, y(rate, top), LEFT + PLOT_WIDTH, decade == 0 ? PALE : GRID);
      text(LEFT - 8, y(rate, top) + 4, "end", PALE, "font-size=\"11\"", number(rate));
    }
    level("takes", cell.capacityPerSecond(), top, -3);
    level("usual", cell.steadyPerSecond(), top, 10);
    curve(run, top, colour);
  }

  private static String facts(Measures run) {
    String peak = number(run.peakPerSecond()) + "/s at most afterwards";
    String each = number(run.requestsInOutagePerAppender()) + " by each appender in the outage";
    String end =
        run.droppedShare() > 0
            ? number(100 * run.droppedShare()) + " % of its events lost"
            : "drained in " + number(run.drainSeconds()) + " s";
    return String.join("  ·  ", each, peak, end);
  }

  private void level(String name, double rate, int top, int below) {
    put(
        "<path d=\"M%d %.1fH%d\" stroke=\"%s\" stroke-width=\"0.8\" stroke-dasharray=\"2 3\"/>",
        LEFT, y(rate, top), LEFT + PLOT_WIDTH, PALE);
    text(
        LEFT + PLOT_WIDTH + 6,
        y(rate, top) + below,
        "start",
        PALE,
        "font-size=\"11\"",
        name + " " + number(rate));
  }

  /** A line with its area below. */
  private void curve(Measures run, int top, String colour) {
    StringBuilder path = new StringBuilder();
    for (int from = -SECONDS_BEFORE; from < seconds - SECONDS_BEFORE; from += BUCKET_SECONDS) {
      int most = 0;
      for (int second = from; second < from + BUCKET_SECONDS; second++) {
        most = Math.max(most, run.arrivedInSecond(second));
      }
      path.append(String.format(Locale.ROOT, "L%.1f %.1f", x(from), y(most, top)));
    }
    String line = "M" + path.substring(1);
    double bottom = y(LOWEST, top);
    put(
        "<path d=\"%sV%.1fH%.1fZ\" fill=\"%s\" fill-opacity=\"0.16\"/>",
        line, bottom, x(-SECONDS_BEFORE), colour);
    put(
        "<path d=\"%s\" stroke=\"%s\" fill=\"none\" stroke-width=\"1.5\""
            + " stroke-linejoin=\"round\"/>",
        line, colour);
  }

  private void timeAxis(int top) {
    int last = (cell.outageSeconds() + SECONDS_AFTER) / 60;
    for (int minute = 0; minute <= last; minute += TICK_MINUTES) {
      text(x(minute * 60), top, "middle", PALE, "font-size=\"11\"", minute + " min");
    }
  }

  private double x(int second) {
    return LEFT + (double) (second + SECONDS_BEFORE) / seconds * PLOT_WIDTH;
  }

  private static double y(double rate, int top) {
    double share = Math.log(Math.max(LOWEST, rate) / LOWEST) / Math.log(HIGHEST / LOWEST);
    return top + STRIP_HEIGHT * (1 - Math.min(1, share));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  private void text(
      double x, double y, String anchor, String colour, String attributes, String words) {
    put(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\" %s>%s</text>",
        x, y, anchor, colour, attributes, words);
  }

  private void put(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
