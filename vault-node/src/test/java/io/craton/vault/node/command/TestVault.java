package io.craton.vault.node.command;

import io.craton.vault.core.item.StateName;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.Authentication;
import io.craton.vault.core.service.CryptoService;
import io.craton.vault.core.service.ExportService;
import io.craton.vault.core.service.ItemLister;
import io.craton.vault.core.service.ItemReader;
import io.craton.vault.core.service.ItemWriter;
import io.craton.vault.core.service.KeyRules;
import io.craton.vault.core.service.Replica;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.service.TokenService;
import io.craton.vault.core.service.TransformService;
import io.craton.vault.core.testing.FakeHsm;
import io.craton.vault.core.testing.InMemoryVault;
import io.craton.vault.http.VaultHttpServer;
import io.craton.vault.http.api.ApiServices;
import io.craton.vault.http.server.HttpSettings;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The real API over a vault in memory, at several ports as if they were nodes.
final class TestVault implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String token;
  private final List<VaultHttpServer> nodes = new ArrayList<>();

  private TestVault(int count) throws RequestRefused, Unavailable {
    Sources sources = new Sources(InstantSource.system(), TestVault::random);
    FakeHsm hsm = new FakeHsm();
    InMemoryVault vault = InMemoryVault.withKek(hsm, sources);
    token = vault.mintRoot(sources);
    for (int i = 0; i < count; i++) {
      nodes.add(
          VaultHttpServer.start(
              HttpSettings.plainHttp("127.0.0.1", 0), services(vault.replica(), hsm, sources)));
    }
  }

  static TestVault start(int nodes) throws RequestRefused, Unavailable {
    return new TestVault(nodes);
  }

  private static ApiServices services(Replica replica, FakeHsm hsm, Sources sources) {
    return new ApiServices(
        new Authentication(replica, sources),
        new ItemReader(replica, hsm.ports(), sources, Set.of(StateName.ACTIVE)),
        new ItemWriter(replica, hsm.ports(), sources),
        new ItemLister(replica, sources),
        new CryptoService(replica, hsm.ports(), sources),
        new TokenService(replica, hsm.ports(), sources),
        new TransformService(replica, hsm.ports(), sources),
        new ExportService(replica, hsm.ports(), sources),
        new KeyRules(replica, sources),
        sources);
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  String token() {
    return token;
  }

  /// The URL of a node, counted from 1.
  String endpoint(int node) {
    return "http://127.0.0.1:" + nodes.get(node - 1).port();
  }

  /// Stops a node; nothing listens at its port any more.
  void stop(int node) {
    nodes.get(node - 1).close();
  }

  @Override
  public void close() {
    nodes.forEach(VaultHttpServer::close);
  }
}
