package io.craton.vault.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.vault.core.cluster.ClusterMember;
import io.craton.vault.core.cluster.MemberAddress;
import io.craton.vault.core.cluster.MemberName;
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
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MembershipRoutesTest {
  private static final String CLUSTER = "/admin/v1/cluster";
  private static final String MEMBERS = "/admin/v1/cluster/members";
  private static final String REMOVE = "/admin/v1/cluster/members/remove";
  private static final String LEADER = "/admin/v1/cluster/leader";
  private static final String SNAPSHOT = "/admin/v1/cluster/snapshot";
  private static final String NODE_4 = "{'name':'node-4','raft':'h4:1','peer':'h4:2'}";

  private final SecureRandom random = new SecureRandom();
  private final Sources sources = new Sources(Instant::now, this::random);
  private final HttpClient client = HttpClient.newHttpClient();
  private final FakeCluster cluster = new FakeCluster();
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
    cluster.follow(vault);
    root = vault.mintRoot(sources);
    server =
        AdminHttpServer.start(
            HttpSettings.plainHttp("127.0.0.1", 0),
            new StubNode(vault, sources, cluster),
            vault.replica(),
            sources);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private void record(int nodes) throws Exception {
    propose(
        new Command.RecordMembers(
            IntStream.rangeClosed(1, nodes)
                .mapToObj(number ->
                    new ClusterMember(
                        new MemberName("node-" + number),
                        new MemberAddress("h" + number, 1),
                        new MemberAddress("h" + number, 2)))
                .toList()));
  }

  private void propose(Command command) throws Exception {
    var _ =
        vault.propose(
            new Proposal(
                ProposalId.of(random(ProposalId.SIZE)),
                Optional.empty(),
                Optional.empty(),
                Instant.now(),
                command),
            Deadline.after(Duration.ofSeconds(10), System::nanoTime));
  }

  private List<String> members() {
    return vault.read(view ->
        view.members().stream()
            .map(member -> member.name() + (member.leaving() ? " leaving" : ""))
            .toList());
  }

  private HttpResponse<String> send(String method, String path, String json, String token)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("Authorization", "Bearer " + token)
            .method(method, BodyPublishers.ofString(json.replace('\'', '"')))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String json) throws Exception {
    return send("POST", path, json, root);
  }

  private JsonNode ok(String path, String json) throws Exception {
    HttpResponse<String> response = post(path, json);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  @Test
  void nodesAreShownWithWhatTheySay() throws Exception {
    record(3);
    cluster.silent.add(new MemberName("node-3"));
    HttpResponse<String> response = send("GET", CLUSTER, "", root);
    JsonNode shown = new ObjectMapper().readTree(response.body());
    assertThat(shown.path("leader").asText()).isEqualTo("node-1");
    assertThat(shown.path("ready").asBoolean()).isTrue();
    assertThat(shown.path("members")).hasSize(3);
    JsonNode second = shown.path("members").path(1);
    assertThat(second.path("raft").asText()).isEqualTo("h2:1");
    assertThat(second.path("standing").asText()).isEqualTo("voter");
    assertThat(second.path("role").asText()).isEqualTo("follower");
    assertThat(second.path("lag").asLong()).isEqualTo(2);
    JsonNode third = shown.path("members").path(2);
    assertThat(third.path("reachable").asBoolean()).isFalse();
    assertThat(third.has("applied_index")).isFalse();
    assertThat(third.path("reasons").path(0).asText()).isEqualTo("does not answer");
  }

  @Test
  void addedNodeMayComeInAndCanBeAddedAgain() throws Exception {
    record(3);
    JsonNode first = ok(MEMBERS, NODE_4);
    assertThat(first.path("added").asBoolean()).isTrue();
    assertThat(first.path("member").path("standing").asText()).isEqualTo("voter");
    JsonNode second = ok(MEMBERS, NODE_4);
    assertThat(second.path("added").asBoolean()).isFalse();
    assertThat(members()).containsExactly("node-1", "node-2", "node-3", "node-4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'name':'Node','raft':'h4:1','peer':'h4:2'}|/name|DoesNotMatchPattern",
        "{'raft':'h4:1','peer':'h4:2'}|/name|FieldRequired",
        "{'name':'node-4','raft':'h4','peer':'h4:2'}|/raft|BadFormat",
        "{'name':'node-4','raft':'h4:70000','peer':'h4:2'}|/raft|BadFormat",
        "{'name':'node-4','raft':'h4:1','peer':'0.0.0.0:2'}|/peer|BadFormat",
        "{'name':'node-4','raft':'h4:1','peer':'a b:2'}|/peer|BadFormat",
        "{'name':'node-4','raft':'h4:1','peer':'h4:1'}|/peer|ItemNotUnique",
        "{'name':'node-4','raft':'h2:2','peer':'h4:2'}|/raft|ItemNotUnique",
        "{'name':'node-2','raft':'h4:1','peer':'h4:2'}|/name|ItemNotUnique",
        "{'name':'node-4','raft':'h4:1','peer':'h4:2','vote':true}|/vote|UnexpectedProperty",
        "{'name':'node-4','raft':'h4:1','peer':'h4:2','wait_seconds':61}|/wait_seconds|IsTooBig",
      })
  void nodeThatCannotBeIsNotAdded(String body, String source, String code) throws Exception {
    record(3);
    HttpResponse<String> response = post(MEMBERS, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    JsonNode error = new ObjectMapper().readTree(response.body()).at("/result/errors/0");
    assertThat(error.path("source").asText()).as(response.body()).isEqualTo(source);
    assertThat(error.path("code").asText()).as(response.body()).isEqualTo(code);
    assertThat(members()).hasSize(3);
  }

  @Test
  void nobodyIsAddedToAFullClusterOrBeforeItsMembersAreKnown() throws Exception {
    assertThat(post(MEMBERS, NODE_4).statusCode()).isEqualTo(503);
    record(9);
    HttpResponse<String> full = post(MEMBERS, "{'name':'ten','raft':'h10:1','peer':'h10:2'}");
    assertThat(full.body()).contains("ForbiddenVaultOperation").contains("at most 9 nodes");
  }

  @Test
  void removedNodeLeavesAndRemovingItAgainIsASuccess() throws Exception {
    record(3);
    JsonNode first = ok(REMOVE, "{'name':'node-3'}");
    assertThat(first.path("state").asText()).isEqualTo("leaving");
    assertThat(ok(REMOVE, "{'name':'node-3'}").path("state").asText()).isEqualTo("leaving");
    propose(new Command.CompleteRemoval(new MemberName("node-3")));
    JsonNode after = ok(REMOVE, "{'name':'node-3','wait_seconds':5}");
    assertThat(after.path("state").asText()).isEqualTo("gone");
    assertThat(after.path("was_member").asBoolean()).isFalse();
    assertThat(members()).containsExactly("node-1", "node-2");
  }

  @Test
  void removalThatLeavesNoMajorityIsRefusedUnlessItIsAccepted() throws Exception {
    record(3);
    cluster.silent.add(new MemberName("node-2"));
    HttpResponse<String> refused = post(REMOVE, "{'name':'node-3'}");
    assertThat(refused.body()).contains("no majority").contains("node-2");
    assertThat(members()).containsExactly("node-1", "node-2", "node-3");
    var _ = ok(REMOVE, "{'name':'node-3','accept_outage':true}");
    assertThat(members()).contains("node-3 leaving");
  }

  @Test
  void deadNodeIsRemovedWhenTheOthersAreAMajority() throws Exception {
    record(3);
    cluster.silent.add(new MemberName("node-3"));
    assertThat(ok(REMOVE, "{'name':'node-3'}").path("state").asText()).isEqualTo("leaving");
  }

  @Test
  void lastNodeAndTheOnlyOneThatVotesStay() throws Exception {
    record(1);
    assertThat(post(REMOVE, "{'name':'node-1','accept_outage':true}").body())
        .contains("is the last one");
    cluster.withoutVote.add(new MemberName("node-4"));
    var _ = ok(MEMBERS, NODE_4);
    assertThat(post(REMOVE, "{'name':'node-1','accept_outage':true}").body())
        .contains("no other node votes yet");
    assertThat(members()).containsExactly("node-1", "node-4");
  }

  @Test
  void oneNodeAtATimeLeaves() throws Exception {
    record(5);
    var _ = ok(REMOVE, "{'name':'node-5'}");
    assertThat(post(REMOVE, "{'name':'node-4'}").body()).contains("node-5 is on its way out");
    assertThat(post(MEMBERS, "{'name':'node-5','raft':'h5:1','peer':'h5:2'}").body())
        .contains("node-5 is on its way out");
  }

  @Test
  void leadershipGoesToWhomItIsAskedFor() throws Exception {
    record(3);
    assertThat(ok(LEADER, "{}").path("leader").asText()).isEqualTo("node-2");
    assertThat(ok(LEADER, "{'to':'node-3'}").path("leader").asText()).isEqualTo("node-3");
    cluster.silent.add(new MemberName("node-3"));
    assertThat(post(LEADER, "{'to':'node-3'}").body())
        .contains("ForbiddenVaultOperation")
        .contains("does not answer the leader");
    assertThat(post(LEADER, "{'to':'node-9'}").body()).contains("DoesNotExist");
    assertThat(post(LEADER, "{'to':'-'}").statusCode()).isEqualTo(400);
  }

  @Test
  void snapshotTellsHowFarItReaches() throws Exception {
    assertThat(ok(SNAPSHOT, "").path("index").asLong()).isEqualTo(42);
  }

  @Test
  void onlyAnAdministratorGetsAnswers() throws Exception {
    record(3);
    String reader = "pts_" + "r".repeat(32);
    propose(
        TestTokens.granting(
            TokenHash.ofToken(reader),
            new Grant(
                "reader",
                Set.of(Permission.READ, Permission.WRITE),
                FolderPath.ROOT,
                Instant.now(),
                Optional.empty())));
    for (String token : List.of(reader, "pts_" + "x".repeat(32))) {
      assertThat(send("GET", CLUSTER, "", token).statusCode()).isEqualTo(401);
      for (String path : List.of(MEMBERS, REMOVE, LEADER, SNAPSHOT)) {
        assertThat(send("POST", path, "{'name':'node-3'}", token).statusCode()).isEqualTo(401);
      }
    }
    assertThat(members()).containsExactly("node-1", "node-2", "node-3");
  }

  @Test
  void withoutAMajorityNothingIsChanged() throws Exception {
    record(3);
    vault.setReachable(false);
    assertThat(post(MEMBERS, NODE_4).statusCode()).isEqualTo(503);
    assertThat(post(REMOVE, "{'name':'node-3'}").statusCode()).isEqualTo(503);
    assertThat(members()).containsExactly("node-1", "node-2", "node-3");
  }
}
