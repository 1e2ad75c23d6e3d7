package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.node.cluster.Launcher.Ended;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The command line on a real cluster, through the launcher, with a profile.
@ExtendWith(Clusters.class)
class CommandLineIT {
  private static final String SECRET = "correct horse battery staple";

  @TempDir private Path home;
  private Launcher craton = Launcher.at(Path.of("."));

  @BeforeEach
  void writeProfile(ClusterHarness cluster) throws IOException {
    ownerOnly("token", cluster.rootToken());
    StringBuilder profiles = new StringBuilder("default: all\nprofiles:\n");
    List<String> endpoints = cluster.endpoints().stream().map(URI::toString).toList();
    append(profiles, cluster, "all", String.join(", ", endpoints));
    for (int node = 1; node <= ClusterHarness.NODES; node++) {
      append(profiles, cluster, "node" + node, endpoints.get(node - 1));
    }
    Files.createDirectories(home.resolve(".config/craton"));
    ownerOnly(".config/craton/profile.yaml", profiles.toString());
    craton = Launcher.at(home).with("SOFTHSM2_CONF", cluster.token().configuration().toString());
  }

  private void append(StringBuilder text, ClusterHarness cluster, String name, String endpoints) {
    text.append(
        """
          %s:
            endpoints: [%s]
            ca-file: %s
            token-file: ~/token
        """
            .formatted(name, endpoints, cluster.caFile()));
  }

  private Path ownerOnly(String name, String content) throws IOException {
    Path file = Files.writeString(home.resolve(name), content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private String ok(String input, String... arguments) throws Exception {
    Ended ended = craton.run(input, arguments);
    assertThat(ended.code()).as(ended.err() + ended.out()).isZero();
    assertThat(ended.err()).as("quiet in a script").isEmpty();
    return ended.out();
  }

  private void refused(int code, String message, String... arguments) throws Exception {
    Ended ended = craton.run("", arguments);
    assertThat(ended.code()).as(ended.err() + ended.out()).isEqualTo(code);
    assertThat(ended.err()).contains(message);
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void secretLivesOnAllNodes() throws Exception {
    String name = "evil\u001b[2J" + System.nanoTime();
    String id =
        ok(
                SECRET + "\n",
                "item",
                "store",
                "--folder",
                "/cli",
                "--name",
                name,
                "--id-only",
                "--profile",
                "node1")
            .strip();
    assertThat(ok("", "item", "get", id, "--value-only", "--profile", "node2")).isEqualTo(SECRET);
    String table = ok("", "item", "list", "--folder", "/cli", "--profile", "node3");
    assertThat(table).contains(id, "evil\\u{1b}[2J").doesNotContain("\u001b");

    String rotated =
        ok("another", "item", "rotate", id, "--superseded", "suspended", "--output", "json");
    assertThat(ApiClient.JSON.readTree(rotated).path("num_versions").asInt()).isEqualTo(2);
    assertThat(ok("", "item", "get", "--folder", "/cli", "--name", name, "--value-only"))
        .isEqualTo("another");
    ok("", "item", "state", id, "--version", "1", "--to", "destroyed", "--profile", "node2");
    refused(82, "shows no value", "item", "get", id, "--version=1", "--value-only");
    assertThat(ok("", "item", "delete", id, "--yes").strip()).isEqualTo(id);
    refused(83, "craton: not-found: ", "item", "get", id, "--profile", "node3");
  }

  @Test
  void keySignsOnOneNodeAndVerifiesOnAnother() throws Exception {
    String id =
        ok(
                "",
                "item",
                "generate",
                "--algorithm",
                "ED25519",
                "--purpose",
                "signing",
                "--id-only",
                "--profile",
                "node1")
            .strip();
    String signature = ok("message", "item", "sign", id, "--profile", "node2").strip();
    String[] verify = {"item", "verify", id, "--signature", signature, "--profile", "node3"};
    assertThat(ok("message", verify)).isEqualTo("valid\n");
    Ended other = craton.run("other", verify);
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.out()).isEqualTo("invalid\n");
    ok("", "item", "state", id, "--to", "suspended", "--profile", "node1");
    refused(82, "refuses", "item", "sign", id, "--profile", "node3");
  }

  @Test
  void nextNodeAnswersWhenOneIsDown(ClusterHarness cluster) throws Exception {
    int victim = cluster.others(cluster.leader()).getFirst();
    String order =
        Stream.concat(Stream.of(victim), cluster.others(victim).stream())
            .map(node -> cluster.endpoints().get(node - 1).toString())
            .collect(Collectors.joining(","));
    craton = craton.with("CRATON_ENDPOINTS", order);
    cluster.node(victim).kill();
    try {
      String id = ok(SECRET, "item", "store", "--id-only").strip();
      assertThat(ok("", "item", "get", id, "--value-only")).isEqualTo(SECRET);
      refused(
          68,
          "no node answers",
          "item",
          "get",
          id,
          "--profile",
          "node" + victim,
          "--endpoint",
          cluster.endpoints().get(victim - 1).toString());
    } finally {
      cluster.heal();
    }
  }

  @Test
  void refusalsHaveTheirCodes(ClusterHarness cluster) throws Exception {
    String endpoint = cluster.endpoints().getFirst().toString();
    Path wrong = ownerOnly("wrong", "pts_wrong");
    refused(82, "the token is not accepted", "item", "list", "--token-file", wrong.toString());
    refused(64, "give a token", "item", "list", "--profile-file", profileWithout().toString());
    refused(66, "cannot be read", "item", "list", "--ca-file", "/none");
    Path other = cluster.nodesDirectory().resolveSibling("tls").resolve("cluster-ca.pem");
    refused(84, "--ca-file", "item", "list", "--ca-file", other.toString());
    refused(64, "a command is missing", "item");
    Files.setPosixFilePermissions(
        home.resolve(".config/craton/profile.yaml"), PosixFilePermissions.fromString("rw-r--r--"));
    refused(77, "chmod go-rwx", "item", "list", "--endpoint", endpoint);
  }

  private Path profileWithout() throws IOException {
    return ownerOnly("empty.yaml", "profiles: {a: {endpoints: 'https://127.0.0.1:1'}}\n");
  }

  @Test
  void hsmIsShownAndProbedBesideTheNode(ClusterHarness cluster) throws Exception {
    String config = cluster.node(1).configuration().toString();
    String[] asked = {
      "hsm", "status", "--config", config, "--token-file", home.resolve("token").toString()
    };
    String table = ok("", asked);
    assertThat(table).contains("node1", "ready", "SoftHSM", "craton", "native", "composed");

    long before = objects(cluster);
    JsonNode probe =
        ApiClient.JSON.readTree(ok("", "hsm", "probe", "--config", config, "--output", "json"));
    assertThat(objects(cluster)).as("objects in the token").isLessThanOrEqualTo(before);
    assertThat(probe.at("/token/model").asText()).contains("SoftHSM");
    assertThat(probe.path("algorithms")).hasSize(61);
    for (JsonNode algorithm : probe.path("algorithms")) {
      assertThat(algorithm.path("way").asText()).isIn("native", "composed", "software");
    }
  }

  private static long objects(ClusterHarness cluster) {
    return cluster.token().listObjects().lines().filter(line -> line.contains("label:")).count();
  }
}
