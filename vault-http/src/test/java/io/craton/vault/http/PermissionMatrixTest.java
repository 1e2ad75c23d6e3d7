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
import io.craton.vault.http.TestApi.Reply;
import io.craton.vault.http.api.Endpoint;
import io.craton.vault.http.api.VaultApi;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
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

  /// In place of a path of v1.
  private static final String NONE = "";

  /// What the operation works on.
  enum On {
    /// An item in `/team`; one out of reach does not exist.
    ITEM,
    /// The folder `/team`; one out of reach is refused.
    FOLDER,
    /// All items; those out of reach are left out.
    LIST
  }

  /// @param body `@sign`, `@aes`, `@secret` and `@token` stand for items, `@new` for a fresh one
  record Row(String path, String v1, Permission needs, On on, String body) {
    List<String> paths() {
      return v1.equals(NONE) ? List.of(path) : List.of(path, v1);
    }

    @Override
    public String toString() {
      return path;
    }
  }

  private static final List<Row> ROWS =
      List.of(
          item("/v2/get", "/v1/get", Permission.READ, "{'id':'@secret'}"),
          item("/v2/jwk/get", "/v1/get/jwk", Permission.READ, "{'id':'@jwt'}"),
          list("/v2/list", "/v1/list", "{'size':100}"),
          list("/v2/get_bulk", NONE, "{'size':20}"),
          item("/v2/update", "/v1/update", Permission.WRITE, "{'id':'@secret','tags':['t']}"),
          item("/v2/delete", "/v1/delete", Permission.DELETE, "{'id':'@new'}"),
          item(
              "/v2/state/change",
              "/v1/state/change",
              Permission.STATE,
              "{'id':'@secret','state':'active'}"),
          item(
              "/v2/secret/rotate",
              "/v1/secret/rotate",
              Permission.ROTATE,
              "{'id':'@secret','secret':'next'}"),
          item(
              "/v2/key/rotate",
              "/v1/key/rotate",
              Permission.ROTATE,
              "{'id':'@sign','rotation_state':'deactivated'}"),
          folder("/v2/secret/store", "/v1/secret/store", "{'secret':'s','folder':'/team'}"),
          folder(
              "/v2/key/generate",
              "/v1/key/generate",
              "{'type':'symmetric_key','purpose':'encryption','algorithm':'AES-GCM-256',"
                  + "'folder':'/team'}"),
          folder(
              "/v2/key/store",
              "/v1/key/store",
              "{'type':'symmetric_key','purpose':'encryption','algorithm':'AES-GCM-256',"
                  + "'key':'MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=','folder':'/team'}"),
          folder("/v2/folder/create", "/v1/folder/create", "{'name':'deeper','folder':'/team'}"),
          item("/v2/sign", "/v1/key/sign", Permission.CRYPTO, "{'id':'@sign','message':'AA=='}"),
          item(
              "/v2/verify",
              "/v1/key/verify",
              Permission.CRYPTO,
              "{'id':'@sign','message':'AA==','signature':'AA=='}"),
          item("/v2/jwt/sign", "/v1/key/sign/jwt", Permission.CRYPTO, "{'id':'@jwt','payload':''}"),
          item("/v2/jwt/verify", "/v1/key/verify/jwt", Permission.CRYPTO, "{'jws':'@jws'}"),
          item(
              "/v2/encrypt",
              "/v1/key/encrypt",
              Permission.CRYPTO,
              "{'id':'@aes','plain_text':'AA=='}"),
          item(
              "/v2/decrypt",
              "/v1/key/decrypt",
              Permission.CRYPTO,
              "{'id':'@aes','cipher_text':'AA=='}"),
          item(
              "/v2/encrypt_structured",
              "/v1/key/encrypt/structured",
              Permission.CRYPTO,
              "{'id':'@aes','structured_data':{'a':'b'},'filter':'$.a'}"),
          item(
              "/v2/decrypt_structured",
              "/v1/key/decrypt/structured",
              Permission.CRYPTO,
              "{'id':'@aes','structured_data':{'a':'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'},'filter':'$.a'}"),
          item(
              "/v2/encrypt_transform",
              "/v1/key/encrypt/transform",
              Permission.CRYPTO,
              "{'id':'@fpe','plain_text':'123456789','tweak':'MTIzMTIzMT==',"
                  + "'alphabet':'numeric'}"),
          item(
              "/v2/decrypt_transform",
              "/v1/key/decrypt/transform",
              Permission.CRYPTO,
              "{'id':'@fpe','cipher_text':'123456789','tweak':'MTIzMTIzMT==',"
                  + "'alphabet':'numeric'}"),
          item(
              "/v2/encrypt_transform_structured",
              "/v1/key/encrypt/transform/structured",
              Permission.CRYPTO,
              "{'id':'@fpe','structured_data':{'a':'123456789'},'filter':'$.a',"
                  + "'tweak':'MTIzMTIzMT==','alphabet':'numeric'}"),
          item(
              "/v2/decrypt_transform_structured",
              "/v1/key/decrypt/transform/structured",
              Permission.CRYPTO,
              "{'id':'@fpe','structured_data':{'a':'123456789'},'filter':'$.a',"
                  + "'tweak':'MTIzMTIzMT==','alphabet':'numeric'}"),
          item("/v2/export", "/v1/export", Permission.EXPORT, "{'id':'@aes'}"));

  private static Row item(String path, String v1, Permission needs, String body) {
    return new Row(path, v1, needs, On.ITEM, body);
  }

  private static Row folder(String path, String v1, String body) {
    return new Row(path, v1, Permission.WRITE, On.FOLDER, body);
  }

  private static Row list(String path, String v1, String body) {
    return new Row(path, v1, Permission.READ, On.LIST, body);
  }

  private static List<Row> rows() {
    return ROWS;
  }

  private final TestApi api = TestApi.start();
  private String sign = "";
  private String jwt = "";
  private String aes = "";
  private String fpe = "";
  private String secret = "";

  @BeforeAll
  void makeItems() throws Exception {
    secret = made("/v2/secret/store", "{'secret':'s','folder':'/team'}");
    sign = key("asymmetric_key", "signing", "ES256");
    jwt = key("asymmetric_key", "jwt", "ES256");
    aes = key("symmetric_key", "encryption", "AES-GCM-256");
    fpe = key("symmetric_key", "fpe", "AES-FF3-1-256-BETA");
    for (Permission permission : Permission.values()) {
      for (String scope : SCOPES) {
        grant(name(permission, scope), permission, scope, Optional.empty());
      }
    }
  }

  @AfterAll
  void stop() {
    api.close();
  }

  private String made(String path, String body) {
    return api.ok(path, body).get("id").asText();
  }

  private String key(String type, String purpose, String algorithm) {
    return made(
        "/v2/key/generate",
        "{'type':'%s','purpose':'%s','algorithm':'%s','folder':'/team'}"
            .formatted(type, purpose, algorithm));
  }

  private static String name(Permission permission, String scope) {
    return permission.wireName() + " at " + scope;
  }

  private void grant(String token, Permission permission, String scope, Optional<Instant> expiresAt)
      throws Exception {
    Grant grant =
        new Grant(
            token,
            Set.of(permission),
            FolderPath.parse(scope).orElseThrow(),
            Instant.EPOCH,
            expiresAt);
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
    String text = row.body.replace('\'', '"');
    if (text.contains("@new")) {
      text = text.replace("@new", made("/v2/secret/store", "{'secret':'s','folder':'/team'}"));
    }
    return text.replace("@secret", secret)
        .replace("@sign", sign)
        .replace("@jwt", jwt)
        .replace("@jws", jws())
        .replace("@aes", aes)
        .replace("@fpe", fpe);
  }

  private String jws() {
    String header = "{\"alg\":\"ES256\",\"kid\":\"" + jwt + "|1\"}";
    return base64(header.getBytes(StandardCharsets.UTF_8)) + ".e30." + base64(new byte[64]);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
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
          check(row, path, token, permission == row.needs, i < REACHING_SCOPES);
        }
      }
    }
  }

  private void check(Row row, String path, String token, boolean permitted, boolean reached) {
    Reply reply = as("Bearer " + token, path, body(row));
    String what = path + " with " + token + " gave " + reply.http().body();
    switch (row.on) {
      case LIST -> {
        assertThat(reply.code()).as(what).isEqualTo(200);
        assertThat(reply.http().body().contains(secret)).as(what).isEqualTo(permitted && reached);
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

  @ParameterizedTest
  @MethodSource("rows")
  void withoutAnAcceptedTokenNothingIsAnswered(Row row) throws Exception {
    grant("expired " + row, row.needs, "/", Optional.of(Instant.now().minusSeconds(1)));
    grant("revoked " + row, row.needs, "/", Optional.empty());
    propose(new Command.RevokeToken(TestTokens.id(TokenHash.ofToken("revoked " + row))));
    List<String> refused =
        List.of(
            "Bearer expired " + row,
            "Bearer revoked " + row,
            "Bearer unknown",
            "Bearer ",
            "Basic " + api.token,
            api.token);
    for (String path : row.paths()) {
      for (String authorization : refused) {
        assertThat(as(authorization, path, body(row)).status())
            .as("%s with %s", path, authorization)
            .isEqualTo("Unauthorized");
      }
      HttpRequest.Builder bare =
          HttpRequest.newBuilder(api.uri(path))
              .POST(HttpRequest.BodyPublishers.ofString(body(row)));
      assertThat(api.send(bare).status()).as("%s without a token", path).isEqualTo("Unauthorized");
    }
  }

  @Test
  void tableHasEveryOperationThatIsServed() {
    Set<String> served = new TreeSet<>();
    VaultApi.endpoints(api.services()).stream().map(Endpoint::path).forEach(served::add);
    Set<String> written = new TreeSet<>();
    ROWS.stream().map(Row::paths).forEach(written::addAll);
    assertThat(written).isEqualTo(served);
  }

  @Test
  void documentHasTheSameTable() throws Exception {
    List<String> lines = Files.readAllLines(DOCUMENT);
    for (Row row : ROWS) {
      assertThat(lines)
          .anyMatch(
              line -> line.startsWith("| `%s` | `%s` |".formatted(row.path, row.needs.wireName())));
    }
    assertThat(lines.stream().filter(line -> line.startsWith("| `/v2/"))).hasSize(ROWS.size());
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
    String body = "{\"id\":\"" + secret + "\"}";
    assertThat(as("Bearer both", "/v2/get", body).version().has("secret")).isTrue();
    String reader = name(Permission.READ, "/team");
    assertThat(as("Bearer " + reader, "/v2/get", body).version().has("secret")).isFalse();
  }
}
