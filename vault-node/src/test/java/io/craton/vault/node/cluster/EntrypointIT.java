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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The image's entrypoint in plain directories: there is no container engine where tests run.
class EntrypointIT {
  private static final Duration READY = Duration.ofMinutes(3);
  private static final int CONFIGURATION = 78;

  private Path directory;
  private Reaper reaper;

  @BeforeEach
  void prepare() throws IOException {
    directory = Files.createTempDirectory("craton-image-");
    reaper = new Reaper(directory);
    for (String name : List.of("etc", "data", "shared", "public")) {
      Files.createDirectory(
          directory.resolve(name),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  @AfterEach
  void close() throws IOException {
    reaper.close();
  }

  @Test
  void theFirstStartMakesWhatANodeNeedsAndTheSecondKeepsIt() throws Exception {
    int admin = FreePorts.next();
    Map<String, String> development = development(admin);
    Process node = entrypoint(development, "server").start();
    reaper.watch(node.pid());
    AdminClient client = new AdminClient(admin);
    Await.until(
        "the node is ready",
        READY,
        () -> {
          assertThat(node.isAlive()).as(said()).isTrue();
          return client.healthy("ready");
        });
    assertThat(ended(entrypoint(development, "bootstrap").start())).isZero();
    assertThat(said()).containsPattern("pts_[a-z0-9]{32}");
    // It is the process itself, so the signal that stops a container reaches it.
    node.destroy();
    assertThat(node.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(node.exitValue()).isZero();

    String pin = Files.readString(directory.resolve("shared/pin"));
    assertThat(ended(entrypoint(development, "config", "check").start())).as(said()).isZero();
    assertThat(Files.readString(directory.resolve("shared/pin"))).isEqualTo(pin);
    assertThat(said()).doesNotContain(pin);
    assertOwnerOnly("shared");
    assertOwnerOnly("etc");
    assertThat(directory.resolve("public/api-ca.pem")).exists();
    try (Stream<Path> shown = Files.list(directory.resolve("public"))) {
      assertThat(shown).hasSize(1);
    }
  }

  @Test
  void productionRefusesWhatWasMadeForDevelopment() throws Exception {
    assertThat(ended(entrypoint(Map.of(), "server").start())).isEqualTo(CONFIGURATION);
    assertThat(said()).contains("craton.yaml is missing");

    Path configuration = directory.resolve("etc/craton.yaml");
    Files.writeString(configuration, "# Made by the entrypoint for development.\n");
    assertThat(ended(entrypoint(Map.of(), "server").start())).isEqualTo(CONFIGURATION);
    assertThat(said()).contains("made for development");

    Files.writeString(configuration, "node.name: a\n");
    Files.createFile(directory.resolve("shared/token-made"));
    assertThat(ended(entrypoint(Map.of(), "server").start())).isEqualTo(CONFIGURATION);
    assertThat(said()).contains("development cluster");

    Files.delete(directory.resolve("shared/token-made"));
    Map<String, String> other = Map.of("DEPLOY_MODE", "development", "DEPLOY_NODE", "a");
    assertThat(ended(entrypoint(other, "server").start())).isEqualTo(CONFIGURATION);
    assertThat(said()).contains("was not made for development");

    Map<String, String> odd = Map.of("DEPLOY_MODE", "staging");
    assertThat(ended(entrypoint(odd, "server").start())).isEqualTo(CONFIGURATION);
    assertThat(ended(entrypoint(Map.of(), "server").start()))
        .as("a configuration of one's own goes to craton, which says what is wrong with it")
        .isEqualTo(CONFIGURATION);
    assertThat(said()).contains("craton: configuration");
  }

  @Test
  void namesOfNodesAreNotTakenUnseen() throws Exception {
    for (String nodes : List.of("node1 ../evil", "node1 $(id)", "node2 node3")) {
      Map<String, String> development =
          Map.of("DEPLOY_MODE", "development", "DEPLOY_NODE", "node1", "DEPLOY_NODES", nodes);
      assertThat(ended(entrypoint(development, "server").start())).isEqualTo(CONFIGURATION);
      assertThat(said()).contains("DEPLOY_NODES");
    }
  }

  /// As the compose file has it, with addresses of this machine in place of those of containers.
  private Map<String, String> development(int admin) {
    String members =
        "[{name: node1, raft: \"127.0.0.1:%d\", peer: \"127.0.0.1:%d\"}]"
            .formatted(FreePorts.next(), FreePorts.next());
    return Map.of(
        "DEPLOY_MODE", "development",
        "DEPLOY_NODE", "node1",
        "CRATON_CLUSTER_MEMBERS", members,
        "CRATON_HTTP_ADDRESS", "127.0.0.1",
        "CRATON_HTTP_PORT", Integer.toString(FreePorts.next()),
        "CRATON_ADMIN_ADDRESS", "127.0.0.1",
        "CRATON_ADMIN_PORT", Integer.toString(admin));
  }

  private ProcessBuilder entrypoint(Map<String, String> more, String... words) {
    List<String> line = new ArrayList<>();
    line.add(Shipped.path("deploy/docker/entrypoint").toString());
    line.addAll(List.of(words));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("said").toFile()));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("CRATON_") || name.startsWith("DEPLOY_"));
    environment.put("DEPLOY_ETC", directory.resolve("etc").toString());
    environment.put("DEPLOY_DATA", directory.resolve("data").toString());
    environment.put("DEPLOY_SHARED", directory.resolve("shared").toString());
    environment.put("DEPLOY_PUBLIC", directory.resolve("public").toString());
    environment.put("DEPLOY_LAUNCHER", Shipped.path("scripts/craton").toString());
    environment.put("CRATON_JAR", NodeProcess.JAR.toString());
    environment.put("CRATON_CACHE", "off");
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    // As an installation of an earlier version has it.
    environment.put("JAVA_OPTIONS", "-Xmx256m -XX:TieredStopAtLevel=1");
    environment.putAll(more);
    return builder;
  }

  private static int ended(Process process) throws InterruptedException {
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }

  private String said() throws IOException {
    return Files.readString(directory.resolve("said"), StandardCharsets.UTF_8);
  }

  private void assertOwnerOnly(String name) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve(name))) {
      for (Path file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .endsWith("------");
      }
    }
  }
}
