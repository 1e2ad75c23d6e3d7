/// Items and their versions: what they are, which states a version can be in, and which changes of
/// state are legal. Everything here is an immutable value.
///
/// An [Item] is the header; each generation of its material is an [ItemVersion], a record of its
/// own in the store, so that an item costs the same after a thousand rotations. The state of a
/// version is a sealed type that carries just what is legal in it: a destroyed version has no
/// material to forget.
@NullMarked
package io.craton.vault.core.item;

import org.jspecify.annotations.NullMarked;
