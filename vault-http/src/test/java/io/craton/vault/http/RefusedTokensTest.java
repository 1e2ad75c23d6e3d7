package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.testing.TestTokens;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.http.Operations.Ids;
import io.craton.vault.http.Operations.On;
import io.craton.vault.http.Operations.Row;
import io.craton.vault.http.health.Health;
import io.craton.vault.http.health.HealthRoutes;
import io.craton.vault.http.server.Route;
import io.craton.vault.http.testing.Refusal;
import io.craton.vault.http.testing.RefusedCredentials;
import io.craton.vault.http.testing.RefusedCredentials.Credential;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every route without an accepted token, and every operation with one of another folder: the
/// answer of the contract and nothing more, and no work is done. What accepted tokens may do is in
/// [PermissionMatrixTest].
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RefusedTokensTest {
  private static final String STRANGER = "of another folder";

  /// What is not an operation: the method, a path, and whether it needs a token.
  private static final List<Other> OTHERS =
      List.of(
          new Other("GET /request/{request_id}", "/request/prq_a", true),
          new Other("GET /openapi.json", "/openapi.json", false),
          new Other("GET /docs", "/docs", false),
          new Other("GET /docs/{file}", "/docs/nothing", false),
          new Other("GET /health/live", "/health/live", false),
          new Other("GET /health/ready", "/health/ready", false),
          new Other("GET /health/leader", "/health/leader", false));

  private static final Health NOBODY = new Health(true, Optional.empty(), List.of());

  private record Other(String route, String path, boolean needsToken) {}

  private final TestApi api = TestApi.start();
  private Ids ids;
  private List<Credential> credentials;

  private static List<Row> rows() {
    return Operations.ROWS;
  }

  @BeforeAll
  void makeItemsAndTokens() throws Exception {
    ids = Ids.made(api);
    credentials =
        RefusedCredentials.all(
            api.token, api.vault, api.sources, ahead -> api.ahead.updateAndGet(ahead::plus));
    Grant elsewhere =
        new Grant(
            STRANGER,
            Set.of(Permission.values()),
            FolderPath.parse("/other").orElseThrow(),
            Instant.EPOCH,
            Optional.empty());
    var _ =
        api.vault.propose(
            new Proposal(
                ProposalId.of(api.sources.entropy().bytes(ProposalId.SIZE)),
                Optional.empty(),
                Optional.empty(),
                api.now(),
                TestTokens.granting(TokenHash.ofToken(STRANGER), elsewhere)),
            Deadline.after(Duration.ofSeconds(10), System::nanoTime));
  }

  @AfterAll
  void stop() {
    api.close();
  }

  /// What was done so far: entries of the log and calls of the HSM.
  private List<Integer> work() {
    return List.of(api.vault.log().size(), api.hsm.operations());
  }

  private HttpResponse<String> send(
      String method, String path, Credential credential, String body) {
    URI uri = URI.create(api.uri(path) + credential.query());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    return api.sendRaw(credential.on(request).build());
  }

  private HttpResponse<String> as(String token, String path, String body) {
    return api.sendRaw(
        api.request(path, body).setHeader("Authorization", "Bearer " + token).build());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void nothingIsDoneWithoutAnAcceptedToken(Row row) {
    for (String path : row.paths()) {
      List<Integer> before = work();
      for (Credential credential : credentials) {
        HttpResponse<String> answer = send("POST", path, credential, ids.body(row));
        Refusal.requireUnauthorized(Refusal.of(answer), path + " with token " + credential);
      }
      assertThat(work()).as(path).isEqualTo(before);
      assertThat(as(api.token, path, ids.withFresh(api).body(row)).statusCode())
          .as("%s with a token", path)
          .isNotIn(401, 404);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void anotherFoldersTokenLearnsNothing(Row row) {
    for (String path : row.paths()) {
      List<Integer> before = work();
      Refusal refusal = Refusal.of(as(STRANGER, path, ids.body(row)));
      assertThat(work()).as(path).isEqualTo(before);
      switch (row.on()) {
        case FOLDER -> Refusal.requireUnauthorized(refusal, path);
        case ITEM -> {
          assertThat(refusal.code()).as("%s gave %s", path, refusal).isEqualTo(404);
          assertThat(refusal)
              .as("to %s, as of what is nowhere", path)
              .isEqualTo(Refusal.of(as(api.token, path, Ids.UNKNOWN.body(row))))
              .isEqualTo(Refusal.of(as(STRANGER, path, Ids.UNKNOWN.body(row))));
        }
        case LIST ->
            assertThat(refusal.body())
                .as(path)
                .contains("\"status\":\"Success\"")
                .doesNotContain("pvi_", "/team", "\"*|");
      }
    }
  }

  @Test
  void otherRoutesNeedATokenOrAreTheSameToAll() {
    List<Integer> before = work();
    for (Other other : OTHERS) {
      if (other.path.startsWith("/health/")) {
        // Not in the description of the API, which `send` holds answers against; see HealthTest.
        continue;
      }
      HttpResponse<String> known = api.sendRaw(api.request(other.path, "").GET().build());
      for (Credential credential : credentials) {
        HttpResponse<String> answer = send("GET", other.path, credential, "");
        if (other.needsToken) {
          Refusal.requireUnauthorized(Refusal.of(answer), other.path + " with " + credential);
        } else {
          assertThat(answer.statusCode()).as(other.path).isEqualTo(known.statusCode());
        }
      }
    }
    assertThat(work()).isEqualTo(before);
  }

  /// A route that is added has to be added here.
  @Test
  void everyRouteIsInOneOfTheTables() {
    Set<String> served = new TreeSet<>();
    List<Route> routes = new ArrayList<>(HealthRoutes.forEverybody(() -> NOBODY));
    routes.addAll(VaultHttpServer.routes(api.services(), Optional.empty()));
    for (Route route : routes) {
      served.add(route.method() + " " + route.path());
    }
    List<String> written = new ArrayList<>();
    for (Row row : Operations.ROWS) {
      row.paths().forEach(path -> written.add("POST " + path));
    }
    OTHERS.forEach(other -> written.add(other.route));
    assertThat(written).doesNotHaveDuplicates();
    assertThat(served).isEqualTo(new TreeSet<>(written));
    assertThat(Operations.ROWS.stream().map(Row::on)).contains(On.values());
  }
}
