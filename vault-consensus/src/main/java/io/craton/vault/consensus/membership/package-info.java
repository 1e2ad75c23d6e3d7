/// Who a node is, and how a cluster comes into being.
///
/// A node that finds no identity in its data directory draws a number, its *nonce*, and is from
/// then on the peer `name-nonce`: a lost disk means another peer, because a peer that forgot its
/// votes and its log must never be taken for the one that remembered them. [Formation] decides with
/// whom a new cluster starts; decision record 003 argues why at most one can.
@NullMarked
package io.craton.vault.consensus.membership;

import org.jspecify.annotations.NullMarked;
