package io.craton.vault.core.item;

import io.craton.vault.core.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A normalised folder path: `/` for the root, else `/a/b/` with a leading and a trailing slash.
/// Contract section 11.1. Case-sensitive.
public record FolderPath(List<String> segments) {
  /// The path `/`.
  public static final FolderPath ROOT = new FolderPath(List.of());

  public FolderPath {
    segments = List.copyOf(segments);
  }

  /// Reads a path as callers write it: slashes at the ends are optional, repeated ones count once.
  /// Empty when a character is not of `[0-9a-zA-Z_.\-/ ]`, a segment is `.` or `..` or longer than
  /// [Limits#FOLDER_SEGMENT_CHARS], or there are more than [Limits#FOLDER_DEPTH] of them.
  public static Optional<FolderPath> parse(String text) {
    List<String> segments = new ArrayList<>();
    for (String segment : text.split("/", -1)) {
      if (segment.isEmpty()) {
        continue;
      }
      if (!isLegalSegment(segment)) {
        return Optional.empty();
      }
      segments.add(segment);
    }
    return segments.size() > Limits.FOLDER_DEPTH
        ? Optional.empty()
        : Optional.of(new FolderPath(segments));
  }

  private static boolean isLegalSegment(String segment) {
    if (segment.length() > Limits.FOLDER_SEGMENT_CHARS
        || segment.equals(".")
        || segment.equals("..")) {
      return false;
    }
    return segment.chars().allMatch(FolderPath::isLegalCharacter);
  }

  private static boolean isLegalCharacter(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '_'
        || c == '.'
        || c == '-'
        || c == ' ';
  }

  /// The path one level above.
  ///
  /// @throws IllegalStateException for the root
  public FolderPath parent() {
    if (segments.isEmpty()) {
      throw new IllegalStateException("nothing is above the root");
    }
    return new FolderPath(segments.subList(0, segments.size() - 1));
  }

  /// The path one level below.
  public FolderPath child(String segment) {
    List<String> longer = new ArrayList<>(segments);
    longer.add(segment);
    return new FolderPath(longer);
  }

  /// True when this path is `ancestor` or lies anywhere below it.
  public boolean isAtOrBelow(FolderPath ancestor) {
    return segments.size() >= ancestor.segments.size()
        && segments.subList(0, ancestor.segments.size()).equals(ancestor.segments);
  }

  /// The wire form, with a slash at both ends.
  @Override
  public String toString() {
    return segments.isEmpty() ? "/" : "/" + String.join("/", segments) + "/";
  }
}
