package io.craton.vault.consensus.peer;

import io.craton.vault.consensus.TlsIdentity;
import io.craton.vault.consensus.tls.PeerGuard;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mutual TLS 1.3 for both directions, or none. Both sides check that the certificate names a
/// member, or, where it asks, a former one; the asking side also that it names the host it
/// connected to. Thread-safe.
///
/// Contexts are made anew when the identity was renewed: that ends the resumption of sessions that
/// began under the earlier one, which would pass by the check of certificates.
final class PeerTls {
  private static final Logger LOG = LoggerFactory.getLogger(PeerTls.class);
  private static final List<String> PROTOCOLS = List.of("TLSv1.3");

  private final Optional<PeerGuard> guard;
  private @Nullable Contexts contexts;

  private PeerTls(Optional<PeerGuard> guard) {
    this.guard = guard;
  }

  /// @throws SSLException when the identity cannot be used
  static PeerTls of(Optional<PeerGuard> guard) throws SSLException {
    PeerTls tls = new PeerTls(guard);
    if (guard.isPresent()) {
      tls.contexts = contexts(guard.get().identity(), guard.get().door());
    }
    return tls;
  }

  private static Contexts contexts(TlsIdentity tls, TlsIdentity door) throws SSLException {
    SslContext server =
        SslContextBuilder.forServer(door.key())
            .sslProvider(SslProvider.JDK)
            .trustManager(door.trust())
            .clientAuth(ClientAuth.REQUIRE)
            .protocols(PROTOCOLS)
            .build();
    SslContext client =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .keyManager(tls.key())
            .trustManager(tls.trust())
            .endpointIdentificationAlgorithm("HTTPS")
            .protocols(PROTOCOLS)
            .build();
    return new Contexts(tls, server, client);
  }

  /// An identity that cannot be used leaves the one before in its place.
  private synchronized Optional<Contexts> current() {
    Contexts last = contexts;
    if (last == null || guard.isEmpty()) {
      return Optional.empty();
    }
    TlsIdentity now = guard.get().identity();
    if (!last.identity.equals(now)) {
      try {
        last = contexts(now, guard.get().door());
        contexts = last;
      } catch (SSLException e) {
        LOG.error("the renewed certificates cannot be used between nodes", e);
      }
    }
    return Optional.of(last);
  }

  Optional<PeerGuard> guard() {
    return guard;
  }

  /// What new connections use; empty without TLS.
  Optional<TlsIdentity> identity() {
    return current().map(Contexts::identity);
  }

  Optional<SslContext> server() {
    return current().map(Contexts::server);
  }

  Optional<SslContext> client() {
    return current().map(Contexts::client);
  }

  private record Contexts(TlsIdentity identity, SslContext server, SslContext client) {}
}
