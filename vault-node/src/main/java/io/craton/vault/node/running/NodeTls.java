package io.craton.vault.node.running;

import io.craton.vault.consensus.TlsIdentity;
import io.craton.vault.http.admin.TlsAdmin;
import io.craton.vault.http.server.HttpSettings;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.configuration.Endpoint;
import io.craton.vault.node.tls.CertificateSet;
import io.craton.vault.node.tls.Certificates;
import io.craton.vault.node.tls.TlsRole;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Hands the certificates to those who use them, and answers the admin API about them. Thread-safe.
record NodeTls(Certificates held) implements TlsAdmin {
  /// How a listener is reached, with the certificates of its role.
  HttpSettings listener(
      Endpoint endpoint, TlsRole role, Optional<Configuration.ServerTls> configured) {
    return configured
        .map(tls ->
            HttpSettings.tls(endpoint.host(), endpoint.port(), () -> set(role).serverContext())
                .withClients(tls.clients()))
        .orElseGet(() -> HttpSettings.plainHttp(endpoint.host(), endpoint.port()));
  }

  /// This node's identity towards the others, if their traffic has TLS.
  Optional<Supplier<TlsIdentity>> cluster() {
    return held.of(TlsRole.CLUSTER).map(first -> () -> identity(set(TlsRole.CLUSTER)));
  }

  private static TlsIdentity identity(CertificateSet set) {
    return new TlsIdentity(
        set.key(),
        set.trust()
            .orElseThrow(() -> new IllegalStateException("nodes believe nobody without a CA")));
  }

  private CertificateSet set(TlsRole role) {
    return held.of(role).orElseThrow(() -> new IllegalStateException("no certificates of " + role));
  }

  @Override
  public List<InUse> certificates() {
    return held.states().stream().map(NodeTls::inUse).toList();
  }

  @Override
  public List<InUse> reload() {
    return held.reload().stream().map(NodeTls::inUse).toList();
  }

  private static InUse inUse(Certificates.RoleState state) {
    return new InUse(
        state.role().label(),
        state.info().subject(),
        state.info().names(),
        state.info().notAfter(),
        state.info().serial(),
        state.problem());
  }
}
