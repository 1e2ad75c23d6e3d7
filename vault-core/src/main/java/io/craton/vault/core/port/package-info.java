/// What the core needs from the outside, as narrow interfaces: the HSM by capability, the
/// replicated log, the read barrier, time and entropy. Other modules implement them; nothing here
/// does I/O.
///
/// Errors come in three kinds. A *rejection* is a value. *Unavailable* is the checked
/// [Unavailable], always with advice when to try again. Everything unchecked is a *fault*: a bug or
/// corruption.
@NullMarked
package io.craton.vault.core.port;

import org.jspecify.annotations.NullMarked;
