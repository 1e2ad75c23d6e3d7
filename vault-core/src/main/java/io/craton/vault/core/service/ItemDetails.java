package io.craton.vault.core.service;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.item.VersionSummary;
import io.craton.vault.core.rotation.EffectiveRotation;
import java.util.List;
import java.util.Optional;

/// An item with versions and what may be shown of their material. Holds secrets: close it when the
/// answer is written.
///
/// @param rotation what counts for the item, inherited settings included
/// @param versions ascending by number; empty for folders
public record ItemDetails(
    Item item, FolderPath folder, EffectiveRotation rotation, List<VersionDetails> versions)
    implements AutoCloseable {
  public ItemDetails {
    versions = List.copyOf(versions);
  }

  /// Zeroes the secrets.
  @Override
  public void close() {
    versions.forEach(VersionDetails::close);
  }

  /// One version.
  ///
  /// @param secret the value of a secret, where the state and the caller's grant permit it
  /// @param publicKey the public half of a key pair that is not destroyed
  /// @param secretId the public id of a client secret that is not destroyed
  public record VersionDetails(
      VersionSummary summary,
      Optional<SecretBytes> secret,
      Optional<PublicKey> publicKey,
      Optional<String> secretId)
      implements AutoCloseable {
    @Override
    public void close() {
      secret.ifPresent(SecretBytes::close);
    }
  }
}
