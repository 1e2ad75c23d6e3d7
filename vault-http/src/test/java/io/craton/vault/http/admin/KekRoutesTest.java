package io.craton.vault.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.command.Command;
import io.craton.vault.core.command.Proposal;
import io.craton.vault.core.id.ItemId;
import io.craton.vault.core.id.KekVersion;
import io.craton.vault.core.id.ProposalId;
import io.craton.vault.core.item.FolderPath;
import io.craton.vault.core.item.ItemKind;
import io.craton.vault.core.item.Labels;
import io.craton.vault.core.item.Material;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.rotation.RotationSettings;
import io.craton.vault.core.service.Sources;
import io.craton.vault.core.testing.FakeHsm;
import io.craton.vault.core.testing.InMemoryVault;
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
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The key-encryption key over the admin API. Who may ask is tested with all other routes.
class KekRoutesTest {
  private static final String SHOW = "/admin/v1/kek";
  private static final String ROTATE = SHOW + "/rotate";
  private static final String RETIRE = SHOW + "/retire";

  private final SecureRandom random = new SecureRandom();
  private final Sources sources = new Sources(Instant::now, this::random);
  private final HttpClient client = HttpClient.newHttpClient();
  private final FakeHsm hsm = new FakeHsm();
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
    vault = InMemoryVault.withKek(hsm, sources);
    root = vault.mintRoot(sources);
    server =
        AdminHttpServer.start(
            HttpSettings.plainHttp("127.0.0.1", 0),
            new StubNode(vault, hsm, sources),
            vault.replica(),
            sources);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private HttpResponse<String> send(String path, Optional<String> json) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("Authorization", "Bearer " + root);
    json.map(text -> BodyPublishers.ofString(text.replace('\'', '"'))).ifPresent(request::POST);
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private JsonNode ok(String path, Optional<String> json) throws Exception {
    HttpResponse<String> response = send(path, json);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  /// A value sealed under the first key.
  private void storeOne() throws Exception {
    Command.Draft draft =
        new Command.Draft(
            new ItemKind.Secret(Optional.empty()),
            FolderPath.ROOT,
            Optional.empty(),
            Labels.NONE,
            Optional.empty(),
            RotationSettings.INHERITED);
    Material.Sealed sealed =
        new Material.Sealed(new KekVersion(1), Bytes.copyOf(random(40)), Optional.empty());
    var _ =
        vault.propose(
            new Proposal(
                ProposalId.of(random(ProposalId.SIZE)),
                Optional.empty(),
                Optional.empty(),
                Instant.now(),
                new Command.CreateItem(ItemId.of(random(ItemId.SIZE)), draft, sealed)),
            Deadline.after(Duration.ofSeconds(10), System::nanoTime));
  }

  @Test
  void aRotationShowsWhatIsLeft() throws Exception {
    storeOne();
    assertThat(ok(SHOW, Optional.empty()))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    "{\"current\":1,\"total\":1,\"left\":0,"
                        + "\"versions\":[{\"version\":1,\"sealed\":1}]}"));

    JsonNode rotated = ok(ROTATE, Optional.of("{'from':1}"));

    assertThat(rotated.path("current").asInt()).isEqualTo(2);
    assertThat(rotated.path("left").asInt()).isEqualTo(1);
    assertThat(rotated.path("versions")).hasSize(2);
    assertThat(hsm.keys()).hasSize(2);
    HttpResponse<String> early = send(RETIRE, Optional.of("{'version':1}"));
    assertThat(early.statusCode()).isEqualTo(403);
    assertThat(early.body()).contains("1 values are still sealed");
  }

  @Test
  void aRepetitionThatNamesWhatItSawRotatesOnce() throws Exception {
    var _ = ok(ROTATE, Optional.of("{'from':1}"));
    HttpResponse<String> again = send(ROTATE, Optional.of("{'from':1}"));
    assertThat(again.statusCode()).isEqualTo(403);
    assertThat(again.body()).contains("the current key-encryption key is 2, not 1");
    assertThat(hsm.keys()).as("no key was made for it").hasSize(2);
    assertThat(ok(ROTATE, Optional.of("{}")).path("current").asInt()).isEqualTo(3);
  }

  @Test
  void anOldKeyIsRetiredOnceAndForAll() throws Exception {
    var _ = ok(ROTATE, Optional.of("{}"));
    for (int time = 0; time < 2; time++) {
      JsonNode retired = ok(RETIRE, Optional.of("{'version':1}"));
      assertThat(retired.path("versions")).hasSize(1);
    }
    assertThat(vault.<Integer>read(view -> view.outbox(0, 9).size())).isEqualTo(1);
    assertThat(send(RETIRE, Optional.of("{'version':2}")).body()).contains("is the current one");
    assertThat(send(RETIRE, Optional.of("{'version':3}")).statusCode()).isEqualTo(404);
  }

  @Test
  void anHsmThatIsDownIsATemporaryRefusal() throws Exception {
    hsm.setDown(true);
    HttpResponse<String> response = send(ROTATE, Optional.of("{}"));
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(ok(SHOW, Optional.empty()).path("current").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/admin/v1/kek/rotate | {'from':0}",
        "/admin/v1/kek/rotate | {'from':'1'}",
        "/admin/v1/kek/rotate | {'from':1.5}",
        "/admin/v1/kek/rotate | {'from':4294967296}",
        "/admin/v1/kek/rotate | {'to':2}",
        "/admin/v1/kek/rotate | []",
        "/admin/v1/kek/retire | {}",
        "/admin/v1/kek/retire | {'version':-1}",
        "/admin/v1/kek/retire | {'version':null}",
        "/admin/v1/kek/retire | {'version':1,'force':true}"
      })
  void whatIsNoRequestChangesNothing(String path, String json) throws Exception {
    HttpResponse<String> response = send(path, Optional.of(json));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(hsm.keys()).hasSize(1);
    assertThat(ok(SHOW, Optional.empty()).path("versions")).hasSize(1);
  }
}
