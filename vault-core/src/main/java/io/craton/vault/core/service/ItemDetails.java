package io.craton.vault.core.service;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.decision.ItemSummary.VersionSummary;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.PublicKey;
import java.util.List;
import java.util.Optional;

/// An item with versions and what may be shown of their material. Holds secrets: close it when the
/// answer is written.
///
/// @param versions ascending by number; empty for folders
public record ItemDetails(Item item, FolderPath folder, List<VersionDetails> versions)
    implements AutoCloseable {
  public ItemDetails {
    versions = List.copyOf(versions);
  }

  /// Zeroes the secrets.
  @Override
  public void close() {
    versions.forEach(version -> version.secret().ifPresent(SecretBytes::close));
  }

  /// One version.
  ///
  /// @param secret the value of a secret, where the state and the caller's grant permit it
  /// @param publicKey the public half of a key pair that is not destroyed
  public record VersionDetails(
      VersionSummary summary, Optional<SecretBytes> secret, Optional<PublicKey> publicKey) {}
}
