/// The configuration of a node: the catalogue of keys, the YAML file with its overrides, and the
/// settings that come out of them. Everything that can be wrong without touching the disk or the
/// network is found here, all of it at once.
@NullMarked
package io.craton.vault.node.configuration;

import org.jspecify.annotations.NullMarked;
