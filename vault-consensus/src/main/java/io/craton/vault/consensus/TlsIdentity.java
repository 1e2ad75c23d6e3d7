package io.craton.vault.consensus;

import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Who this node is towards its peers, and whom it believes. Use a certificate authority that
/// issues certificates to the nodes of this cluster and to nobody else: whoever it certifies can
/// write to the log, if it is certified for the host of a member.
///
/// @param key presents a certificate whose subject alternative names cover the hosts of this node
/// @param trust accepts the certificates of the other nodes
public record TlsIdentity(X509ExtendedKeyManager key, X509ExtendedTrustManager trust) {}
