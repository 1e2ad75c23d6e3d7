/// Who may speak for which node: certificates are held against the members, on top of the trust in
/// the authority that signed them. Used by both channels between nodes.
@NullMarked
package io.craton.vault.consensus.tls;

import org.jspecify.annotations.NullMarked;
