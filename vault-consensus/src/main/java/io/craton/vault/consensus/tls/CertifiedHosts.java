package io.craton.vault.consensus.tls;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The hosts that a certificate names: the DNS names and IP addresses among its subject alternative
/// names (RFC 9525 section 6). Its subject's common name says nothing, and a wildcard names no
/// member: it would speak for all of them.
public record CertifiedHosts(Set<String> names, Set<InetAddress> addresses) {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  public CertifiedHosts {
    names = Set.copyOf(names);
    addresses = Set.copyOf(addresses);
  }

  /// The hosts that `certificate` names.
  ///
  /// @throws CertificateParsingException when the names cannot be read
  public static CertifiedHosts of(X509Certificate certificate) throws CertificateParsingException {
    Set<String> names = new HashSet<>();
    Set<InetAddress> addresses = new HashSet<>();
    @Nullable Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    if (alternatives != null) {
      for (List<?> alternative : alternatives) {
        if (alternative.get(1) instanceof String text) {
          if (Integer.valueOf(DNS_NAME).equals(alternative.getFirst())) {
            names.add(text.toLowerCase(Locale.ROOT));
          } else if (Integer.valueOf(IP_ADDRESS).equals(alternative.getFirst())) {
            literal(text).ifPresent(addresses::add);
          }
        }
      }
    }
    return new CertifiedHosts(names, addresses);
  }

  /// True when the host, a name or an address, is one of these.
  public boolean cover(String host) {
    return literal(host)
        .map(addresses::contains)
        .orElseGet(() -> names.contains(host.toLowerCase(Locale.ROOT)));
  }

  /// True when the holder speaks for the machine: one of its hosts suffices.
  boolean cover(Machine machine) {
    return machine.hosts().stream().anyMatch(this::cover);
  }

  private static Optional<InetAddress> literal(String host) {
    try {
      return Optional.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
