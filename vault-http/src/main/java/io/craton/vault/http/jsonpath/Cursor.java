package io.craton.vault.http.jsonpath;

import java.util.OptionalLong;

/// Reads the words of an expression. RFC 9535 appendix A. For one thread.
final class Cursor {
  /// The largest number of an index, in either direction: RFC 9535 section 2.1 has that of I-JSON.
  private static final long MAX_INDEX = (1L << 53) - 1;

  private static final int MAX_INDEX_CHARS = 17;
  private static final int HEX_DIGITS = 4;
  private static final int END = -1;

  private final String text;
  private int at;

  Cursor(String text) {
    this.text = text;
  }

  int position() {
    return at;
  }

  void moveTo(int position) {
    at = position;
  }

  boolean atEnd() {
    return at == text.length();
  }

  /// The character that comes next; -1 at the end.
  int peek() {
    return atEnd() ? END : text.charAt(at);
  }

  boolean isNext(String word) {
    return text.startsWith(word, at);
  }

  /// Reads `word` if it comes next.
  boolean accept(String word) {
    boolean next = isNext(word);
    if (next) {
      at += word.length();
    }
    return next;
  }

  void expect(String word) throws MalformedPath {
    if (!accept(word)) {
      throw malformed("expected " + word);
    }
  }

  /// Passes over blanks.
  void skipBlanks() {
    while (!atEnd() && isBlank(text.charAt(at))) {
      at++;
    }
  }

  /// Whether there is a blank behind the bracket at `start`, or before the one just read.
  boolean hasBlankInside(int start) {
    return isBlank(text.charAt(start + 1)) || isBlank(text.charAt(at - 2));
  }

  private static boolean isBlank(char c) {
    return " \t\n\r".indexOf(c) >= 0;
  }

  MalformedPath malformed(String expectation) {
    return new MalformedPath(expectation + " at character " + (at + 1));
  }

  boolean isDigit() {
    return peek() >= '0' && peek() <= '9';
  }

  /// Whether a name can begin here that stands without quotes.
  boolean isNameStart() {
    int c = peek();
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
  }

  /// A name that stands without quotes. Surrogates come in pairs: the text is well-formed.
  String bareName() throws MalformedPath {
    if (!isNameStart()) {
      throw malformed("expected a name");
    }
    int start = at;
    while (isNameStart() || isDigit()) {
      at++;
    }
    return text.substring(start, at);
  }

  /// The name of a function, or a word such as `true`; empty when there is none.
  String word() {
    int start = at;
    while ((peek() >= 'a' && peek() <= 'z') || (at > start && (peek() == '_' || isDigit()))) {
      at++;
    }
    return text.substring(start, at);
  }

  /// A whole number, if one comes next.
  OptionalLong index() throws MalformedPath {
    if (peek() != '-' && !isDigit()) {
      return OptionalLong.empty();
    }
    String digits = digits();
    long value = digits.length() > MAX_INDEX_CHARS ? Long.MAX_VALUE : Long.parseLong(digits);
    if (digits.equals("-0") || Math.abs(value) > MAX_INDEX) {
      throw malformed("expected a whole number of at most 53 bits before what stands");
    }
    return OptionalLong.of(value);
  }

  /// A number of JSON.
  String number() throws MalformedPath {
    int start = at;
    var _ = digits();
    if (accept(".")) {
      someDigits();
    }
    if (accept("e") || accept("E")) {
      if (isNext("-") || isNext("+")) {
        at++;
      }
      someDigits();
    }
    return text.substring(start, at);
  }

  /// A sign and digits, the first of which is no needless zero.
  private String digits() throws MalformedPath {
    int start = at;
    boolean minus = accept("-");
    boolean zero = isNext("0");
    someDigits();
    if (zero && at - start > (minus ? 2 : 1)) {
      throw malformed("expected a number without a leading zero before what stands");
    }
    return text.substring(start, at);
  }

  private void someDigits() throws MalformedPath {
    if (!isDigit()) {
      throw malformed("expected a digit");
    }
    while (isDigit()) {
      at++;
    }
  }

  boolean isQuote() {
    return peek() == '\'' || peek() == '"';
  }

  /// What stands between quotes.
  String quoted() throws MalformedPath {
    char quote = text.charAt(at);
    at++;
    StringBuilder content = new StringBuilder();
    while (peek() != quote) {
      int c = peek();
      if (c < ' ') {
        throw malformed("expected a closing quote");
      }
      at++;
      if (c == '\\') {
        content.append(escaped(quote));
      } else {
        content.append((char) c);
      }
    }
    at++;
    return content.toString();
  }

  private String escaped(char quote) throws MalformedPath {
    int c = peek();
    at++;
    return switch (c) {
      case 'b' -> "\b";
      case 'f' -> "\f";
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case '/' -> "/";
      case '\\' -> "\\";
      case 'u' -> unicode();
      default -> {
        if (c != quote) {
          at--;
          throw malformed("expected an escape of JSON");
        }
        yield String.valueOf(quote);
      }
    };
  }

  private String unicode() throws MalformedPath {
    char first = hex();
    if (!Character.isSurrogate(first)) {
      return String.valueOf(first);
    }
    if (Character.isHighSurrogate(first) && accept("\\u")) {
      char second = hex();
      if (Character.isLowSurrogate(second)) {
        return "" + first + second;
      }
    }
    throw malformed("expected a pair of surrogates before what stands");
  }

  private char hex() throws MalformedPath {
    int value = 0;
    for (int i = 0; i < HEX_DIGITS; i++) {
      int digit = peek() < 0x80 ? Character.digit(peek(), 16) : -1;
      if (digit < 0) {
        throw malformed("expected a hexadecimal digit");
      }
      value = value * 16 + digit;
      at++;
    }
    return (char) value;
  }
}
