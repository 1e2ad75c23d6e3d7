package io.craton.vault.http.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Command.CreateItem;
import io.craton.vault.core.command.Command.InstallKek;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.port.ClusterControl;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.rotation.Frequency;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.RequestRefused;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.service.TokenAdmin;
import io.craton.vault.core.service.TokenMint;
import io.craton.vault.core.testing.FakeHsm;
import io.craton.vault.core.testing.InMemoryVault;
import io.craton.vault.core.time.VaultDuration;
import io.craton.vault.http.health.HealthCode;
import io.craton.vault.http.health.HealthReason;
import io.craton.vault.http.server.HttpSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminHttpServerTest {
  private volatile Duration ahead = Duration.ZERO;
  private final SecureRandom random = new SecureRandom();
  private final Sources sources = new Sources(() -> Instant.now().plus(ahead), this::random);
  private final FakeNode node = new FakeNode();
  private final HttpClient client = HttpClient.newHttpClient();
  private InMemoryVault vault;
  private AdminHttpServer server;

  private byte[] random(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  @BeforeEach
  void start() throws Exception {
    vault = InMemoryVault.withKek(new FakeHsm(), sources);
    server =
        AdminHttpServer.start(
            HttpSettings.plainHttp("127.0.0.1", 0), node, vault.replica(), sources);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private HttpResponse<String> send(String method, String path, String token) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, BodyPublishers.noBody());
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return new ObjectMapper().readTree(response.body());
  }

  @Test
  void healthNeedsNoTokenAndNoQuorum() throws Exception {
    vault.setReachable(false);
    assertThat(send("GET", "/health/live", "").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/health/ready", "").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/health/leader", "").statusCode()).isEqualTo(200);
    node.leader = "node-2";
    node.reasons = List.of("the HSM does not answer");
    HttpResponse<String> ready = send("GET", "/health/ready", "");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(json(ready).at("/reasons/0").asText()).isEqualTo("the HSM does not answer");
    assertThat(json(ready).at("/codes/0").asText()).isEqualTo("hsm");
    HttpResponse<String> leader = send("GET", "/health/leader", "");
    assertThat(leader.statusCode()).isEqualTo(503);
    assertThat(json(leader).at("/reasons/0").asText()).isEqualTo("node-2 leads");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/admin/v1/status",
    "GET,/admin/v1/digest",
    "GET,/admin/v1/rotation-defaults",
    "POST,/admin/v1/rotation-defaults",
    "POST,/admin/v1/cluster/leader",
    "POST,/admin/v1/backup",
    "POST,/admin/v1/drain",
    "POST,/admin/v1/bootstrap",
  })
  void everythingElseNeedsAToken(String method, String path) throws Exception {
    for (String token : List.of("", "notarealtoken")) {
      HttpResponse<String> response = send(method, path, token);
      assertThat(response.statusCode()).isEqualTo(401);
      assertThat(json(response).get("status").asText()).isEqualTo("Unauthorized");
    }
    assertThat(node.drained).isEmpty();
  }

  @Test
  void theBootstrapKeyBuysTheFirstTokenOnce() throws Exception {
    HttpResponse<String> first = send("POST", "/admin/v1/bootstrap", "the-bootstrap-key");
    assertThat(first.statusCode()).isEqualTo(200);
    String token = json(first).get("token").asText();
    assertThat(json(first)).hasSize(1);
    HttpResponse<String> second = send("POST", "/admin/v1/bootstrap", "the-bootstrap-key");
    assertThat(second.statusCode()).isEqualTo(403);
    assertThat(json(second).get("status").asText()).isEqualTo("ForbiddenVaultOperation");
    node.bootstrapKey = Optional.empty();
    assertThat(send("POST", "/admin/v1/bootstrap", "the-bootstrap-key").statusCode())
        .isEqualTo(401);
    JsonNode status = json(send("GET", "/admin/v1/status", token));
    assertThat(status.get("node").asText()).isEqualTo("node-1");
    assertThat(status.get("applied_index").asLong()).isEqualTo(41);
    assertThat(status.at("/peers/0/node").asText()).isEqualTo("node-2");
    JsonNode digest = json(send("GET", "/admin/v1/digest", token));
    assertThat(digest.toString()).isEqualTo("{\"index\":41,\"term\":3,\"digest\":\"00ff\"}");
  }

  @Test
  void aBackupIsSentAsItIsMadeAndThenClosed() throws Exception {
    String root = vault.mintRoot(sources);
    HttpResponse<String> answer = send("POST", "/admin/v1/backup", root);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/octet-stream");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(answer.body()).hasSize(FakeBackups.PIECES * FakeBackups.PIECE.length());
    assertThat(node.backups.open).hasValue(0);
    assertThat(send("GET", "/admin/v1/backup", root).statusCode()).isEqualTo(405);
  }

  /// Otherwise somebody keeps half a backup for a whole one.
  @Test
  void whoGetsABackupThatIsNotWholeKnows() throws Exception {
    String root = vault.mintRoot(sources);
    node.backups.failing = true;
    assertThatThrownBy(() -> send("POST", "/admin/v1/backup", root))
        .isInstanceOf(IOException.class);
    // The caller may hear of the end before the server has closed what it read.
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (node.backups.open.get() != 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
    assertThat(node.backups.open).hasValue(0);
  }

  @Test
  void aNodeThatMakesABackupAlreadySaysSo() throws Exception {
    String root = vault.mintRoot(sources);
    node.backups.busy = true;
    HttpResponse<String> answer = send("POST", "/admin/v1/backup", root);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
  }

  @Test
  void anotherMethodIsNotAllowed() throws Exception {
    assertThat(send("GET", "/admin/v1/bootstrap", "").statusCode()).isEqualTo(405);
    assertThat(send("GET", "/v2/get", "").statusCode()).isEqualTo(404);
  }

  @Test
  void metricsArePlainTextThatNobodyKeeps() throws Exception {
    HttpResponse<String> metrics = send("GET", "/metrics", "");
    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(metrics.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(metrics.body()).isEqualTo("answer 42\n");
  }

  @Test
  void whatIsStillToBeDoneIsShownToAdministrators() throws Exception {
    String root = vault.mintRoot(sources);
    assertThat(json(send("GET", "/admin/v1/pending", root)).at("/destructions")).isEmpty();
    ItemId key = propose(hourlyKey());
    var _ = propose(new InstallKek(new KekVersion(1), new KeyRef(Bytes.utf8("second"))));
    ahead = Duration.ofHours(2);

    HttpResponse<String> answer = send("GET", "/admin/v1/pending", root);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(json(answer).at("/destructions")).hasSize(1);
    assertThat(json(answer).at("/destructions/0/number").asLong()).isEqualTo(1);
    assertThat(json(answer).at("/rotations")).hasSize(1);
    assertThat(json(answer).at("/rotations/0/id").asText()).isEqualTo(key.toString());
    assertThat(json(answer).at("/rotations/0/overdue").asBoolean()).isTrue();
    assertThat(json(answer).at("/rotations/0/attempts").asInt()).isEqualTo(3);
    assertThat(json(answer).at("/rotations/0/reason").asText()).contains("no room");
    assertThat(answer.body()).doesNotContain("second");
    assertThat(send("GET", "/admin/v1/pending", "").statusCode()).isEqualTo(401);
    assertThat(send("GET", "/admin/v1/pending", "nonsense").statusCode()).isEqualTo(401);
    vault.setReachable(false);
    assertThat(send("GET", "/admin/v1/pending", root).statusCode()).isEqualTo(503);
  }

  private CreateItem hourlyKey() {
    RotationSettings hourly =
        new RotationSettings(
            Optional.of(new Frequency.Every(VaultDuration.parse("1h").orElseThrow())),
            Optional.empty(),
            Optional.empty());
    return new CreateItem(
        ItemId.of(random(ItemId.SIZE)),
        new Command.Draft(
            new ItemKind.Key(Algorithm.SIGN_ES256, false, Optional.empty()),
            FolderPath.ROOT,
            Optional.empty(),
            Labels.NONE,
            Optional.empty(),
            hourly),
        new Material.HsmKey(new KeyRef(Bytes.utf8("first")), Optional.empty()));
  }

  private ItemId propose(Command command) throws Unavailable {
    Proposal proposal =
        new Proposal(
            ProposalId.of(random(ProposalId.SIZE)),
            Optional.empty(),
            Optional.empty(),
            sources.clock().instant(),
            command);
    var _ = vault.propose(proposal, Deadline.after(Duration.ofSeconds(9), System::nanoTime));
    return command instanceof CreateItem create ? create.id() : ItemId.ROOT;
  }

  private static final class FakeBackups implements BackupSource {
    private static final String PIECE = "0123456789".repeat(10_000);
    private static final int PIECES = 30;

    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean failing;
    private volatile boolean busy;

    @Override
    public Begun begin(Deadline deadline) throws Unavailable {
      if (busy) {
        throw new Unavailable(Unavailable.Reason.OVERLOADED, "busy", Duration.ofSeconds(5));
      }
      open.incrementAndGet();
      return new Begun() {
        @Override
        public void writeTo(OutputStream out) throws IOException {
          for (int i = 0; i < PIECES; i++) {
            out.write(PIECE.getBytes(StandardCharsets.US_ASCII));
          }
          if (failing) {
            throw new IOException("told to fail");
          }
        }

        @Override
        public void close() {
          open.decrementAndGet();
        }
      };
    }
  }

  private final class FakeNode implements NodeAdmin {
    private volatile String leader = "node-1";
    private volatile List<String> reasons = List.of();
    private volatile List<String> warnings = List.of();
    private volatile Optional<String> bootstrapKey = Optional.of("the-bootstrap-key");
    private final FakeBackups backups = new FakeBackups();
    private volatile Optional<Boolean> drained = Optional.empty();

    @Override
    public NodeStatus status() {
      return new NodeStatus(
          "node-1",
          "cluster",
          "leader",
          Optional.of(leader),
          new NodeStatus.LogPosition(3, 41, 42),
          new NodeStatus.Readiness(
              reasons.stream().map(text -> new HealthReason(HealthCode.HSM, text)).toList(),
              warnings),
          "healthy",
          List.of(new NodeStatus.Peer("node-2", "127.0.0.1:8301", "reachable")));
    }

    @Override
    public String metrics() {
      return "answer 42\n";
    }

    @Override
    public void drain(boolean draining) {
      drained = Optional.of(draining);
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
      return Optional.of(new RotationProblem(3, "the HSM failed: no room"));
    }

    @Override
    public StateDigest digest(Deadline deadline) {
      return new StateDigest(41, 3, "00ff");
    }

    @Override
    public Optional<SecretBytes> bootstrapKey() {
      return bootstrapKey.map(SecretBytes::utf8);
    }

    @Override
    public SecretBytes bootstrap(Deadline deadline) throws RequestRefused, Unavailable {
      return new TokenMint(vault.replica(), sources).bootstrap(deadline);
    }

    @Override
    public Optional<SecretBytes> recoveryKey() {
      return Optional.of(SecretBytes.utf8("the-recovery-key"));
    }

    @Override
    public TokenAdmin.Minted recover(Deadline deadline) throws RequestRefused, Unavailable {
      return new TokenAdmin(vault.replica(), sources).recover(deadline);
    }

    @Override
    public BackupSource backups() {
      return backups;
    }
  }
}
