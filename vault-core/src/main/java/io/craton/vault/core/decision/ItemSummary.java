package io.craton.vault.core.decision;

import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.Item;
import io.craton.vault.core.item.VersionSummary;
import io.craton.vault.core.rotation.EffectiveRotation;
import java.util.Optional;

/// An item as it is shown after a change, without material.
///
/// @param folder the path of the parent folder
/// @param rotation what counts for the item, inherited settings included
/// @param version the version that was made or changed, else the current one; empty for folders
public record ItemSummary(
    Item item, FolderPath folder, EffectiveRotation rotation, Optional<VersionSummary> version) {}
