package io.craton.vault.core.item;

import io.craton.vault.core.id.ItemId;

/// Where an item is: its parent folder and its name in there. No two items share a place.
public record Place(ItemId parent, String name) {}
