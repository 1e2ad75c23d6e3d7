package io.craton.vault.bench.cluster;

import io.craton.vault.bench.load.TestTls;
import io.craton.vault.core.item.StateName;
import io.craton.vault.core.service.Authentication;
import io.craton.vault.core.service.CryptoService;
import io.craton.vault.core.service.ExportService;
import io.craton.vault.core.service.ItemLister;
import io.craton.vault.core.service.ItemReader;
import io.craton.vault.core.service.ItemWriter;
import io.craton.vault.core.service.KeyRules;
import io.craton.vault.core.service.Replica;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.service.TokenService;
import io.craton.vault.core.service.TransformService;
import io.craton.vault.core.testing.FakeHsm;
import io.craton.vault.core.testing.InMemoryVault;
import io.craton.vault.http.VaultHttpServer;
import io.craton.vault.http.api.ApiServices;
import io.craton.vault.http.server.HttpSettings;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Set;

/// The API as a node serves it, by TLS on loopback, over an in-memory vault and a fake HSM.
final class ProductServer implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final VaultHttpServer server;
  private final String token;

  ProductServer(TestTls tls) throws Exception {
    Sources sources = new Sources(Instant::now, ProductServer::random);
    FakeHsm hsm = new FakeHsm();
    InMemoryVault vault = InMemoryVault.withKek(hsm, sources);
    this.token = vault.mintRoot(sources);
    this.server =
        VaultHttpServer.start(
            HttpSettings.tls("127.0.0.1", 0, tls::server), services(vault.replica(), hsm, sources));
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

  String url() {
    return "https://127.0.0.1:" + server.port();
  }

  String token() {
    return token;
  }

  @Override
  public void close() {
    server.close();
  }
}
