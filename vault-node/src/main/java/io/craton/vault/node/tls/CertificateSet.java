package io.craton.vault.node.tls;

import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import nl.altindag.ssl.SSLFactory;

/// The certificates of one role, read and checked together.
///
/// @param key presents the role's own certificate
/// @param trust believes those of others; empty where nobody else shows one
public record CertificateSet(
    X509ExtendedKeyManager key, Optional<X509ExtendedTrustManager> trust, CertificateInfo info) {
  private static final String PROTOCOL = "TLSv1.3";

  /// A server's context: TLS 1.3 only.
  public SSLContext serverContext() {
    SSLFactory.Builder builder =
        SSLFactory.builder().withIdentityMaterial(key).withProtocols(PROTOCOL);
    trust.ifPresent(builder::withTrustMaterial);
    return builder.build().getSslContext();
  }
}
