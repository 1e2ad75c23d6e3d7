package io.craton.vault.consensus.tls;

import io.craton.vault.consensus.NodeName;
import io.craton.vault.consensus.TlsIdentity;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// The other end of one connection, by the certificate that it has shown. Thread-safe.
public final class Visitor {
  private final PeerGuard guard;
  private final X509Certificate[] chain;
  private final CertifiedHosts hosts;

  /// By whom it was trusted last; to look again costs a verification of signatures.
  private volatile @Nullable TlsIdentity trustedBy;

  /// Who does not trust it any more, if that is so, and since when.
  private volatile @Nullable TlsIdentity doubtedBy;

  private volatile long doubtedSinceNanos;

  /// The members among which its hosts were last found.
  private volatile @Nullable List<Machine> memberAmong;

  Visitor(PeerGuard guard, Certificate[] shown) throws SSLPeerUnverifiedException {
    this.guard = guard;
    this.chain =
        Arrays.stream(shown)
            .filter(X509Certificate.class::isInstance)
            .map(X509Certificate.class::cast)
            .toArray(X509Certificate[]::new);
    if (chain.length == 0) {
      throw new SSLPeerUnverifiedException("no X.509 certificate was shown");
    }
    try {
      this.hosts = CertifiedHosts.of(chain[0]);
    } catch (CertificateParsingException e) {
      throw new SSLPeerUnverifiedException("the names in a certificate cannot be read");
    }
  }

  /// True while it would be let in if it came now: a connection does not outlive the trust in the
  /// authority that it came with, or its membership. Who was trusted before the trust changed has
  /// the guard's grace to come again with another certificate.
  public boolean isTrusted() {
    return isBelieved(guard.authorities()) && isMember();
  }

  /// True while it is believed and was a member that is none any more: it may ask whether it was
  /// taken out, and nothing else.
  public boolean isFormer() {
    return isBelieved(guard.authorities())
        && !isMember()
        && guard.former().stream().anyMatch(hosts::cover);
  }

  private boolean isMember() {
    List<Machine> now = guard.members();
    if (now.equals(memberAmong)) {
      return true;
    }
    boolean member = now.stream().anyMatch(hosts::cover);
    memberAmong = member ? now : null;
    return member;
  }

  private boolean isBelieved(TlsIdentity now) {
    if (now.equals(trustedBy)) {
      return true;
    }
    if (now.equals(doubtedBy)) {
      return isInGrace();
    }
    try {
      now.trust().checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
      trustedBy = now;
      doubtedBy = null;
      return true;
    } catch (CertificateException e) {
      return doubt(now);
    }
  }

  private synchronized boolean doubt(TlsIdentity by) {
    if (trustedBy == null) {
      return false;
    }
    if (doubtedBy == null) {
      doubtedSinceNanos = System.nanoTime();
    }
    doubtedBy = by;
    return isInGrace();
  }

  private boolean isInGrace() {
    return System.nanoTime() - doubtedSinceNanos < guard.grace().toNanos();
  }

  /// True when its certificate names a host of that member.
  public boolean speaksFor(NodeName node) {
    return covers(guard.members(), node);
  }

  /// True when its certificate names a host of that former member.
  public boolean spokeFor(NodeName node) {
    return covers(guard.former(), node);
  }

  private boolean covers(List<Machine> machines, NodeName node) {
    return machines.stream()
        .anyMatch(machine -> machine.node().equals(node) && hosts.cover(machine));
  }

  /// The subject of its certificate, for the log.
  @Override
  public String toString() {
    return chain[0].getSubjectX500Principal().getName();
  }
}
