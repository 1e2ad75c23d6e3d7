package io.craton.vault.core.item;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FolderPathTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\"|/",
        "/|/",
        "a|/a/",
        "a/|/a/",
        "/a|/a/",
        "//a///b//|/a/b/",
        "\" a \"|\"/ a /\"",
        "/A.b-c_d/9|/A.b-c_d/9/"
      })
  void slashesAreNormalisedAndNothingElse(String text, String expected) {
    assertThat(FolderPath.parse(text).orElseThrow()).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a/../b", ".", "/./", "a*b", "/ä/", "a\nb", "a\\b", "a\u0000b"})
  void foreignCharactersAndDotSegmentsAreRejected(String text) {
    assertThat(FolderPath.parse(text)).isEmpty();
  }

  @Test
  void depthAndSegmentLengthAreBounded() {
    assertThat(FolderPath.parse("a/".repeat(Limits.FOLDER_DEPTH))).isPresent();
    assertThat(FolderPath.parse("a/".repeat(Limits.FOLDER_DEPTH + 1))).isEmpty();
    assertThat(FolderPath.parse("a".repeat(Limits.FOLDER_SEGMENT_CHARS))).isPresent();
    assertThat(FolderPath.parse("a".repeat(Limits.FOLDER_SEGMENT_CHARS + 1))).isEmpty();
  }

  @Test
  void scopeReachesWholeSegmentsOnly() {
    FolderPath scope = FolderPath.parse("/a/b").orElseThrow();
    assertThat(FolderPath.parse("/a/b").orElseThrow().isAtOrBelow(scope)).isTrue();
    assertThat(FolderPath.parse("/a/b/c").orElseThrow().isAtOrBelow(scope)).isTrue();
    assertThat(FolderPath.parse("/a/bc").orElseThrow().isAtOrBelow(scope)).isFalse();
    assertThat(FolderPath.parse("/a").orElseThrow().isAtOrBelow(scope)).isFalse();
    assertThat(scope.isAtOrBelow(FolderPath.ROOT)).isTrue();
  }
}
