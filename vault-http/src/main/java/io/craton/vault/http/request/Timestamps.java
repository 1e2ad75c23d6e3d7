package io.craton.vault.http.request;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Points in time on the wire: RFC 3339 in, any offset and any number of fractional digits; UTC
/// with six fractional digits out. Both directions cut off what is below a microsecond. Contract
/// section 3.3.
public final class Timestamps {
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "(\\d{4}-\\d{2}-\\d{2})[Tt](\\d{2}:\\d{2}:\\d{2})(\\.\\d{1,40})?([Zz]|[+-]\\d{2}:\\d{2})");

  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

  private static final int MICRO_DIGITS_WITH_DOT = 7;
  private static final int MAX_YEAR = 9999;

  private static final DateTimeFormatter OUT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Timestamps() {}

  /// The instant that `text` names; empty when it names none of the years 0 to 9999.
  public static Optional<Instant> parse(String text) {
    Matcher parts = RFC_3339.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String fraction = parts.group(3) == null ? "" : parts.group(3);
    String micros = fraction.substring(0, Math.min(fraction.length(), MICRO_DIGITS_WITH_DOT));
    try {
      LocalDateTime local = LocalDateTime.parse(parts.group(1) + "T" + parts.group(2) + micros);
      ZoneOffset offset = ZoneOffset.of(parts.group(4).toUpperCase(Locale.ROOT));
      OffsetDateTime utc = OffsetDateTime.of(local, offset).withOffsetSameInstant(ZoneOffset.UTC);
      boolean inRange = utc.getYear() >= 0 && utc.getYear() <= MAX_YEAR;
      return inRange ? Optional.of(utc.toInstant()) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /// Midnight UTC of the date that `text` names, such as `2030-01-31`; empty when it names none.
  public static Optional<Instant> parseDate(String text) {
    return DATE.matcher(text).matches() ? parse(text + "T00:00:00Z") : Optional.empty();
  }

  /// The wire form.
  public static String format(Instant instant) {
    return OUT.format(instant.truncatedTo(ChronoUnit.MICROS));
  }
}
