package io.craton.vault.core.item;

import io.craton.vault.core.rotation.Schedule;

/// Whether an item is usable, what it has been through, and when it is rotated next.
public record Lifecycle(Availability availability, History history, Schedule schedule) {}
