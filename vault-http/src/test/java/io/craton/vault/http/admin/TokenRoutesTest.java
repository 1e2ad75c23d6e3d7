package io.craton.vault.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.testing.FakeHsm;
import io.craton.vault.core.testing.InMemoryVault;
import io.craton.vault.core.testing.TestTokens;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.http.server.HttpSettings;
import io.craton.vault.http.server.Route;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tokens over the admin API, and who may ask it for anything.
class TokenRoutesTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "permissions.md");
  private static final String TOKENS = "/admin/v1/tokens";
  private static final String LIST = "/admin/v1/tokens/list";
  private static final String REVOKE = "/admin/v1/tokens/revoke";

  /// What each route asks for; `docs/permissions.md` says the same.
  private static final Map<String, String> NEEDS =
      Map.ofEntries(
          Map.entry("GET /health/live", "nothing"),
          Map.entry("GET /health/ready", "nothing"),
          Map.entry("GET /health/leader", "nothing"),
          Map.entry("GET /metrics", "nothing"),
          Map.entry("GET /admin/v1/status", "admin"),
          Map.entry("GET /admin/v1/digest", "admin"),
          Map.entry("GET /admin/v1/rotation-defaults", "admin"),
          Map.entry("POST /admin/v1/rotation-defaults", "admin"),
          Map.entry("GET /admin/v1/pending", "admin"),
          Map.entry("GET /admin/v1/hsm", "admin"),
          Map.entry("GET /admin/v1/kek", "admin"),
          Map.entry("POST /admin/v1/kek/rotate", "admin"),
          Map.entry("POST /admin/v1/kek/retire", "admin"),
          Map.entry("GET /admin/v1/tokens", "admin"),
          Map.entry("POST /admin/v1/tokens", "admin"),
          Map.entry("POST /admin/v1/tokens/list", "admin"),
          Map.entry("POST /admin/v1/tokens/revoke", "admin"),
          Map.entry("GET /admin/v1/tls", "admin"),
          Map.entry("POST /admin/v1/tls/reload", "admin"),
          Map.entry("POST /admin/v1/drain", "admin"),
          Map.entry("POST /admin/v1/backup", "admin"),
          Map.entry("GET /admin/v1/cluster", "admin"),
          Map.entry("POST /admin/v1/cluster/members", "admin"),
          Map.entry("POST /admin/v1/cluster/members/remove", "admin"),
          Map.entry("POST /admin/v1/cluster/leader", "admin"),
          Map.entry("POST /admin/v1/cluster/snapshot", "admin"),
          Map.entry("POST /admin/v1/bootstrap", "bootstrap key"),
          Map.entry("POST /admin/v1/recover", "recovery key"));

  private final SecureRandom random = new SecureRandom();
  private final Sources sources = new Sources(Instant::now, this::random);
  private final HttpClient client = HttpClient.newHttpClient();
  private InMemoryVault vault;
  private String root;
  private AdminHttpServer server;

  private byte[] random(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  @BeforeEach
  void start() throws Exception {
    vault = InMemoryVault.withKek(new FakeHsm(), sources);
    root = vault.mintRoot(sources);
    server =
        AdminHttpServer.start(
            HttpSettings.plainHttp("127.0.0.1", 0),
            new StubNode(vault, sources),
            vault.replica(),
            sources);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private HttpResponse<String> send(String method, String path, String json, String token)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("Authorization", "Bearer " + token)
            .method(
                method,
                json.isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(json.replace('\'', '"')))
            .build(),
        BodyHandlers.ofString());
  }

  private JsonNode ok(String path, String json, String token) throws Exception {
    HttpResponse<String> response = send("POST", path, json, token);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return new ObjectMapper().readTree(response.body());
  }

  private boolean accepted(String token) throws Exception {
    return send("GET", "/admin/v1/status", "", token).statusCode() == 200;
  }

  @Test
  void mintedTokenIsShownOnceListedWithoutItsValueAndRevoked() throws Exception {
    JsonNode minted =
        ok(TOKENS, "{'name':'ops','permissions':['admin','read','admin'],'ttl':'1h'}", root);
    String token = minted.get("token").asText();
    assertThat(token).matches("pts_[a-z0-9]{32}");
    assertThat(minted.get("id").asText()).matches("tok_[a-z2-7]{32}");
    assertThat(accepted(token)).isTrue();
    HttpResponse<String> listed = send("GET", TOKENS, "", root);
    assertThat(listed.body()).doesNotContain(token).doesNotContain(root).doesNotContain("hash");
    JsonNode row = row(json(listed), minted.get("id").asText());
    assertThat(row.get("name").asText()).isEqualTo("ops");
    assertThat(row.get("permissions").toString()).isEqualTo("[\"read\",\"admin\"]");
    assertThat(row.get("scope").asText()).isEqualTo("/");
    assertThat(row.get("usable").asBoolean()).isTrue();
    assertThat(Instant.parse(row.get("expires_at").asText()))
        .isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3601));
    ok(REVOKE, "{'id':'" + minted.get("id").asText() + "'}", root);
    assertThat(accepted(token)).isFalse();
    assertThat(send("GET", TOKENS, "", root).body()).doesNotContain("ops");
    assertThat(
            send("POST", REVOKE, "{'id':'" + minted.get("id").asText() + "'}", root).statusCode())
        .isEqualTo(404);
  }

  private static JsonNode row(JsonNode page, String id) {
    for (JsonNode row : page.get("tokens")) {
      if (row.get("id").asText().equals(id)) {
        return row;
      }
    }
    throw new AssertionError("no row of " + id + " in " + page);
  }

  @Test
  void pagesShowEveryTokenOnce() throws Exception {
    for (int i = 0; i < 7; i++) {
      ok(TOKENS, "{'name':'t" + i + "','permissions':['read'],'scope':'/a/b/'}", root);
    }
    Set<String> names = new HashSet<>();
    String after = "";
    int rows = 0;
    while (true) {
      JsonNode page = ok(LIST, "{'size':3" + after + "}", root);
      for (JsonNode row : page.get("tokens")) {
        names.add(row.get("name").asText());
        rows++;
      }
      if (!page.has("next")) {
        break;
      }
      after = ",'after':'" + page.get("next").asText() + "'";
    }
    assertThat(names).hasSize(8).contains("root", "t0", "t6");
    assertThat(rows).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/tokens        | {}                                                   | FieldRequired",
        "/tokens        | []                                                   | InvalidObject",
        "/tokens        | {'name':'','permissions':['read']}                   | BelowMinLength",
        "/tokens        | {'name':'n','permissions':[]}                        | NotEnumMember",
        "/tokens        | {'name':'n','permissions':['root']}                  | NotEnumMember",
        "/tokens        | {'name':'n','permissions':'read'}                    | InvalidArray",
        "/tokens        | {'name':'n','permissions':['read'],'scope':'/../'}   |"
            + " DoesNotMatchPattern",
        "/tokens        | {'name':'n','permissions':['read'],'ttl':'x'}        |"
            + " BadFormatPangeaDuration",
        "/tokens        | {'name':'n','permissions':['read'],'expires_at':'x'} | BadFormatDateTime",
        "/tokens        | {'name':'n','permissions':['read'],'expires_at':'2020-01-01T00:00:00Z'} |"
            + " NotWithinRange",
        "/tokens        | {'name':'n','permissions':['read'],'ttl':'1d',"
            + "'expires_at':'2099-01-01T00:00:00Z'} | UnexpectedProperty",
        "/tokens        | {'name':'n','permissions':['admin'],'scope':'/a'}    | IsDependentOn",
        "/tokens        | {'name':'n','permissions':['read'],'token':'mine'}   |"
            + " UnexpectedProperty",
        "/tokens/list   | {'size':0}                                           | IsTooSmall",
        "/tokens/list   | {'size':101}                                         | IsTooBig",
        "/tokens/list   | {'after':'tok_1'}                                    |"
            + " DoesNotMatchPattern",
        "/tokens/revoke | {}                                                   | FieldRequired",
        "/tokens/revoke | {'id':'pvi_1'}                                       |"
            + " DoesNotMatchPattern",
      })
  void whatIsWrongIsNamedAndNothingIsMinted(String path, String body, String code)
      throws Exception {
    HttpResponse<String> refused = send("POST", "/admin/v1" + path, body, root);
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
    assertThat(json(refused).at("/result/errors/0/code").asText()).isEqualTo(code);
    assertThat(json(send("GET", TOKENS, "", root)).get("tokens")).hasSize(1);
  }

  @Test
  void nobodyMintsMoreThanHeHas() throws Exception {
    String admin =
        ok(TOKENS, "{'name':'a','permissions':['admin','read'],'ttl':'1d'}", root)
            .get("token")
            .asText();
    ok(TOKENS, "{'name':'b','permissions':['read'],'ttl':'1h'}", admin);
    for (String wish :
        List.of(
            "{'name':'c','permissions':['crypto'],'ttl':'1h'}",
            "{'name':'c','permissions':['read'],'ttl':'2d'}",
            "{'name':'c','permissions':['read']}")) {
      HttpResponse<String> refused = send("POST", TOKENS, wish, admin);
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(json(refused).get("summary").asText()).contains("only what the one that mints");
    }
  }

  @Test
  void lastAdministratorIsKeptAndRecoveryMintsAnother() throws Exception {
    String id = json(send("GET", TOKENS, "", root)).at("/tokens/0/id").asText();
    HttpResponse<String> refused = send("POST", REVOKE, "{'id':'" + id + "'}", root);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(json(refused).get("summary").asText()).contains("mint another one first");
    assertThat(send("POST", "/admin/v1/recover", "", root).statusCode()).isEqualTo(401);
    assertThat(send("POST", "/admin/v1/recover", "", "the-bootstrap-key").statusCode())
        .isEqualTo(401);
    HttpResponse<String> recovered = send("POST", "/admin/v1/recover", "", "the-recovery-key");
    assertThat(recovered.statusCode()).isEqualTo(200);
    String token = json(recovered).get("token").asText();
    ok(REVOKE, "{'id':'" + id + "'}", token);
    assertThat(accepted(root)).isFalse();
    assertThat(accepted(token)).isTrue();
  }

  @Test
  void lostMajorityMintsNothing() throws Exception {
    vault.setReachable(false);
    assertThat(send("POST", TOKENS, "{'name':'n','permissions':['read']}", root).statusCode())
        .isEqualTo(503);
    assertThat(send("POST", "/admin/v1/recover", "", "the-recovery-key").statusCode())
        .isEqualTo(503);
  }

  @Test
  void onlyAdminAtTheRootAsksForAnything() throws Exception {
    Set<String> served = new HashSet<>();
    for (Route route : server.routes()) {
      served.add(route.method() + " " + route.path());
    }
    assertThat(NEEDS.keySet()).isEqualTo(served);
    for (Permission permission : Permission.values()) {
      for (String scope : List.of("/", "/team")) {
        String token = grant(permission, scope);
        boolean admin = permission == Permission.ADMIN && scope.equals("/");
        for (Map.Entry<String, String> route : NEEDS.entrySet()) {
          boolean allowed =
              route.getValue().equals("nothing") || (admin && route.getValue().equals("admin"));
          String[] parts = route.getKey().split(" ", 2);
          HttpResponse<String> response =
              send(parts[0], parts[1], parts[0].equals("POST") ? "{}" : "", token);
          assertThat(response.statusCode() == 401)
              .as("%s with %s at %s: %s", route, permission, scope, response.body())
              .isEqualTo(!allowed);
        }
      }
    }
  }

  private String grant(Permission permission, String scope) throws Exception {
    String token = permission.wireName() + scope;
    Grant grant =
        new Grant(
            token,
            Set.of(permission),
            FolderPath.parse(scope).orElseThrow(),
            Instant.EPOCH,
            Optional.empty());
    Command command = TestTokens.granting(TokenHash.ofToken(token), grant);
    var _ =
        vault.propose(
            new Proposal(
                ProposalId.of(random(ProposalId.SIZE)),
                Optional.empty(),
                Optional.empty(),
                Instant.now(),
                command),
            Deadline.after(Duration.ofSeconds(10), System::nanoTime));
    return token;
  }

  @Test
  void documentSaysTheSame() throws Exception {
    List<String> lines = Files.readAllLines(DOCUMENT);
    NEEDS.forEach((route, needs) ->
        assertThat(lines)
            .anyMatch(line -> line.startsWith("| `%s` | %s |".formatted(route, needs))));
  }
}
