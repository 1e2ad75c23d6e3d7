package io.craton.vault.consensus.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Trusts a certificate that the cluster's authorities have signed *and* that names the host of a
/// member, in both directions. An authority that signs for others too so lets in none of them. Whom
/// this node connects to must be a member; who connects to it may be another guest where one is
/// given.
///
/// Which of the members the other side is, is checked where it says so: whoever connects checks the
/// host it connects to, whoever is connected to checks what it is told. Thread-safe.
final class MemberTrust extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager authorities;
  private final Supplier<? extends Collection<Machine>> members;
  private final Supplier<? extends Collection<Machine>> guests;

  /// @param guests who may connect besides the members
  MemberTrust(
      X509ExtendedTrustManager authorities,
      Supplier<? extends Collection<Machine>> members,
      Supplier<? extends Collection<Machine>> guests) {
    this.authorities = authorities;
    this.members = members;
    this.guests = guests;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    authorities.checkClientTrusted(chain, type);
    requireMemberOrGuest(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    authorities.checkClientTrusted(chain, type, socket);
    requireMemberOrGuest(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    authorities.checkClientTrusted(chain, type, engine);
    requireMemberOrGuest(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    authorities.checkServerTrusted(chain, type);
    requireMember(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    authorities.checkServerTrusted(chain, type, socket);
    requireMember(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    authorities.checkServerTrusted(chain, type, engine);
    requireMember(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.getAcceptedIssuers();
  }

  private void requireMember(X509Certificate[] chain) throws CertificateException {
    requireOneOf(chain, members.get().stream());
  }

  private void requireMemberOrGuest(X509Certificate[] chain) throws CertificateException {
    requireOneOf(chain, Stream.concat(members.get().stream(), guests.get().stream()));
  }

  private static void requireOneOf(X509Certificate[] chain, Stream<Machine> nodes)
      throws CertificateException {
    CertifiedHosts hosts = CertifiedHosts.of(chain[0]);
    if (nodes.noneMatch(hosts::cover)) {
      throw new CertificateException(
          "the certificate of "
              + chain[0].getSubjectX500Principal().getName()
              + " names the host of no member");
    }
  }
}
