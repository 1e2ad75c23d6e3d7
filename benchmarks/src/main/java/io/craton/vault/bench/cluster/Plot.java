package io.craton.vault.bench.cluster;

import io.craton.vault.bench.load.Latencies;
import io.craton.vault.bench.load.Result;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/// Draws percentiles of latency by load as SVG: a panel for each scenario, the loads at even
/// distances, the times on a logarithmic scale that is the same in all panels.
final class Plot {
  private static final int COLUMNS = 2;
  private static final int WIDTH = 600;
  private static final int HEIGHT = 330;
  private static final int HEAD = 50;
  private static final int LEFT = 70;
  private static final int RIGHT = 90;
  private static final int TOP = 30;
  private static final int BOTTOM = 50;
  private static final double NANOS_PER_MILLI = 1e6;

  private final StringBuilder out = new StringBuilder();
  private final int lowest;
  private final int highest;

  private enum Line {
    P50("p50", "#1b6e3c", Latencies::p50),
    P90("p90", "#2166ac", Latencies::p90),
    P99("p99", "#e08214", Latencies::p99),
    P999("p99.9", "#b3261e", Latencies::p999);

    private final String label;
    private final String colour;
    private final ToLongFunction<Latencies> nanos;

    Line(String label, String colour, ToLongFunction<Latencies> nanos) {
      this.label = label;
      this.colour = colour;
      this.nanos = nanos;
    }

    double log(Result result) {
      return Math.log10(Math.max(1, nanos.applyAsLong(result.latencies())) / NANOS_PER_MILLI);
    }
  }

  private Plot(List<Result> results) {
    double least = Double.MAX_VALUE;
    double most = -Double.MAX_VALUE;
    for (Result result : results) {
      for (Line line : Line.values()) {
        least = Math.min(least, line.log(result));
        most = Math.max(most, line.log(result));
      }
    }
    this.lowest = (int) Math.floor(least);
    this.highest = Math.max(lowest + 1, (int) Math.ceil(most));
  }

  /// The picture. Results of one scenario stand in the order of their load.
  ///
  /// @param results at least one
  /// @param loads says what a load is, such as "connections"
  static String of(String title, String loads, List<Result> results) {
    List<String> scenarios = results.stream().map(Result::scenario).distinct().toList();
    int columns = Math.min(COLUMNS, scenarios.size());
    int rows = (scenarios.size() + columns - 1) / columns;
    Plot plot = new Plot(results);
    plot.add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
            + " font-size=\"11\">",
        columns * WIDTH, HEAD + rows * HEIGHT);
    plot.add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
    plot.add("<text x=\"%d\" y=\"28\" font-size=\"15\">%s</text>", LEFT, escape(title));
    for (int number = 0; number < scenarios.size(); number++) {
      String scenario = scenarios.get(number);
      plot.add(
          "<g transform=\"translate(%d %d)\">",
          number % columns * WIDTH, HEAD + number / columns * HEIGHT);
      plot.panel(
          scenario,
          loads,
          results.stream().filter(result -> result.scenario().equals(scenario)).toList());
      plot.add("</g>");
    }
    plot.add("</svg>");
    return plot.out.toString();
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private void add(String text, Object... arguments) {
    out.append(String.format(Locale.ROOT, text, arguments)).append('\n');
  }

  private double y(double log) {
    int height = HEIGHT - TOP - BOTTOM;
    return HEIGHT - BOTTOM - height * (log - lowest) / (highest - lowest);
  }

  private static double x(int number, int count) {
    return LEFT + (number + 0.5) * (WIDTH - LEFT - RIGHT) / count;
  }

  private void panel(String scenario, String loads, List<Result> results) {
    add("<text x=\"%d\" y=\"%d\" font-size=\"13\">%s</text>", LEFT, TOP - 12, escape(scenario));
    for (int power = lowest; power <= highest; power++) {
      add(
          "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#cccccc\"/>",
          LEFT, WIDTH - RIGHT, y(power), y(power));
      add(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s ms</text>",
          LEFT - 6, y(power) + 4, power < 0 ? Double.toString(Math.pow(10, power)) : power(power));
    }
    for (int number = 0; number < results.size(); number++) {
      add(
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
          x(number, results.size()), HEIGHT - BOTTOM + 16, escape(results.get(number).load()));
    }
    add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
        (LEFT + WIDTH - RIGHT) / 2, HEIGHT - BOTTOM + 34, escape(loads));
    for (Line line : Line.values()) {
      line(line, results);
    }
  }

  private static String power(int exponent) {
    return Long.toString(Math.round(Math.pow(10, exponent)));
  }

  private void line(Line line, List<Result> results) {
    StringBuilder points = new StringBuilder();
    for (int number = 0; number < results.size(); number++) {
      double x = x(number, results.size());
      double y = y(line.log(results.get(number)));
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
      add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"%s\"/>", x, y, line.colour);
    }
    add(
        "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.4\" points=\"%s\"/>",
        line.colour, points.toString().strip());
    add(
        "<text x=\"%d\" y=\"%.1f\" fill=\"%s\">%s</text>",
        WIDTH - RIGHT + 6, y(line.log(results.getLast())) + 4, line.colour, line.label);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
