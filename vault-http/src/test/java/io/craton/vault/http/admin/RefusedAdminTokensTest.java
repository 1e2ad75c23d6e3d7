package io.craton.vault.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.service.Sources;
import io.craton.vault.core.testing.FakeHsm;
import io.craton.vault.core.testing.InMemoryVault;
import io.craton.vault.http.server.HttpSettings;
import io.craton.vault.http.server.Route;
import io.craton.vault.http.testing.Refusal;
import io.craton.vault.http.testing.RefusedCredentials;
import io.craton.vault.http.testing.RefusedCredentials.Credential;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every route of the admin API without an accepted token: the answer of the contract and nothing
/// more, and no work is done. What accepted tokens may do is in [TokenRoutesTest].
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RefusedAdminTokensTest {
  /// Needs no token, and takes none.
  private static final Set<String> OPEN =
      Set.of("GET /health/live", "GET /health/ready", "GET /health/leader", "GET /metrics");

  /// Needs a key of its own, for which no token is good.
  private static final Set<String> WITH_A_KEY =
      Set.of("POST /admin/v1/bootstrap", "POST /admin/v1/recover");

  /// By route, a request that asks for work to be done; nothing where a body is not read.
  private static final Map<String, String> NEED_ADMIN =
      Map.ofEntries(
          Map.entry("GET /admin/v1/status", ""),
          Map.entry("GET /admin/v1/digest", ""),
          Map.entry("GET /admin/v1/rotation-defaults", ""),
          Map.entry(
              "POST /admin/v1/rotation-defaults",
              "{'kind':'token','rotation_frequency':'30d','rotation_state':'deactivated'}"),
          Map.entry("GET /admin/v1/pending", ""),
          Map.entry("GET /admin/v1/hsm", ""),
          Map.entry("GET /admin/v1/kek", ""),
          Map.entry("POST /admin/v1/kek/rotate", "{}"),
          Map.entry("POST /admin/v1/kek/retire", "{'version':1}"),
          Map.entry("GET /admin/v1/tokens", ""),
          Map.entry("POST /admin/v1/tokens", "{'name':'n','permissions':['read']}"),
          Map.entry("POST /admin/v1/tokens/list", "{}"),
          Map.entry("POST /admin/v1/tokens/revoke", "{'id':'tok_" + "a".repeat(32) + "'}"),
          Map.entry("GET /admin/v1/tls", ""),
          Map.entry("POST /admin/v1/tls/reload", ""),
          Map.entry("POST /admin/v1/drain", "{'draining':true}"),
          Map.entry("POST /admin/v1/backup", ""),
          Map.entry("GET /admin/v1/cluster", ""),
          Map.entry(
              "POST /admin/v1/cluster/members",
              "{'name':'node-4','raft':'10.0.0.4:8401','peer':'10.0.0.4:8402'}"),
          Map.entry("POST /admin/v1/cluster/members/remove", "{'name':'node-2'}"),
          Map.entry("POST /admin/v1/cluster/leader", "{}"),
          Map.entry("POST /admin/v1/cluster/snapshot", "{}"));

  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final SecureRandom random = new SecureRandom();
  private final Sources sources = new Sources(() -> Instant.now().plus(ahead.get()), this::random);
  private final FakeHsm hsm = new FakeHsm();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private InMemoryVault vault;
  private String root;
  private List<Credential> credentials;
  private AdminHttpServer server;

  private byte[] random(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  @BeforeAll
  void makeTokens() throws Exception {
    vault = InMemoryVault.withKek(hsm, sources);
    root = vault.mintRoot(sources);
    credentials = RefusedCredentials.all(root, vault, sources, by -> ahead.updateAndGet(by::plus));
    server =
        AdminHttpServer.start(
            HttpSettings.plainHttp("127.0.0.1", 0),
            new StubNode(vault, hsm, sources),
            vault.replica(),
            sources);
  }

  @AfterAll
  void stop() {
    client.close();
    server.close();
  }

  private static Set<String> needAdmin() {
    return new TreeSet<>(NEED_ADMIN.keySet());
  }

  private HttpResponse<String> send(String route, Credential credential) throws Exception {
    String[] parts = route.split(" ", 2);
    String body = NEED_ADMIN.getOrDefault(route, "").replace('\'', '"');
    URI uri = URI.create("http://127.0.0.1:" + server.port() + parts[1] + credential.query());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .method(
                parts[0], body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    return client.send(credential.on(request).build(), BodyHandlers.ofString());
  }

  /// What was done so far: entries of the log and calls of the HSM.
  private List<Integer> work() {
    return List.of(vault.log().size(), hsm.operations());
  }

  private static Credential bearer(String name, String token) {
    return new Credential(name, List.of("Bearer " + token), "");
  }

  @ParameterizedTest
  @MethodSource("needAdmin")
  void nothingIsDoneWithoutAnAcceptedToken(String route) throws Exception {
    List<Integer> before = work();
    for (Credential credential : credentials) {
      Refusal.requireUnauthorized(
          Refusal.of(send(route, credential)), route + " with token " + credential);
    }
    for (String key : List.of("the-bootstrap-key", "the-recovery-key")) {
      Refusal.requireUnauthorized(
          Refusal.of(send(route, bearer(key, key))), route + " with " + key);
    }
    assertThat(work()).isEqualTo(before);
    assertThat(send(route, bearer("root", root)).statusCode())
        .as("%s with a token", route)
        .isNotIn(400, 401, 500);
  }

  @Test
  void noTokenAndNoOtherKeyIsGoodWhereAKeyIsAskedFor() throws Exception {
    List<Integer> before = work();
    for (String route : WITH_A_KEY) {
      for (Credential credential : credentials) {
        Refusal.requireUnauthorized(
            Refusal.of(send(route, credential)), route + " with token " + credential);
      }
      Refusal.requireUnauthorized(Refusal.of(send(route, bearer("root", root))), route);
    }
    for (String key : List.of("the-bootstrap-key", "the-recovery-ke", "the-recovery-key1")) {
      Refusal.requireUnauthorized(
          Refusal.of(send("POST /admin/v1/recover", bearer(key, key))), "recovery with " + key);
    }
    for (String key : List.of("the-recovery-key", "the-bootstrap-ke", "THE-BOOTSTRAP-KEY")) {
      Refusal.requireUnauthorized(
          Refusal.of(send("POST /admin/v1/bootstrap", bearer(key, key))), "bootstrap with " + key);
    }
    assertThat(work()).isEqualTo(before);
  }

  @Test
  void whatIsOpenIsTheSameToAll() throws Exception {
    for (String route : OPEN) {
      HttpResponse<String> known = send(route, bearer("root", root));
      assertThat(known.statusCode()).isEqualTo(200);
      for (Credential credential : credentials) {
        assertThat(send(route, credential).body()).as(route).isEqualTo(known.body());
      }
    }
  }

  /// A route that is added has to be added here.
  @Test
  void everyRouteIsInOneOfTheTables() {
    Set<String> served = new TreeSet<>();
    for (Route route : server.routes()) {
      served.add(route.method() + " " + route.path());
    }
    Set<String> written = needAdmin();
    written.addAll(OPEN);
    written.addAll(WITH_A_KEY);
    assertThat(written).hasSize(NEED_ADMIN.size() + OPEN.size() + WITH_A_KEY.size());
    assertThat(served).isEqualTo(written);
  }
}
