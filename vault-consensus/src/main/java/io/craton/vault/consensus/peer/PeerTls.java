package io.craton.vault.consensus.peer;

import io.craton.vault.consensus.TlsIdentity;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Mutual TLS for both directions, or none. The asking side checks that the certificate covers the
/// host it connected to.
final class PeerTls {
  private static final List<String> PROTOCOLS = List.of("TLSv1.3");

  private final @Nullable SslContext server;
  private final @Nullable SslContext client;

  private PeerTls(@Nullable SslContext server, @Nullable SslContext client) {
    this.server = server;
    this.client = client;
  }

  static PeerTls of(Optional<TlsIdentity> identity) throws SSLException {
    if (identity.isEmpty()) {
      return new PeerTls(null, null);
    }
    TlsIdentity tls = identity.get();
    SslContext server =
        SslContextBuilder.forServer(tls.key())
            .sslProvider(SslProvider.JDK)
            .trustManager(tls.trust())
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
    return new PeerTls(server, client);
  }

  Optional<SslContext> server() {
    return Optional.ofNullable(server);
  }

  Optional<SslContext> client() {
    return Optional.ofNullable(client);
  }
}
