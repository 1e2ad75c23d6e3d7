package io.craton.vault.http.request;

import io.craton.vault.core.id.VersionNumber;
import io.craton.vault.core.service.VersionSelector;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads which versions of an item are asked for. Contract section 2.1: `3`, `"3"`, `"all"`, `-2`
/// (counted from the end), `"-2:"` (the last two).
public final class VersionSelectors {
  private static final Pattern FORM = Pattern.compile("all|-?[1-9][0-9]{0,8}|-[1-9][0-9]{0,8}:");
  private static final Pattern PARTS = Pattern.compile("(-?)([1-9][0-9]{0,8})(:?)");

  /// A selector in either JSON type.
  public static final FieldType<VersionSelector> TYPE =
      new FieldType<>(
          new Shape.Either(
              List.of(
                  new Shape.Whole(Long.MIN_VALUE, Long.MAX_VALUE),
                  new Shape.Text(0, 16, Optional.of(FORM), Optional.empty()))),
          VersionSelectors::convert);

  private VersionSelectors() {}

  private static VersionSelector convert(JsonValue value, String pointer) throws InvalidRequest {
    String text =
        value instanceof JsonValue.Text ? FieldTypes.string(value) : FieldTypes.literal(value);
    if (text.equals("all")) {
      return new VersionSelector.All();
    }
    Matcher parts = PARTS.matcher(text);
    if (!parts.matches()) {
      throw FieldTypes.invalid(
          pointer, ErrorCode.DOES_NOT_MATCH_PATTERN, "expected a match of " + FORM.pattern());
    }
    int number = Integer.parseInt(parts.group(2));
    if (parts.group(1).isEmpty()) {
      return new VersionSelector.Numbered(new VersionNumber(number));
    }
    return parts.group(3).isEmpty()
        ? new VersionSelector.FromEnd(number)
        : new VersionSelector.Last(number);
  }
}
