package io.craton.vault.core.algorithm;

import java.util.Optional;

/// The characters that format-preserving encryption works on, in ascending ASCII order, which data
/// depends on for good. Contract section 8.3.
public enum Alphabet {
  NUMERIC("numeric", Alphabet.DIGITS, 6, 56),
  LOWER("alphalower", Alphabet.LOWER_CASE, 5, 40),
  UPPER("alphaupper", Alphabet.UPPER_CASE, 5, 40),
  LETTERS("alpha", Alphabet.UPPER_CASE + Alphabet.LOWER_CASE, 4, 32),
  ALPHANUMERIC_LOWER("alphanumericlower", Alphabet.DIGITS + Alphabet.LOWER_CASE, 4, 36),
  ALPHANUMERIC_UPPER("alphanumericupper", Alphabet.DIGITS + Alphabet.UPPER_CASE, 4, 36),
  ALPHANUMERIC("alphanumeric", Alphabet.DIGITS + Alphabet.UPPER_CASE + Alphabet.LOWER_CASE, 4, 32);

  private static final String DIGITS = "0123456789";
  private static final String UPPER_CASE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String LOWER_CASE = "abcdefghijklmnopqrstuvwxyz";

  private final String wireName;
  private final String characters;
  private final int minChars;
  private final int maxChars;

  Alphabet(String wireName, String characters, int minChars, int maxChars) {
    this.wireName = wireName;
    this.characters = characters;
    this.minChars = minChars;
    this.maxChars = maxChars;
  }

  /// The name in requests and answers.
  public String wireName() {
    return wireName;
  }

  /// How many characters of `text` are of the alphabet; the others stay as they are.
  public int count(CharSequence text) {
    return (int) text.chars().filter(c -> characters.indexOf(c) >= 0).count();
  }

  /// How many characters it has.
  public int radix() {
    return characters.length();
  }

  /// The characters of the alphabet in `text`, as their places in it.
  public byte[] digits(String text) {
    byte[] digits = new byte[count(text)];
    int next = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = characters.indexOf(text.charAt(i));
      if (digit >= 0) {
        digits[next] = (byte) digit;
        next++;
      }
    }
    return digits;
  }

  /// `text` with other characters of the alphabet in place of its own.
  ///
  /// @param digits as many as [#digits] finds
  public String withDigits(String text, byte[] digits) {
    StringBuilder replaced = new StringBuilder(text);
    int next = 0;
    for (int i = 0; i < text.length(); i++) {
      if (characters.indexOf(text.charAt(i)) >= 0) {
        replaced.setCharAt(i, characters.charAt(digits[next]));
        next++;
      }
    }
    return replaced.toString();
  }

  /// The fewest characters of the alphabet that a text may have: fewer could be guessed.
  public int minChars() {
    return minChars;
  }

  /// The most characters of the alphabet that a text may have.
  public int maxChars() {
    return maxChars;
  }

  /// The alphabet with that wire name, matched exactly.
  public static Optional<Alphabet> ofWireName(String name) {
    for (Alphabet alphabet : values()) {
      if (alphabet.wireName.equals(name)) {
        return Optional.of(alphabet);
      }
    }
    return Optional.empty();
  }
}
