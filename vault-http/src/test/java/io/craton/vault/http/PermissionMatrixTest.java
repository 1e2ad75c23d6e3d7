package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.testing.TestTokens;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.http.Operations.Ids;
import io.craton.vault.http.Operations.Row;
import io.craton.vault.http.TestApi.Reply;
import io.craton.vault.http.api.Endpoint;
import io.craton.vault.http.api.VaultApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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

/// Every operation with every single permission in every kind of scope, against a table that was
/// written by hand: `docs/permissions.md` shows the same one.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PermissionMatrixTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "permissions.md");

  /// The item lies in the second one.
  private static final List<String> SCOPES = List.of("/", "/team", "/other", "/team/deeper");

  private static final int REACHING_SCOPES = 2;

  private static List<Row> rows() {
    return Operations.ROWS;
  }

  private final TestApi api = TestApi.start();
  private Ids ids = Ids.UNKNOWN;

  @BeforeAll
  void makeItems() throws Exception {
    ids = Ids.made(api);
    for (Permission permission : Permission.values()) {
      for (String scope : SCOPES) {
        grant(name(permission, scope), permission, scope);
      }
    }
  }

  @AfterAll
  void stop() {
    api.close();
  }

  private static String name(Permission permission, String scope) {
    return permission.wireName() + " at " + scope;
  }

  private void grant(String token, Permission permission, String scope) throws Exception {
    Grant grant =
        new Grant(
            token,
            Set.of(permission),
            FolderPath.parse(scope).orElseThrow(),
            Instant.EPOCH,
            Optional.empty());
    propose(TestTokens.granting(TokenHash.ofToken(token), grant));
  }

  private void propose(Command command) throws Exception {
    var _ =
        api.vault.propose(
            new Proposal(
                ProposalId.of(api.sources.entropy().bytes(ProposalId.SIZE)),
                Optional.empty(),
                Optional.empty(),
                Instant.now(),
                command),
            Deadline.after(Duration.ofSeconds(10), System::nanoTime));
  }

  private String body(Row row) {
    return row.path().equals("/v2/delete") ? ids.withFresh(api).body(row) : ids.body(row);
  }

  private Reply as(String authorization, String path, String body) {
    return api.send(api.request(path, body).setHeader("Authorization", authorization));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void onePermissionInItsScopeAllowsJustWhatTheTableSays(Row row) {
    for (String path : row.paths()) {
      for (Permission permission : Permission.values()) {
        for (int i = 0; i < SCOPES.size(); i++) {
          String token = name(permission, SCOPES.get(i));
          check(row, path, token, permission == row.needs(), i < REACHING_SCOPES);
        }
      }
    }
  }

  private void check(Row row, String path, String token, boolean permitted, boolean reached) {
    Reply reply = as("Bearer " + token, path, body(row));
    String what = path + " with " + token + " gave " + reply.http().body();
    switch (row.on()) {
      case LIST -> {
        assertThat(reply.code()).as(what).isEqualTo(200);
        assertThat(reply.http().body().contains(ids.secret()))
            .as(what)
            .isEqualTo(permitted && reached);
        assertThat(reply.http().body().contains("pvi_") && !permitted).as(what).isFalse();
      }
      case ITEM -> {
        if (!reached) {
          assertThat(reply.status()).as(what).isEqualTo("VaultItemNotFound");
        } else if (permitted) {
          assertThat(reply.status()).as(what).isNotIn("Unauthorized", "VaultItemNotFound");
        } else {
          assertThat(reply.status()).as(what).isEqualTo("Unauthorized");
        }
      }
      case FOLDER -> {
        if (permitted && reached) {
          assertThat(reply.code()).as(what).isEqualTo(200);
        } else {
          assertThat(reply.status()).as(what).isEqualTo("Unauthorized");
        }
      }
    }
  }

  @Test
  void tableHasEveryOperationThatIsServed() {
    Set<String> served = new TreeSet<>();
    VaultApi.endpoints(api.services()).stream().map(Endpoint::path).forEach(served::add);
    Set<String> written = new TreeSet<>();
    Operations.ROWS.stream().map(Row::paths).forEach(written::addAll);
    assertThat(written).isEqualTo(served);
  }

  @Test
  void documentHasTheSameTable() throws Exception {
    List<String> lines = Files.readAllLines(DOCUMENT);
    for (Row row : Operations.ROWS) {
      assertThat(lines)
          .anyMatch(line ->
              line.startsWith("| `%s` | `%s` |".formatted(row.path(), row.needs().wireName())));
    }
    assertThat(lines.stream().filter(line -> line.startsWith("| `/v2/")))
        .hasSize(Operations.ROWS.size());
  }

  @Test
  void secretReadAddsTheValueToWhatReadShows() throws Exception {
    Grant both =
        new Grant(
            "both",
            Set.of(Permission.READ, Permission.SECRET_READ),
            FolderPath.parse("/team").orElseThrow(),
            Instant.EPOCH,
            Optional.empty());
    propose(TestTokens.granting(TokenHash.ofToken("both"), both));
    String body = "{\"id\":\"" + ids.secret() + "\"}";
    assertThat(as("Bearer both", "/v2/get", body).version().has("secret")).isTrue();
    String reader = name(Permission.READ, "/team");
    assertThat(as("Bearer " + reader, "/v2/get", body).version().has("secret")).isFalse();
  }
}
