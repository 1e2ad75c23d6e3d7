package io.craton.vault.http.request;

/// One thing that is wrong with a request.
///
/// @param detail for people; never the offending value, which may be a secret
/// @param source JSON pointer (RFC 6901) into the body; empty for the body as a whole
public record Problem(ErrorCode code, String detail, String source) {
  private static final int MAX_NAME_CHARS = 128;

  /// A problem of a field of the body.
  public static Problem at(String pointer, ErrorCode code, String detail) {
    return new Problem(code, detail, pointer);
  }

  /// A problem of the body as a whole.
  public static Problem ofBody(ErrorCode code, String detail) {
    return new Problem(code, detail, "");
  }

  /// The pointer to member `name` of what `pointer` points to. The name is shortened and freed of
  /// what is no character, because callers choose it.
  public static String pointer(String pointer, String name) {
    StringBuilder text = new StringBuilder(pointer).append('/');
    name.codePoints()
        .limit(MAX_NAME_CHARS)
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '\ufffd' : c)
        .forEach(c -> {
          switch (c) {
            case '~' -> text.append("~0");
            case '/' -> text.append("~1");
            default -> text.appendCodePoint(c);
          }
        });
    return text.toString();
  }
}
