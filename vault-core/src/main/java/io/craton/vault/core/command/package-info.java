/// What may be put into the replicated log. A command carries everything that is not a function of
/// the state: time, ids, keys, ciphertext. Deciding it twice on the same state gives the same
/// answer on every node and on every day.
@NullMarked
package io.craton.vault.core.command;

import org.jspecify.annotations.NullMarked;
