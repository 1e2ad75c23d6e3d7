package io.craton.vault.http.api;

import io.craton.vault.http.api.Page.Group;
import io.craton.vault.http.result.ResultSchema;
import java.util.Map;

/// Makes the pages of v1 from those of v2.
final class LegacyPages {
  /// What v1 answers otherwise than v2, by the paths of v1.
  private static final Map<String, ResultSchema> RESULTS =
      Map.ofEntries(
          Map.entry("/v1/get", LegacyTables.ITEM),
          Map.entry("/v1/list", LegacyTables.LIST),
          Map.entry("/v1/update", LegacyTables.ONLY_ID),
          Map.entry("/v1/folder/create", LegacyTables.ONLY_ID),
          Map.entry("/v1/state/change", LegacyTables.STATE_CHANGED),
          Map.entry("/v1/secret/store", LegacyTables.MADE),
          Map.entry("/v1/secret/rotate", LegacyTables.MADE),
          Map.entry("/v1/key/generate", LegacyTables.MADE),
          Map.entry("/v1/key/store", LegacyTables.MADE),
          Map.entry("/v1/key/rotate", LegacyTables.MADE));

  private static final Map<String, String> DIFFERENCES =
      Map.of(
          "/v1/get",
          "version -2 stands for the current version and the two before it. Without verbose,"
              + " metadata, tags and the rotation policy are left out.",
          "/v1/list",
          "count is exact, and reads all items for it: its cost grows with them.");

  private LegacyPages() {}

  /// The page of `path` of v1.
  ///
  /// @param current the page of the same operation of v2, at `currentPath`
  static Page of(String path, String currentPath, Page current) {
    ResultSchema result = RESULTS.getOrDefault(path, current.result());
    String answer = result.equals(current.result()) ? "" : ", with the answer of v1";
    String difference = DIFFERENCES.getOrDefault(path, "");
    return new Page(
        Group.LEGACY,
        current.title() + " (v1)",
        "For old clients: does what " + currentPath + " does" + answer + ". " + difference,
        current.examples(),
        result);
  }
}
