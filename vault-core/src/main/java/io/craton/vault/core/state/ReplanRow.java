package io.craton.vault.core.state;

import io.craton.vault.core.id.ItemId;

/// A folder whose items are still to be scheduled by what it now says, or what is said above it.
///
/// @param folder [ItemId#ROOT] for the whole vault
/// @param afterName the child up to which that is done; the empty string at the beginning
public record ReplanRow(ItemId folder, String afterName) {}
