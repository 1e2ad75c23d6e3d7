/// RocksDB alone, as something to compare a node with. It stands in the package of the product so
/// that its options are the product's own, and stay so.
@NullMarked
package io.craton.vault.consensus.rocks;

import org.jspecify.annotations.NullMarked;
