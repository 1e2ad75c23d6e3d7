/// Fakes for tests of this and other modules: the replicated state as maps, a log of one node that
/// decides with the real decider, an HSM out of the JDK's own cryptography. Written by hand; they
/// behave, they do not record calls.
@NullMarked
package io.craton.vault.core.testing;

import org.jspecify.annotations.NullMarked;
