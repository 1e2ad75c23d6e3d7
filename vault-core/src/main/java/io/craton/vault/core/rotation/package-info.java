/// Rotation policies: how often an item gets a new version, what becomes of the old one, and where
/// such a setting comes from when the item has none of its own. Contract section 6.
@NullMarked
package io.craton.vault.core.rotation;

import org.jspecify.annotations.NullMarked;
