package io.github.telemetryappender.core.herd;

import java.util.List;
import java.util.Locale;

/** Arrivals per second before, during and after an outage, a line for each policy, as SVG. */
final class ArrivalsChart {

  private static final int WIDTH = 980;
  private static final int HEIGHT = 460;
  private static final int LEFT = 70;
  private static final int TOP = 40;
  private static final int PLOT_WIDTH = 640;
  private static final int PLOT_HEIGHT = 360;
  private static final int BUCKET_SECONDS = 5;
  private static final int SECONDS_BEFORE = 60;
  private static final int SECONDS_AFTER = 900;
  private static final double LOWEST = 10;
  private static final double DECADES = 4;
  private static final List<String> COLOURS = List.of("#1b7f3b", "#4a90d9", "#e6a23c", "#b03030");

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
    chart.frame();
    for (int i = 0; i < policies.size(); i++) {
      chart.line(policies.get(i).words(), runs.get(i), i);
    }
    chart.put("</svg>");
    return chart.svg.toString();
  }

  private void frame() {
    put(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
            + " font-size=\"12\">",
        WIDTH, HEIGHT);
    put("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
    put(
        "<text x=\"%d\" y=\"24\" font-size=\"14\">Requests arriving per second (highest of %d s,"
            + " logarithmic): %,d appenders, endpoint %d %% busy, %s for %d min</text>",
        LEFT,
        BUCKET_SECONDS,
        cell.appenders(),
        cell.utilisationPercent(),
        cell.kind().words(),
        cell.outageSeconds() / 60);
    put(
        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#f7e4e4\"/>",
        x(0), TOP, x(cell.outageSeconds()) - x(0), PLOT_HEIGHT);
    put("<text x=\"%.1f\" y=\"%d\" fill=\"#a33\">outage</text>", x(0) + 6, TOP + 16);
    axes();
    level("capacity", cell.capacityPerSecond(), -4);
    level("usual", cell.steadyPerSecond(), 12);
  }

  private void axes() {
    put(
        "<path d=\"M%d %dV%dH%d\" stroke=\"black\" fill=\"none\"/>",
        LEFT, TOP, TOP + PLOT_HEIGHT, LEFT + PLOT_WIDTH);
    for (int minute = 0; minute * 60 < cell.outageSeconds() + SECONDS_AFTER; minute += 5) {
      put(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d min</text>",
          x(minute * 60), TOP + PLOT_HEIGHT + 18, minute);
    }
    for (double rate = LOWEST; rate <= LOWEST * Math.pow(10, DECADES); rate *= 10) {
      put(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%,.0f</text>",
          LEFT - 6, y(rate) + 4, rate);
    }
  }

  private void level(String name, double rate, int below) {
    put(
        "<path d=\"M%d %.1fH%d\" stroke=\"#888\" stroke-dasharray=\"5 4\"/>",
        LEFT, y(rate), LEFT + PLOT_WIDTH);
    put(
        "<text x=\"%d\" y=\"%.1f\" fill=\"#666\">%s</text>",
        LEFT + PLOT_WIDTH + 6, y(rate) + below, name);
  }

  private void line(String words, Measures run, int number) {
    String colour = COLOURS.get(number);
    StringBuilder path = new StringBuilder();
    for (int from = -SECONDS_BEFORE; from < seconds - SECONDS_BEFORE; from += BUCKET_SECONDS) {
      int most = 0;
      for (int second = from; second < from + BUCKET_SECONDS; second++) {
        most = Math.max(most, run.arrivedInSecond(second));
      }
      path.append(path.length() == 0 ? "M" : "L");
      path.append(String.format(Locale.ROOT, "%.1f %.1f", x(from), y(most)));
    }
    put("<path d=\"%s\" stroke=\"%s\" fill=\"none\" stroke-width=\"1.4\"/>", path, colour);
    put(
        "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>",
        LEFT + PLOT_WIDTH + 70, TOP + 40 + 22 * number, colour, words);
  }

  private double x(int second) {
    return LEFT + (double) (second + SECONDS_BEFORE) / seconds * PLOT_WIDTH;
  }

  private double y(double rate) {
    double decades = Math.log10(Math.max(LOWEST, rate) / LOWEST);
    return TOP + PLOT_HEIGHT * (1 - Math.min(DECADES, decades) / DECADES);
  }

  private void put(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
