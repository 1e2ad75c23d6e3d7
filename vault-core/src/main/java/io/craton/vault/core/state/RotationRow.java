package io.craton.vault.core.state;

import io.craton.vault.core.id.ItemId;
import java.time.Instant;

/// An item that its policy rotates at that time. Ordered by time, then item.
public record RotationRow(Instant at, ItemId item) {}
