/// The commands that use the public API: items, and what is computed with keys. Each makes one
/// request, besides looking an item up by its path, and prints what the vault answered.
@NullMarked
package io.craton.vault.node.command.item;

import org.jspecify.annotations.NullMarked;
