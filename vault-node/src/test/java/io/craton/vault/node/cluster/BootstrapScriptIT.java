package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.core.testing.FreePorts;
import io.craton.vault.node.deploy.Shipped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `scripts/ops/bootstrap-cluster`: what it makes is what nodes start with.
class BootstrapScriptIT {
  private static final Duration READY = Duration.ofMinutes(3);
  private static final List<String> NAMES = List.of("node1", "node2", "node3");

  private Path directory;
  private Reaper reaper;
  private SoftToken token;

  @BeforeEach
  void prepare() throws IOException {
    directory = Files.createTempDirectory("craton-bootstrap-");
    reaper = new Reaper(directory);
    token = SoftToken.create(directory);
  }

  @AfterEach
  void close() throws IOException {
    reaper.close();
  }

  @Test
  void threeNodesStartWithWhatItMadeAndASecondRunChangesNothing() throws Exception {
    int[] base = IntStream.range(0, 4).map(kind -> FreePorts.base(1, 2, 3)).toArray();
    assertThat(run(base)).contains("config check");
    byte[] first = contents();
    assertThat(run(base)).contains("config check");
    assertThat(contents()).isEqualTo(first);
    assertOwnerOnly();
    try (Stream<Path> files = Files.walk(directory.resolve("made/nodes"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .doesNotContain("api-ca.key", "cluster-ca.key", "so-pin");
    }

    List<NodeProcess> nodes = new ArrayList<>();
    for (int number = 1; number <= NAMES.size(); number++) {
      Path home = directory.resolve("made/nodes/node" + number);
      NodeProcess node = new NodeProcess(number, home, token, reaper);
      node.start();
      nodes.add(node);
    }
    for (NodeProcess node : nodes) {
      AdminClient admin = new AdminClient(base[3] + node.number());
      Await.until(
          "node" + node.number() + " is ready",
          READY,
          () -> {
            assertThat(node.running()).as(node.logTail()).isTrue();
            return admin.healthy("ready");
          });
    }
    Process bootstrap = nodes.getFirst().builder("bootstrap").start();
    String said = new String(bootstrap.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bootstrap.waitFor()).as(said).isZero();
    assertThat(said).containsPattern("pts_[a-z0-9]{32}");
  }

  @Test
  void whatIsWrongIsRefusedBeforeAnythingIsMade() throws Exception {
    assertThat(refused("--cluster", "Not A Name")).contains("--cluster");
    assertThat(refused("--cluster", "c", "--node", "a=x;rm", "--node", "b=y"))
        .contains("NAME=HOST");
    assertThat(refused("--cluster", "c", "--node", "a=x", "--node", "a=y")).contains("twice");
    assertThat(refused("--cluster", "c", "--node", "a=x", "--set", "no value")).contains("--set");
    assertThat(directory.resolve("made")).doesNotExist();
    Files.createDirectories(directory.resolve("made"));
    Files.writeString(directory.resolve("made/other"), "of somebody else");
    assertThat(refused("--cluster", "c", "--node", "a=x")).contains("something else");
  }

  private String run(int... base) {
    List<String> words = new ArrayList<>(List.of("--cluster", "made"));
    for (int number = 1; number <= NAMES.size(); number++) {
      words.addAll(List.of("--node", "node%d=127.0.0.1+%d".formatted(number, number)));
    }
    words.addAll(List.of("--ports", "%d,%d,%d,%d".formatted(base[0], base[1], base[2], base[3])));
    words.addAll(List.of("--api-address", "127.0.0.1", "--api-name", "vault.example.com"));
    words.addAll(List.of("--config-dir", directory + "/made/nodes/{node}"));
    words.addAll(List.of("--data-dir", directory + "/data-{node}"));
    return program(words.toArray(String[]::new)).run();
  }

  private String refused(String... words) {
    try {
      program(words).run();
    } catch (AssertionError e) {
      return String.valueOf(e.getMessage());
    }
    throw new AssertionError("accepted: " + List.of(words));
  }

  private Program program(String... more) {
    List<String> words = new ArrayList<>();
    words.add(Shipped.path("scripts/ops/bootstrap-cluster").toString());
    words.addAll(List.of("--out", directory.resolve("made").toString()));
    words.addAll(List.of("--library", token.library().toString()));
    words.addAll(List.of("--pin-file", token.pinFile().toString()));
    words.addAll(List.of(more));
    return Program.of(words.toArray(String[]::new));
  }

  private void assertOwnerOnly() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("made"))) {
      for (Path file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .endsWith("------");
      }
    }
  }

  /// Of all files that it made, one after the other.
  private byte[] contents() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(directory.resolve("made"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        all.append(file).append('\n').append(Files.readString(file));
      }
    }
    return all.toString().getBytes(StandardCharsets.UTF_8);
  }
}
