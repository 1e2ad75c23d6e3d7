package io.craton.vault.node.tls;

import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.configuration.Member;
import io.craton.vault.node.configuration.PemPair;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where the certificates of one role are.
///
/// @param authority whose certificates of others are believed, if anybody's
/// @param hosts that the certificate must name; where there are some, others check both ways, so it
///   must be signed by the authority too
public record TlsFiles(
    TlsRole role, PemPair identity, Optional<Path> authority, List<String> hosts) {
  public TlsFiles {
    hosts = List.copyOf(hosts);
  }

  /// The key of the configuration that names the authority.
  public String authorityKey() {
    return role == TlsRole.CLUSTER ? "ca" : "client-ca";
  }

  /// All files, identity and authority.
  List<Path> all() {
    List<Path> files = new ArrayList<>(List.of(identity.certificate(), identity.key()));
    authority.ifPresent(files::add);
    return files;
  }

  /// Those that a configuration names.
  public static List<TlsFiles> of(Configuration configuration) {
    List<TlsFiles> files = new ArrayList<>();
    configuration.http().tls().ifPresent(tls -> files.add(server(TlsRole.API, tls)));
    configuration.admin().tls().ifPresent(tls -> files.add(server(TlsRole.ADMIN, tls)));
    configuration
        .cluster()
        .tls()
        .ifPresent(tls -> {
          Member self = configuration.cluster().member(configuration.node().name());
          files.add(
              new TlsFiles(
                  TlsRole.CLUSTER,
                  tls.identity(),
                  Optional.of(tls.authority()),
                  List.of(self.raft().host(), self.peer().host())));
        });
    return List.copyOf(files);
  }

  private static TlsFiles server(TlsRole role, Configuration.ServerTls tls) {
    return new TlsFiles(role, tls.identity(), tls.clientAuthority(), List.of());
  }
}
