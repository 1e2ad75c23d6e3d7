package io.craton.vault.core.service;

import io.craton.vault.core.decision.Inheritance;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.VersionSummary;
import io.craton.vault.core.rotation.EffectiveRotation;
import io.craton.vault.core.state.FolderEntry;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A candidate of a list. What is not in its header is looked up when somebody asks. Lives as long
/// as its view; for one thread.
public final class ListedItem {
  private final Reading reading;
  private final Item item;
  private final FolderPath folder;
  private final Inheritance inheritance;
  private @Nullable FolderEntry entry;
  private @Nullable EffectiveRotation rotation;

  ListedItem(Reading reading, Item item, FolderPath folder, Inheritance inheritance) {
    this.reading = reading;
    this.item = item;
    this.folder = folder;
    this.inheritance = inheritance;
  }

  ListedItem(Reading reading, FolderEntry entry, FolderPath folder, Inheritance inheritance) {
    this(reading, entry.item(), folder, inheritance);
    this.entry = entry;
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
  public Optional<VersionSummary> current() {
    return entry().current().map(version -> version.asOf(reading.now()));
  }

  /// Whether any version is compromised, as it was last written.
  boolean compromised() {
    return entry().compromised();
  }

  /// When the material of the current version will be or was destroyed.
  public Optional<Instant> destruction() {
    return current().flatMap(VersionSummary::destruction);
  }

  /// When its policy rotates it next.
  public Optional<Instant> nextRotation() {
    return rotation().nextRotation(item);
  }

  EffectiveRotation rotation() {
    if (rotation == null) {
      rotation = inheritance.effective(item);
    }
    return rotation;
  }

  private FolderEntry entry() {
    if (entry == null) {
      entry = FolderEntry.of(reading.view(), item);
    }
    return entry;
  }
}
