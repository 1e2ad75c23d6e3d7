package io.craton.vault.consensus.ratis;

import io.craton.vault.consensus.TlsIdentity;
import io.craton.vault.consensus.tls.PeerGuard;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;
import org.apache.ratis.thirdparty.io.grpc.netty.GrpcSslContexts;
import org.apache.ratis.thirdparty.io.netty.buffer.ByteBufAllocator;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.ApplicationProtocolNegotiator;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.ClientAuth;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContextBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// TLS of Raft's connections, with the certificates that are in use when a connection is made:
/// mutual, 1.3 only. gRPC takes one context for as long as it runs, so this one passes the work on
/// to others. A new identity means a new context, so that no session is resumed that began under
/// the one before. Thread-safe.
final class RenewingContext extends SslContext {
  private static final Logger LOG = LoggerFactory.getLogger(RenewingContext.class);
  private static final String PROTOCOL = "TLSv1.3";

  private final PeerGuard guard;
  private final boolean client;
  private Made made;

  private RenewingContext(PeerGuard guard, boolean client) {
    this.guard = guard;
    this.client = client;
    try {
      this.made = make(guard.identity(), client);
    } catch (SSLException e) {
      throw new IllegalArgumentException("the certificates cannot be used between nodes", e);
    }
  }

  static RenewingContext forServer(PeerGuard guard) {
    return new RenewingContext(guard, false);
  }

  /// gRPC has clients check that the certificate names the host.
  static RenewingContext forClient(PeerGuard guard) {
    return new RenewingContext(guard, true);
  }

  private static Made make(TlsIdentity identity, boolean client) throws SSLException {
    SslContextBuilder builder =
        client
            ? SslContextBuilder.forClient().keyManager(identity.key())
            : SslContextBuilder.forServer(identity.key()).clientAuth(ClientAuth.REQUIRE);
    return new Made(
        identity,
        GrpcSslContexts.configure(builder.trustManager(identity.trust()))
            .protocols(PROTOCOL)
            .build());
  }

  /// An identity that cannot be used leaves the one before in its place.
  private synchronized SslContext current() {
    TlsIdentity now = guard.identity();
    if (!made.identity.equals(now)) {
      try {
        made = make(now, client);
      } catch (SSLException e) {
        LOG.error("the renewed certificates cannot be used between nodes", e);
      }
    }
    return made.context;
  }

  @Override
  public boolean isClient() {
    return client;
  }

  @Override
  public List<String> cipherSuites() {
    return current().cipherSuites();
  }

  @Override
  @SuppressWarnings("deprecation") // Netty's own word for it, which every context must have
  public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
    return current().applicationProtocolNegotiator();
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator) {
    return current().newEngine(allocator);
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
    return current().newEngine(allocator, host, port);
  }

  @Override
  public SSLSessionContext sessionContext() {
    return current().sessionContext();
  }

  private record Made(TlsIdentity identity, SslContext context) {}
}
