package io.craton.vault.http.request;

/// The codes of validation errors that this server sends. Contract section 1.6.
public enum ErrorCode {
  ABOVE_MAX_ITEMS("AboveMaxItems"),
  ABOVE_MAX_LENGTH("AboveMaxLength"),
  ABOVE_MAX_PROPERTIES("AboveMaxProperties"),
  BAD_FORMAT("BadFormat"),
  BAD_FORMAT_BASE64("BadFormatBase64"),
  BAD_FORMAT_DATE_TIME("BadFormatDateTime"),
  BAD_FORMAT_JSON_PATH("BadFormatJSONPath"),
  BAD_FORMAT_DURATION("BadFormatPangeaDuration"),
  BAD_STATE("BadState"),
  BELOW_MIN_LENGTH("BelowMinLength"),
  DOES_NOT_EXIST("DoesNotExist"),
  DOES_NOT_MATCH_PATTERN("DoesNotMatchPattern"),
  FIELD_REQUIRED("FieldRequired"),
  INVALID_ARRAY("InvalidArray"),
  INVALID_BOOL("InvalidBool"),
  INVALID_INTEGER("InvalidInteger"),
  INVALID_NULL("InvalidNull"),
  INVALID_OBJECT("InvalidObject"),
  INVALID_STRING("InvalidString"),
  IS_DEPENDENT_ON("IsDependentOn"),
  IS_TOO_BIG("IsTooBig"),
  IS_TOO_SMALL("IsTooSmall"),
  ITEM_NOT_UNIQUE("ItemNotUnique"),
  MUTUALLY_EXCLUSIVE("MutuallyExclusive"),
  NOT_ENUM_MEMBER("NotEnumMember"),
  NOT_WITHIN_RANGE("NotWithinRange"),
  UNEXPECTED_PROPERTY("UnexpectedProperty");

  private final String wireName;

  ErrorCode(String wireName) {
    this.wireName = wireName;
  }

  /// The name in answers.
  public String wireName() {
    return wireName;
  }
}
