package io.craton.vault.core.id;

/// Names one version of one item.
public record VersionId(ItemId item, VersionNumber number) {
  /// `pvi_…|7`, the form used as JWT `kid`.
  @Override
  public String toString() {
    return item + "|" + number;
  }
}
