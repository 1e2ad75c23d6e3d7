package io.craton.vault.node.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The rows of one file under `conformance/`. A row is a heading and the steps below it; the steps
/// are explained in `conformance/README.md`.
///
/// @param rows in the order of the file
record ConformanceScript(List<Row> rows) {
  private static final Pattern EXCHANGE = Pattern.compile("(POST|GET|PUT|DELETE) (\\S+) ?(.*)");
  private static final Pattern ANSWER = Pattern.compile("(\\d{3}) (\\S+)( .*)?");
  private static final Pattern BINDING = Pattern.compile("([a-z][a-z0-9]*) := (/\\S*)");
  private static final Pattern CHECK =
      Pattern.compile("(/\\S*) (=|!=|~|size|absent|present|same|has)( .*)?");
  private static final Pattern HEADER = Pattern.compile("header (\\S+): ?(.*)");
  private static final Pattern HEADER_CHECK = Pattern.compile("header (\\S+) = ?(.*)");

  /// One test.
  ///
  /// @param line where its heading is
  record Row(String heading, int line, List<Step> steps) {}

  /// What happens in a row.
  sealed interface Step {
    /// Where it is in the file.
    int line();

    record Send(int line, String method, String path, String body) implements Step {}

    /// Sets a header of the next request; an empty value takes it away.
    record SetHeader(int line, String name, String value) implements Step {}

    /// What the answer must be.
    ///
    /// @param error code and pointer of the first validation error, or empty
    record Expect(int line, int code, String status, String error) implements Step {}

    record Bind(int line, String name, String pointer) implements Step {}

    record Check(int line, String pointer, String operator, String operand) implements Step {}

    record CheckHeader(int line, String name, String value) implements Step {}
  }

  /// Reads a file.
  ///
  /// @throws IOException when a line cannot be understood; the message says which
  static ConformanceScript read(String name) throws IOException {
    try (InputStream in = ConformanceScript.class.getResourceAsStream("/conformance/" + name)) {
      if (in == null) {
        throw new IOException("no script " + name);
      }
      return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static ConformanceScript parse(String name, String text) throws IOException {
    List<Row> rows = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank() || line.startsWith("//")) {
        continue;
      }
      if (line.startsWith("# ")) {
        rows.add(new Row(line.substring(2), i + 1, new ArrayList<>()));
        continue;
      }
      if (rows.isEmpty()) {
        throw new IOException(name + ":" + (i + 1) + ": a step before the first heading");
      }
      int at = i + 1;
      StringBuilder step = new StringBuilder(line.strip());
      while (i + 1 < lines.size() && lines.get(i + 1).startsWith("  ")) {
        step.append(' ').append(lines.get(++i).strip());
      }
      rows.getLast().steps().add(step(name, at, step.toString()));
    }
    return new ConformanceScript(List.copyOf(rows));
  }

  private static Step step(String name, int line, String text) throws IOException {
    Matcher send = EXCHANGE.matcher(text);
    if (send.matches()) {
      return new Step.Send(line, send.group(1), send.group(2), send.group(3));
    }
    Matcher check = HEADER_CHECK.matcher(text);
    if (check.matches()) {
      return new Step.CheckHeader(line, check.group(1), check.group(2));
    }
    Matcher header = HEADER.matcher(text);
    if (header.matches()) {
      return new Step.SetHeader(line, header.group(1), header.group(2));
    }
    Matcher answer = ANSWER.matcher(text);
    if (answer.matches()) {
      String error = answer.group(3) == null ? "" : answer.group(3).strip();
      return new Step.Expect(line, Integer.parseInt(answer.group(1)), answer.group(2), error);
    }
    Matcher binding = BINDING.matcher(text);
    if (binding.matches()) {
      return new Step.Bind(line, binding.group(1), binding.group(2));
    }
    Matcher pointer = CHECK.matcher(text);
    if (pointer.matches()) {
      String operand = pointer.group(3) == null ? "" : pointer.group(3).strip();
      return new Step.Check(line, pointer.group(1), pointer.group(2), operand);
    }
    throw new IOException(name + ":" + line + ": cannot be understood: " + text);
  }
}
