package io.github.telemetryappender.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** How cost grows, as four panels in an SVG. */
final class Chart {

  private static final int WIDTH = 420;
  private static final int HEIGHT = 260;
  private static final int LEFT = 56;
  private static final int BOTTOM = 44;
  private static final int TOP = 40;
  private static final List<String> COLORS = List.of("#0b6e4f", "#c8553d", "#3d5a80", "#e09f3e");

  private final Results results;

  Chart(Results results) {
    this.results = results;
  }

  private record Line(
      String title, Candidate candidate, String prefix, String suffix, double unit) {}

  private record Panel(String title, String x, String y, int[] values, List<Line> lines) {}

  String svg() {
    StringBuilder svg =
        new StringBuilder(
            ("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                    + " font-family=\"sans-serif\" font-size=\"11\">"
                    + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n")
                .formatted(2 * WIDTH, 2 * HEIGHT));
    List<Panel> panels = panels();
    for (int i = 0; i < panels.size(); i++) {
      svg.append("<g transform=\"translate(%d,%d)\">\n".formatted(i % 2 * WIDTH, i / 2 * HEIGHT));
      draw(panels.get(i), svg);
      svg.append("</g>\n");
    }
    return svg.append("</svg>\n").toString();
  }

  private static List<Panel> panels() {
    return List.of(
        new Panel(
            "a call, by pace (one thread)",
            "events per second",
            "µs, p50",
            new int[] {1_000, 5_000, 20_000, 50_000, 100_000, 200_000},
            callers("pace")),
        new Panel(
            "a call, by threads (20,000/s in all)",
            "threads",
            "µs, p50",
            new int[] {1, 4, 16, 64},
            callers("width")),
        new Panel(
            "memory, by backlog",
            "waiting events",
            "MiB",
            new int[] {10_000, 20_000, 40_000, 80_000},
            List.of(new Line("ours", Candidate.LOGBACK_OURS, "memory", "", 1 << 20))),
        new Panel(
            "recovery, by backlog",
            "waiting events",
            "seconds",
            new int[] {10_000, 20_000, 40_000, 80_000},
            List.of(new Line("ours", Candidate.LOGBACK_OURS, "recovery", "", 1))));
  }

  private static List<Line> callers(String prefix) {
    return List.of(
        new Line("ours, Logback", Candidate.LOGBACK_OURS, prefix, ".p50", 1_000),
        new Line("OpenTelemetry, Logback", Candidate.LOGBACK_OTEL, prefix, ".p50", 1_000),
        new Line("ours, Log4j2", Candidate.LOG4J2_OURS, prefix, ".p50", 1_000),
        new Line("OpenTelemetry, Log4j2", Candidate.LOG4J2_OTEL, prefix, ".p50", 1_000));
  }

  private void draw(Panel panel, StringBuilder svg) {
    double highest = Math.max(highest(panel), 1e-9) * 1.1;
    text(svg, LEFT, 16, "font-weight=\"bold\"", panel.title());
    text(svg, WIDTH - 12, HEIGHT - 8, "text-anchor=\"end\"", panel.x());
    text(svg, 6, 30, "", panel.y());
    svg.append(
        "<path d=\"M%d %d V%d H%d\" fill=\"none\" stroke=\"#888\"/>\n"
            .formatted(LEFT, TOP, HEIGHT - BOTTOM, WIDTH - 12));
    for (int i = 0; i <= 4; i++) {
      text(
          svg,
          LEFT - 6,
          y(highest * i / 4, highest) + 4,
          "text-anchor=\"end\"",
          Row.number(highest * i / 4));
    }
    for (int i = 0; i < panel.values().length; i++) {
      text(
          svg,
          x(i, panel),
          HEIGHT - BOTTOM + 16,
          "text-anchor=\"middle\"",
          "%,d".formatted(panel.values()[i]));
    }
    for (int i = 0; i < panel.lines().size(); i++) {
      drawLine(panel, panel.lines().get(i), highest, COLORS.get(i), i, svg);
    }
  }

  private double highest(Panel panel) {
    double highest = 0;
    for (Line line : panel.lines()) {
      for (int value : panel.values()) {
        highest = Math.max(highest, at(line, value).orElse(0));
      }
    }
    return highest;
  }

  private OptionalDouble at(Line line, int value) {
    OptionalDouble measured =
        results.value(line.candidate(), line.prefix() + value + line.suffix());
    return measured.isEmpty() ? measured : OptionalDouble.of(measured.getAsDouble() / line.unit());
  }

  private void drawLine(
      Panel panel, Line line, double highest, String color, int index, StringBuilder svg) {
    List<String> points = new ArrayList<>();
    for (int i = 0; i < panel.values().length; i++) {
      OptionalDouble value = at(line, panel.values()[i]);
      if (value.isPresent()) {
        points.add("%d,%d".formatted(x(i, panel), y(value.getAsDouble(), highest)));
      }
    }
    svg.append(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n"
            .formatted(String.join(" ", points), color));
    text(
        svg,
        LEFT + 12 + index % 2 * 170,
        TOP - 8 + index / 2 * 13,
        "fill=\"" + color + "\"",
        line.title());
  }

  private static int x(int index, Panel panel) {
    return LEFT + 24 + index * (WIDTH - LEFT - 60) / Math.max(1, panel.values().length - 1);
  }

  private static int y(double value, double highest) {
    int room = HEIGHT - BOTTOM - TOP - 24;
    return HEIGHT - BOTTOM - (int) Math.round(room * value / highest);
  }

  private static void text(StringBuilder svg, int x, int y, String attributes, String text) {
    svg.append(
        String.format(
            Locale.ROOT, "<text x=\"%d\" y=\"%d\" %s>%s</text>%n", x, y, attributes, text));
  }
}
