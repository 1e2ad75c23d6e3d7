package io.craton.vault.core.time;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A duration as callers write it, such as `90d`, `2M` or `10 days`. Contract section 5. Months and
/// years are calendar units in UTC, clamped to the end of the month; the spelling is kept, because
/// it is echoed.
///
/// @param text the spelling as given
/// @param amount at least 1
/// @param unit seconds to years
public record VaultDuration(String text, long amount, ChronoUnit unit) {
  private static final int MAX_CHARS = 32;

  /// The longest duration accepted: instants stay within the range of RFC 3339 years.
  private static final long MAX_YEARS = 1_000;

  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,17}) *([A-Za-z]+)");

  private static final Map<String, ChronoUnit> UNITS =
      Map.ofEntries(
          Map.entry("s", ChronoUnit.SECONDS),
          Map.entry("sec", ChronoUnit.SECONDS),
          Map.entry("secs", ChronoUnit.SECONDS),
          Map.entry("second", ChronoUnit.SECONDS),
          Map.entry("seconds", ChronoUnit.SECONDS),
          Map.entry("m", ChronoUnit.MINUTES),
          Map.entry("min", ChronoUnit.MINUTES),
          Map.entry("mins", ChronoUnit.MINUTES),
          Map.entry("minute", ChronoUnit.MINUTES),
          Map.entry("minutes", ChronoUnit.MINUTES),
          Map.entry("h", ChronoUnit.HOURS),
          Map.entry("hr", ChronoUnit.HOURS),
          Map.entry("hrs", ChronoUnit.HOURS),
          Map.entry("hour", ChronoUnit.HOURS),
          Map.entry("hours", ChronoUnit.HOURS),
          Map.entry("d", ChronoUnit.DAYS),
          Map.entry("day", ChronoUnit.DAYS),
          Map.entry("days", ChronoUnit.DAYS),
          Map.entry("w", ChronoUnit.WEEKS),
          Map.entry("week", ChronoUnit.WEEKS),
          Map.entry("weeks", ChronoUnit.WEEKS),
          Map.entry("M", ChronoUnit.MONTHS),
          Map.entry("mon", ChronoUnit.MONTHS),
          Map.entry("month", ChronoUnit.MONTHS),
          Map.entry("months", ChronoUnit.MONTHS),
          Map.entry("y", ChronoUnit.YEARS),
          Map.entry("yr", ChronoUnit.YEARS),
          Map.entry("year", ChronoUnit.YEARS),
          Map.entry("years", ChronoUnit.YEARS));

  /// Reads a duration; empty when `text` is not of the grammar or longer than a thousand years.
  public static Optional<VaultDuration> parse(String text) {
    if (text.length() > MAX_CHARS) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    ChronoUnit unit = UNITS.get(form.group(2));
    if (unit == null) {
      return Optional.empty();
    }
    long amount = Long.parseLong(form.group(1));
    long unitSeconds = unit.getDuration().toSeconds();
    if (amount > MAX_YEARS * ChronoUnit.YEARS.getDuration().toSeconds() / unitSeconds) {
      return Optional.empty();
    }
    return Optional.of(new VaultDuration(text, amount, unit));
  }

  /// The instant that much later.
  public Instant after(Instant start) {
    OffsetDateTime utc = start.atOffset(ZoneOffset.UTC);
    return utc.plus(amount, unit).toInstant();
  }

  /// The last end of such a period at or before `now`, the periods counted from `start` without a
  /// gap; `start` itself when none has ended. Takes no longer the more have.
  ///
  /// Guaranteed: one period after the result is later than `now`, also where months are clamped to
  /// their end, so that whoever counts on from it is due once and not without end.
  public Instant lastBoundary(Instant start, Instant now) {
    if (now.isBefore(start)) {
      return start;
    }
    OffsetDateTime utc = start.atOffset(ZoneOffset.UTC);
    long periods = utc.until(now.atOffset(ZoneOffset.UTC), unit) / amount;
    Instant last = utc.plus(periods * amount, unit).toInstant();
    // From 31 January to 28 February is no whole month, but a period that is clamped ends there.
    for (Instant next = after(last); !next.isAfter(now); next = after(next)) {
      last = next;
    }
    return last;
  }
}
