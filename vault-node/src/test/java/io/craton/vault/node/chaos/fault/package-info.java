/// What is broken, how, and how it is mended again.
@NullMarked
package io.craton.vault.node.chaos.fault;

import org.jspecify.annotations.NullMarked;
