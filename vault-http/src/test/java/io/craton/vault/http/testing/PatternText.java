package io.craton.vault.http.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Makes texts that match a pattern of the kind that the document has: literals, classes, groups,
/// alternatives, quantifiers, anchors at both ends.
final class PatternText {
  private static final int MOST_REPEATS = 12;

  private final String pattern;
  private final RandomGenerator random;
  private int at;

  private PatternText(String pattern, RandomGenerator random) {
    this.pattern = pattern;
    this.random = random;
  }

  /// A text that matches.
  ///
  /// @throws IllegalArgumentException for a pattern with anything else
  static String of(String pattern, RandomGenerator random) {
    String inner = pattern;
    if (inner.startsWith("^")) {
      inner = inner.substring(1);
    }
    if (inner.endsWith("$") && !inner.endsWith("\\$")) {
      inner = inner.substring(0, inner.length() - 1);
    }
    PatternText maker = new PatternText(inner, random);
    Part whole = maker.alternatives();
    if (maker.at != inner.length()) {
      throw new IllegalArgumentException("not understood at " + maker.at + ": " + pattern);
    }
    return whole.text();
  }

  /// Something that can be written in many ways.
  @FunctionalInterface
  private interface Part {
    String text();
  }

  private Part alternatives() {
    List<Part> all = new ArrayList<>();
    all.add(sequence());
    while (at < pattern.length() && pattern.charAt(at) == '|') {
      at++;
      all.add(sequence());
    }
    return () -> all.get(random.nextInt(all.size())).text();
  }

  private Part sequence() {
    List<Part> parts = new ArrayList<>();
    while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
      parts.add(repeated(atom()));
    }
    return () -> {
      StringBuilder text = new StringBuilder();
      parts.forEach(part -> text.append(part.text()));
      return text.toString();
    };
  }

  private Part atom() {
    char c = pattern.charAt(at++);
    return switch (c) {
      case '(' -> {
        if (pattern.startsWith("?:", at)) {
          at += 2;
        }
        Part inner = alternatives();
        at++;
        yield inner;
      }
      case '[' -> oneOf(charClass());
      case '.' -> oneOf("abcXYZ019 _-");
      case '\\' -> literal(escaped());
      case '^', '$', '*', '+', '?', '{' -> throw new IllegalArgumentException(pattern);
      default -> literal(c);
    };
  }

  private Part literal(char c) {
    return () -> String.valueOf(c);
  }

  private Part oneOf(String characters) {
    return () -> String.valueOf(characters.charAt(random.nextInt(characters.length())));
  }

  private char escaped() {
    char c = pattern.charAt(at++);
    return switch (c) {
      case 'n' -> '\n';
      case 's' -> ' ';
      case 'S' -> 'S';
      case 'd' -> '7';
      default -> c;
    };
  }

  private String charClass() {
    StringBuilder characters = new StringBuilder();
    while (pattern.charAt(at) != ']') {
      char first = pattern.charAt(at++);
      if (first == '\\') {
        first = escaped();
      }
      boolean range = pattern.charAt(at) == '-' && pattern.charAt(at + 1) != ']';
      char last = first;
      if (range) {
        at++;
        last = pattern.charAt(at++);
      }
      for (int c = first; c <= last; c++) {
        characters.append((char) c);
      }
    }
    at++;
    return characters.toString();
  }

  private Part repeated(Part part) {
    if (at == pattern.length()) {
      return part;
    }
    return switch (pattern.charAt(at)) {
      case '?' -> times(part, 0, 1, 1);
      case '*' -> times(part, 0, MOST_REPEATS, 1);
      case '+' -> times(part, 1, MOST_REPEATS, 1);
      case '{' -> {
        int end = pattern.indexOf('}', at);
        String[] bounds = pattern.substring(at + 1, end).split(",", -1);
        int least = Integer.parseInt(bounds[0]);
        int most = bounds.length == 1 ? least : Integer.parseInt(bounds[1]);
        yield times(part, least, Math.max(least, Math.min(most, MOST_REPEATS)), end + 1 - at);
      }
      default -> part;
    };
  }

  private Part times(Part part, int least, int most, int quantifierChars) {
    at += quantifierChars;
    return () -> {
      StringBuilder text = new StringBuilder();
      int count = random.nextInt(least, most + 1);
      for (int i = 0; i < count; i++) {
        text.append(part.text());
      }
      return text.toString();
    };
  }
}
