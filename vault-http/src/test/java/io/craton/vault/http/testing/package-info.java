/// Holds what a server answers, and what it accepts, against the document that it serves. For the
/// tests of this module and, against real nodes, of others.
@NullMarked
package io.craton.vault.http.testing;

import org.jspecify.annotations.NullMarked;
