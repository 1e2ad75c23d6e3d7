package io.craton.vault.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.port.ClusterControl;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.service.TokenAdmin;
import io.craton.vault.core.testing.FakeHsm;
import io.craton.vault.core.testing.InMemoryVault;
import io.craton.vault.core.testing.TestTokens;
import io.craton.vault.core.token.Grant;
import io.craton.vault.core.token.Permission;
import io.craton.vault.core.token.TokenHash;
import io.craton.vault.http.server.HttpSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The service's defaults for rotation over the admin API.
class RotationDefaultsTest {
  private static final String PATH = "/admin/v1/rotation-defaults";

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
            HttpSettings.plainHttp("127.0.0.1", 0), new NoNode(), vault.replica(), sources);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String token) throws Exception {
    return client.send(
        request.header("Authorization", "Bearer " + token).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request() {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + PATH));
  }

  private HttpResponse<String> set(String json, String token) throws Exception {
    return send(request().POST(BodyPublishers.ofString(json.replace('\'', '"'))), token);
  }

  private JsonNode shown() throws Exception {
    HttpResponse<String> response = send(request().GET(), root);
    assertThat(response.statusCode()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body()).get("defaults");
  }

  @Test
  void nothingIsSetAtFirst() throws Exception {
    assertThat(shown()).hasSize(7);
    shown().forEach(row -> assertThat(row).hasSize(1));
    assertThat(shown().at("/0/kind").asText()).isEqualTo("encryption");
  }

  @Test
  void whatIsSetIsShownAndReplacedAsAWhole() throws Exception {
    HttpResponse<String> first =
        set(
            "{'kind':'token','rotation_frequency':'30d','rotation_state':'deactivated',"
                + "'rotation_grace_period':'1 day'}",
            root);
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(shown().get(5).toString())
        .isEqualTo(
            "{\"kind\":\"token\",\"rotation_frequency\":\"30d\","
                + "\"rotation_state\":\"deactivated\",\"rotation_grace_period\":\"1 day\"}");
    assertThat(set("{'kind':'token','rotation_frequency':'never'}", root).body())
        .contains("{\"kind\":\"token\",\"rotation_frequency\":\"never\"}");
    set("{'kind':'token','rotation_frequency':'inherited','rotation_state':null}", root);
    assertThat(shown().get(5)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "                                              | BadFormat",
        "[]                                            | InvalidObject",
        "{}                                            | FieldRequired",
        "{'kind':'secret'}                             | NotEnumMember",
        "{'kind':1}                                    | InvalidString",
        "{'kind':'jwt','colour':'red'}                 | UnexpectedProperty",
        "{'kind':'jwt','rotation_frequency':'59m'}     | NotWithinRange",
        "{'kind':'jwt','rotation_frequency':'x'}       | BadFormatPangeaDuration",
        "{'kind':'jwt','rotation_state':'suspended'}   | NotEnumMember",
        "{'kind':'jwt','rotation_grace_period':'1d'}   | UnexpectedProperty",
        "{'kind':'token','rotation_grace_period':'0d'} | BadFormatPangeaDuration",
      })
  void whatIsWrongIsNamedAndNothingIsSet(String json, String code) throws Exception {
    HttpResponse<String> refused = set(json == null ? "" : json, root);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(new ObjectMapper().readTree(refused.body()).at("/result/errors/0/code").asText())
        .isEqualTo(code);
    shown().forEach(row -> assertThat(row).hasSize(1));
  }

  @Test
  void everyPermissionButAdminIsNotEnough() throws Exception {
    Set<Permission> others = EnumSet.complementOf(EnumSet.of(Permission.ADMIN));
    grant("others", others, FolderPath.ROOT);
    grant("below", EnumSet.allOf(Permission.class), FolderPath.parse("/a").orElseThrow());
    for (String token : new String[] {"others", "below"}) {
      assertThat(set("{'kind':'jwt','rotation_frequency':'1d'}", token).statusCode())
          .isEqualTo(401);
      assertThat(send(request().GET(), token).statusCode()).isEqualTo(401);
    }
    shown().forEach(row -> assertThat(row).hasSize(1));
  }

  private void grant(String token, Set<Permission> permissions, FolderPath scope) throws Exception {
    Grant grant = new Grant(token, permissions, scope, Instant.EPOCH, Optional.empty());
    var _ =
        vault.propose(
            new Proposal(
                ProposalId.of(random(ProposalId.SIZE)),
                Optional.empty(),
                Optional.empty(),
                Instant.now(),
                TestTokens.granting(TokenHash.ofToken(token), grant)),
            Deadline.after(Duration.ofSeconds(10), System::nanoTime));
  }

  @Test
  void withoutAMajorityNothingIsSet() throws Exception {
    vault.setReachable(false);
    assertThat(set("{'kind':'jwt','rotation_frequency':'1d'}", root).statusCode()).isEqualTo(503);
  }

  /// None of what a node does is asked for here.
  private static final class NoNode implements NodeAdmin {
    @Override
    public NodeStatus status() {
      throw new IllegalStateException("not asked for");
    }

    @Override
    public String metrics() {
      throw new IllegalStateException("not asked for");
    }

    @Override
    public void drain(boolean draining) {
      throw new IllegalStateException("not asked for");
    }

    @Override
    public KeyRef makeKek(Deadline deadline) {
      throw new IllegalStateException("not asked for");
    }

    @Override
    public ClusterControl cluster() {
      return new FakeCluster();
    }

    @Override
    public Optional<RotationProblem> rotationProblem(ItemId item) {
      throw new IllegalStateException("not asked for");
    }

    @Override
    public StateDigest digest(Deadline deadline) {
      throw new IllegalStateException("not asked for");
    }

    @Override
    public Optional<SecretBytes> bootstrapKey() {
      return Optional.empty();
    }

    @Override
    public SecretBytes bootstrap(Deadline deadline) throws RequestRefused {
      throw new IllegalStateException("not asked for");
    }

    @Override
    public Optional<SecretBytes> recoveryKey() {
      return Optional.empty();
    }

    @Override
    public TokenAdmin.Minted recover(Deadline deadline) throws RequestRefused, Unavailable {
      throw new IllegalStateException("not asked for");
    }

    @Override
    public BackupSource backups() {
      return deadline -> {
        throw new IllegalStateException("not asked for");
      };
    }
  }
}
