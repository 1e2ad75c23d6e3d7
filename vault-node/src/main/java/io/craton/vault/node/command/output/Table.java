package io.craton.vault.node.command.output;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/// Rows under titles, for people. What a cell holds cannot break out of it. On a terminal that is
/// too narrow the widest cells are cut; in a pipe nothing is.
public final class Table {
  private static final int GAP = 2;
  private static final int NARROWEST = 8;

  private final List<List<String>> rows = new ArrayList<>();
  private final int columns;
  private final boolean titled;

  private Table(int columns, boolean titled) {
    this.columns = columns;
    this.titled = titled;
  }

  /// A table with a line of titles.
  public static Table titled(String... titles) {
    Table table = new Table(titles.length, true);
    table.row(titles);
    return table;
  }

  /// A table of names and values, without titles.
  public static Table ofFields() {
    return new Table(2, false);
  }

  /// Adds a row; cells are made printable.
  ///
  /// @throws IllegalArgumentException when it has not as many cells as the table has columns
  public Table row(String... cells) {
    if (cells.length != columns) {
      throw new IllegalArgumentException("expected " + columns + " cells, found " + cells.length);
    }
    rows.add(Arrays.stream(cells).map(Printable::text).toList());
    return this;
  }

  /// Adds a name and its value, unless that is empty.
  public Table field(String name, String value) {
    return value.isEmpty() ? this : row(name + ":", value);
  }

  /// Prints it.
  ///
  /// @param width of the terminal; empty for a pipe
  public void print(PrintWriter out, OptionalInt width) {
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      Arrays.setAll(widths, i -> Math.max(widths[i], Printable.columns(row.get(i))));
    }
    width.ifPresent(most -> fit(widths, most));
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = width.isPresent() ? Printable.cut(row.get(i), widths[i]) : row.get(i);
        line.append(cell).repeat(' ', Math.max(0, widths[i] - Printable.columns(cell)) + GAP);
      }
      out.println(line.toString().stripTrailing());
    }
  }

  /// Takes from the widest column until all fit, or are as narrow as they may be. Ids in the first
  /// column stay whole: they are there to be copied.
  private void fit(int[] widths, int most) {
    int first = titled ? 1 : 0;
    int sum = Arrays.stream(widths).sum() + GAP * (columns - 1);
    while (sum > most) {
      int widest = first;
      for (int i = first; i < columns; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      if (widest >= columns || widths[widest] <= NARROWEST) {
        return;
      }
      widths[widest]--;
      sum--;
    }
  }
}
