package io.craton.vault.node.chaos.report;

import io.craton.vault.node.chaos.load.Outcome;
import io.craton.vault.node.chaos.load.Recorder.Ended;
import java.util.List;
import java.util.Locale;

/// Draws answered and unanswered calls a second over time as SVG, with the times shaded in which
/// something was broken.
public final class Plot {
  private static final int WIDTH = 1_280;
  private static final int LEFT = 60;
  private static final int RIGHT = 20;
  private static final int PANEL = 210;
  private static final int FIRST = 170;
  private static final int SECOND = FIRST + PANEL + 50;
  private static final int HEIGHT = SECOND + PANEL + 50;
  private static final int TICKS = 12;
  private static final int LEVELS = 4;
  private static final long SECOND_NANOS = 1_000_000_000;

  private final StringBuilder out = new StringBuilder();
  private final int seconds;

  private Plot(int seconds) {
    this.seconds = Math.max(1, seconds);
  }

  /// The picture.
  ///
  /// @param length of the run in nanoseconds
  public static String of(String title, List<Ended> calls, List<Window> windows, long length) {
    Plot plot = new Plot((int) (length / SECOND_NANOS) + 1);
    int[] answered = new int[plot.seconds];
    int[] errors = new int[plot.seconds];
    for (Ended call : calls) {
      int second = (int) Math.min(plot.seconds - 1, call.at() / SECOND_NANOS);
      boolean good = call.outcome() == Outcome.OK || call.outcome() == Outcome.REFUSED;
      (good ? answered : errors)[second]++;
    }
    plot.head(title);
    plot.windows(windows);
    plot.panel(FIRST, "answered calls a second", answered, "#1b6e3c");
    plot.panel(
        SECOND, "calls a second without an answer, or told to come again", errors, "#b3261e");
    plot.out.append("</svg>\n");
    return plot.out.toString();
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private void add(String text, Object... arguments) {
    out.append(text.formatted(arguments)).append('\n');
  }

  private void head(String title) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
            + " font-size=\"11\">",
        WIDTH, HEIGHT);
    add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, HEIGHT);
    add("<text x=\"%d\" y=\"20\" font-size=\"15\">%s</text>", LEFT, escape(title));
  }

  private double x(double second) {
    return LEFT + second * (WIDTH - LEFT - RIGHT) / seconds;
  }

  private void windows(List<Window> windows) {
    for (Window window : windows) {
      double from = x((double) window.began() / SECOND_NANOS);
      double to = x((double) window.mended() / SECOND_NANOS);
      double back = x((double) window.recovered() / SECOND_NANOS);
      for (int top : new int[] {FIRST, SECOND}) {
        shade(from, to, top, "#f6c7c3");
        shade(to, back, top, "#fdf0c9");
      }
      add(
          "<text transform=\"translate(%s %d) rotate(-60)\" font-size=\"9\">%s</text>",
          number((from + to) / 2), FIRST - 4, escape(String.join(" + ", window.kinds())));
    }
  }

  private void shade(double from, double to, int top, String colour) {
    add(
        "<rect x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\" fill=\"%s\"/>",
        number(from), top, number(Math.max(0.5, to - from)), PANEL, colour);
  }

  private void panel(int top, String label, int[] values, String colour) {
    int most = LEVELS;
    for (int value : values) {
      most = Math.max(most, value);
    }
    int bottom = top + PANEL;
    add("<text x=\"%d\" y=\"%d\">%s</text>", LEFT + 4, top + 14, label);
    for (int level = 0; level <= LEVELS; level++) {
      double y = bottom - (double) PANEL * level / LEVELS;
      add(
          "<line x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\" stroke=\"#cccccc\"/>",
          LEFT, WIDTH - RIGHT, number(y), number(y));
      add(
          "<text x=\"%d\" y=\"%s\" text-anchor=\"end\">%d</text>",
          LEFT - 6, number(y + 4), most * level / LEVELS);
    }
    for (int tick = 0; tick <= TICKS; tick++) {
      int second = seconds * tick / TICKS;
      add(
          "<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%d s</text>",
          number(x(second)), bottom + 16, second);
    }
    StringBuilder points = new StringBuilder();
    for (int second = 0; second < values.length; second++) {
      double y = bottom - (double) PANEL * values[second] / most;
      points.append(number(x(second + 0.5))).append(',').append(number(y)).append(' ');
    }
    add(
        "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.2\" points=\"%s\"/>",
        colour, points.toString().strip());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
