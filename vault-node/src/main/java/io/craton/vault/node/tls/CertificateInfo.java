package io.craton.vault.node.tls;

import io.craton.vault.consensus.tls.CertifiedHosts;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// What there is to know of a certificate in use.
///
/// @param names the hosts it names, such as `DNS:vault.example` and `IP:10.0.0.1`
/// @param notAfter when the first certificate of its chain ends
/// @param serial in hexadecimal digits
public record CertificateInfo(String subject, List<String> names, Instant notAfter, String serial) {
  private static final int HEXADECIMAL = 16;

  public CertificateInfo {
    names = List.copyOf(names);
  }

  /// @param chain the own certificate first; never empty
  static CertificateInfo of(List<X509Certificate> chain) throws CertificateParsingException {
    X509Certificate own = chain.getFirst();
    CertifiedHosts hosts = CertifiedHosts.of(own);
    return new CertificateInfo(
        own.getSubjectX500Principal().getName(),
        Stream.concat(
                hosts.names().stream().map(name -> "DNS:" + name),
                hosts.addresses().stream().map(address -> "IP:" + address.getHostAddress()))
            .sorted()
            .toList(),
        chain.stream()
            .map(certificate -> certificate.getNotAfter().toInstant())
            .min(Comparator.naturalOrder())
            .orElseThrow(),
        own.getSerialNumber().toString(HEXADECIMAL));
  }
}
