/// What the leader does by itself: make the first key-encryption key, destroy keys in the HSM that
/// the state gave up, fire what time makes due, sweep up keys that nothing refers to. Every job has
/// a thread of its own, is fenced by the term it began in, backs off when something is unavailable,
/// and can be repeated: the log decides what has an effect.
@NullMarked
package io.craton.vault.node.job;

import org.jspecify.annotations.NullMarked;
