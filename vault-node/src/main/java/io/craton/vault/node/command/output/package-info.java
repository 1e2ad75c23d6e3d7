/// What commands print: tables for people, JSON for programs. Nothing that comes from the vault
/// reaches a terminal before [Printable] has seen it.
@NullMarked
package io.craton.vault.node.command.output;

import org.jspecify.annotations.NullMarked;
