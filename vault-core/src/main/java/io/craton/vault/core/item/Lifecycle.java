package io.craton.vault.core.item;

/// Whether an item is usable, and what it has been through.
public record Lifecycle(Availability availability, History history) {}
