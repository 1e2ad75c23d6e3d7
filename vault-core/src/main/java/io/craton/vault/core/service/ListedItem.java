package io.craton.vault.core.service;

import io.craton.vault.core.decision.Inheritance;
import io.craton.vault.core.id.VersionId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.ItemVersion;
import io.craton.vault.core.rotation.EffectiveRotation;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A candidate of a list. What is not in its header is looked up when somebody asks. Lives as long
/// as its view; for one thread.
public final class ListedItem {
  private final Reading reading;
  private final Item item;
  private final FolderPath folder;
  private @Nullable EffectiveRotation rotation;

  ListedItem(Reading reading, Item item, FolderPath folder) {
    this.reading = reading;
    this.item = item;
    this.folder = folder;
  }

  /// Its header.
  public Item item() {
    return item;
  }

  /// The folder it is in.
  public FolderPath folder() {
    return folder;
  }

  /// Whether it may be used now; folders always.
  public boolean enabled() {
    return item.availability().enabledAt(reading.now());
  }

  /// Its current version as it counts now; empty for folders.
  public Optional<ItemVersion> current() {
    return item.isFolder()
        ? Optional.empty()
        : reading
            .view()
            .version(new VersionId(item.id(), item.history().current()))
            .map(version -> version.asOf(reading.now()));
  }

  /// When the material of the current version will be or was destroyed.
  public Optional<Instant> destruction() {
    return current().flatMap(version -> version.state().destruction());
  }

  /// When its policy rotates it next.
  public Optional<Instant> nextRotation() {
    return rotation().nextRotation(item);
  }

  EffectiveRotation rotation() {
    if (rotation == null) {
      rotation = Inheritance.effective(reading.view(), item);
    }
    return rotation;
  }
}
