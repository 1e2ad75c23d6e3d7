/// Certificates and keys from PEM files, checked before anything uses them, and replaced while the
/// node runs when the files are.
@NullMarked
package io.craton.vault.node.tls;

import org.jspecify.annotations.NullMarked;
