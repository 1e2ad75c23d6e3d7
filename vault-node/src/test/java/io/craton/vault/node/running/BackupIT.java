package io.craton.vault.node.running;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.craton.vault.node.exit.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A cluster is backed up under load and lost; two others are founded with what there is of it, one
/// from the backup, one from the disks.
class BackupIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String SWEEP = "sweep.interval=1s";
  private static final String FRESH = "cluster.id=fresh";
  private static final String RESCUED = "cluster.id=rescued";
  private static final int WRITES_BEFORE = 30;
  private static final String KEYS_OF_THE_OLD = "label:      craton/test/key/";

  @TempDir private Path directory;
  private final List<TestNode> all = new ArrayList<>();
  private TestToken hsm;
  private String token = "";

  /// Values by the ids of their secrets, as acknowledged.
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

  private volatile boolean loading;

  @BeforeEach
  void makeToken() throws Exception {
    hsm = TestToken.make(directory);
  }

  @AfterEach
  void killNodes() throws InterruptedException {
    loading = false;
    for (TestNode each : all) {
      each.kill();
    }
  }

  private List<TestNode> cluster(String name) throws IOException {
    List<TestNode> nodes =
        TestNode.cluster(Files.createDirectories(directory.resolve(name)), hsm, 3);
    all.addAll(nodes);
    return nodes;
  }

  @Test
  void aLostClusterIsFoundedAnewFromItsBackupAndFromItsDisks() throws Exception {
    List<TestNode> old = cluster("old");
    for (TestNode node : old) {
      node.start();
    }
    for (TestNode node : old) {
      node.awaitReady();
    }
    token = old.getFirst().run("bootstrap").out().strip();
    String key = generateKey(old.getFirst());
    String doomed = storeDoomed(old.getFirst());

    Path file = directory.resolve("backup");
    Map<String, String> before = backUpUnderLoad(old, file);
    checkTheFile(old.get(1), file);
    String later = generateKey(old.getFirst());
    for (TestNode node : old) {
      node.kill();
    }

    checkRefusals(file);
    List<TestNode> fresh = foundFromBackup(file);
    checkSecrets(fresh, before);
    assertThat(sign(fresh.get(1), key)).isEqualTo("Success");
    assertThat(sign(fresh.get(1), later)).as("a key made after the backup").isNotEqualTo("Success");
    awaitDestroyed(fresh.get(2), doomed);
    checkSweeps(fresh);
    for (TestNode node : fresh) {
      node.kill();
    }

    TestNode rescued = foundFromDisks(old);
    checkSecrets(List.of(rescued), acknowledged);
    assertThat(sign(rescued, later)).isEqualTo("Success");
  }

  /// Makes a backup while secrets are written.
  ///
  /// @return what was acknowledged before it began
  private Map<String, String> backUpUnderLoad(List<TestNode> old, Path file) throws Exception {
    loading = true;
    Thread load = Thread.ofPlatform().start(() -> load(old));
    await("some writes", () -> acknowledged.size() >= WRITES_BEFORE);
    Map<String, String> before = Map.copyOf(acknowledged);
    TestNode.Ended made = create(old.get(1), file);
    int during = acknowledged.size() - before.size();
    loading = false;
    load.join();
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(made.out()).contains("backup of cluster test at index");
    assertThat(during).as("writes while the backup was made").isPositive();
    return before;
  }

  private void load(List<TestNode> nodes) {
    for (int i = 0; loading; i++) {
      String value = "value " + i;
      try {
        JsonNode answer =
            nodes
                .get(i % nodes.size())
                .call("secret/store", token, "{\"type\":\"secret\",\"secret\":\"" + value + "\"}");
        if (answer.path("status").asText().equals("Success")) {
          acknowledged.put(answer.path("result").path("id").asText(), value);
        }
      } catch (IOException e) {
        // Not acknowledged.
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private TestNode.Ended create(TestNode node, Path file) throws Exception {
    Path tokenFile = TestToken.ownerOnly(directory.resolve("token"), token + "\n");
    return node.run("backup create --output-file " + file + " --token-file " + tokenFile);
  }

  private void checkTheFile(TestNode node, Path file) throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(create(node, file).code()).isEqualTo(ExitCode.REFUSED.code());
    TestNode.Ended verified = node.run("backup verify " + file);
    assertThat(verified.out())
        .contains("integrity:    good", "sealed by the HSM", "sealed under: key-encryption key 1 ");
    assertThat(program("backup", "verify", file.toString()).out()).contains("not checked");
    byte[] bytes = Files.readAllBytes(file);
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("value 1");
    bytes[bytes.length / 3] ^= 4;
    Path flipped = Files.write(directory.resolve("flipped"), bytes);
    TestNode.Ended damaged = program("backup", "verify", flipped.toString());
    assertThat(damaged.code()).isEqualTo(ExitCode.DATA_CORRUPT.code());
    assertThat(damaged.err()).contains("is damaged");
  }

  private void checkRefusals(Path file) throws Exception {
    TestNode node = cluster("refused").getFirst();
    TestNode.Ended same = node.run("backup restore " + file);
    assertThat(same.code()).as(same.err()).isEqualTo(ExitCode.REFUSED.code());
    assertThat(same.err()).contains("--old-cluster-is-gone-for-good");
    TestNode.Ended damaged = node.run("backup restore " + directory.resolve("flipped"));
    assertThat(damaged.code()).isEqualTo(ExitCode.DATA_CORRUPT.code());
    assertThat(node.data().resolve("consensus")).isEmptyDirectory();
    TestNode.Ended renamed = node.run("backup restore " + file, "cluster.id=renamed");
    assertThat(renamed.code()).as(renamed.err()).isZero();
    assertThat(renamed.out()).contains("founds cluster renamed");

    TestToken another = TestToken.make(Files.createDirectories(directory.resolve("another")));
    node.reachHsmThrough(another.settings());
    TestNode.Ended keyless = node.run("backup verify " + file);
    assertThat(keyless.code()).isEqualTo(ExitCode.HSM_FAILED.code());
    assertThat(keyless.err()).contains("restore the keys of the cluster into it first");
  }

  private List<TestNode> foundFromBackup(Path file) throws Exception {
    List<TestNode> fresh = cluster("fresh");
    TestNode founder = fresh.getFirst();
    TestNode.Ended restored = founder.run("backup restore " + file, FRESH);
    assertThat(restored.code()).as(restored.err()).isZero();
    JsonNode manifest =
        JsonMapper.builder()
            .build()
            .readTree(program("backup", "verify", file.toString(), "--output", "json").out());
    assertThat(restored.out())
        .contains("founds cluster fresh with the state of cluster test")
        .contains("state digest: " + manifest.path("state_digest").asText())
        .contains("then n2, n3 with empty data directories");
    assertThat(founder.run("backup restore " + file, FRESH).out()).contains("nothing was changed");
    for (TestNode node : fresh.reversed()) {
      node.start(FRESH, SWEEP);
    }
    for (TestNode node : fresh) {
      node.awaitReady();
    }
    return fresh;
  }

  private void checkSecrets(List<TestNode> nodes, Map<String, String> expected) throws Exception {
    int turn = 0;
    for (Map.Entry<String, String> secret : expected.entrySet()) {
      TestNode node = nodes.get(turn++ % nodes.size());
      JsonNode answer = node.call("get", token, "{\"id\":\"" + secret.getKey() + "\"}");
      assertThat(answer.at("/result/item_versions/0/secret").asText())
          .as(answer.toString())
          .isEqualTo(secret.getValue());
    }
  }

  /// The keys are there under the old cluster's name: none is missing, none is removed.
  private void checkSweeps(List<TestNode> fresh) throws Exception {
    int keys = keysOfTheOld();
    await("a sweep", () -> sum(fresh, "craton_hsm_missing_keys") == 0);
    double index = appliedIndex(fresh.getFirst());
    await("more sweeps", () -> appliedIndex(fresh.getFirst()) > index + 2);
    assertThat(sum(fresh, "craton_hsm_missing_keys")).isZero();
    assertThat(sum(fresh, "craton_hsm_orphans_removed_total")).isZero();
    assertThat(keysOfTheOld()).isEqualTo(keys);
    await("equal digests", () -> digests(fresh).stream().distinct().count() == 1);
  }

  private TestNode foundFromDisks(List<TestNode> old) throws Exception {
    TestNode founder = cluster("rescued").getFirst();
    Path launcher =
        TestToken.ownerOnly(
            directory.resolve("craton"),
            "#!/bin/sh\nexec '%s' -Xmx256m -XX:TieredStopAtLevel=1 --sun-misc-unsafe-memory-access=allow -jar '%s' \"$@\"\n"
                .formatted(Path.of(System.getProperty("java.home"), "bin", "java"), TestNode.JAR));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    List<String> words = new ArrayList<>();
    words.add(Path.of("..", "scripts", "ops", "disaster-recovery").toAbsolutePath().toString());
    words.addAll(List.of("--config", founder.configuration().toString(), "--set", RESCUED));
    words.addAll(List.of("--craton", launcher.toString()));
    words.addAll(List.of("--backup-file", directory.resolve("rescue").toString()));
    for (TestNode node : old) {
      words.addAll(List.of("--survivor", node.data().toString()));
    }
    TestNode.Ended rescued = run(words);
    assertThat(rescued.code()).as(rescued.err()).isZero();
    assertThat(rescued.out()).contains("founds cluster rescued");
    assertThat(run(words).out()).contains("nothing was changed");
    founder.start(RESCUED);
    founder.awaitReady();
    return founder;
  }

  private String generateKey(TestNode node) throws Exception {
    JsonNode made =
        node.call(
            "key/generate",
            token,
            "{\"type\":\"asymmetric_key\",\"purpose\":\"signing\",\"algorithm\":\"ES256\"}");
    assertThat(made.path("status").asText()).as(made.toString()).isEqualTo("Success");
    return made.path("result").path("id").asText();
  }

  /// A secret whose version is destroyed while there is no cluster.
  private String storeDoomed(TestNode node) throws Exception {
    String id =
        node.call("secret/store", token, "{\"type\":\"secret\",\"secret\":\"doomed\"}")
            .path("result")
            .path("id")
            .asText();
    JsonNode changed =
        node.call(
            "state/change",
            token,
            "{\"id\":\"" + id + "\",\"state\":\"compromised\",\"destroy_period\":\"20s\"}");
    assertThat(changed.path("status").asText()).as(changed.toString()).isEqualTo("Success");
    return id;
  }

  private void awaitDestroyed(TestNode node, String id) throws Exception {
    await(
        "what became due meanwhile is done",
        () ->
            node.call("get", token, "{\"id\":\"" + id + "\"}")
                .at("/result/item_versions/0/state")
                .asText()
                .equals("destroyed"));
  }

  private String sign(TestNode node, String id) throws Exception {
    return node.call("sign", token, "{\"id\":\"" + id + "\",\"message\":\"aGVsbG8=\"}")
        .path("status")
        .asText();
  }

  private int keysOfTheOld() throws Exception {
    return (int)
        hsm.tool("--list-objects").lines().filter(line -> line.contains(KEYS_OF_THE_OLD)).count();
  }

  private double appliedIndex(TestNode node) throws Exception {
    return node.administer("/admin/v1/status", token).path("applied_index").asDouble();
  }

  private List<String> digests(List<TestNode> nodes) throws Exception {
    List<String> digests = new ArrayList<>();
    for (TestNode node : nodes) {
      digests.add(node.administer("/admin/v1/digest", token).toString());
    }
    return digests;
  }

  /// Over the nodes; a node that does not lead knows nothing of sweeps.
  private static double sum(List<TestNode> nodes, String name) throws Exception {
    double sum = 0;
    boolean known = false;
    for (TestNode node : nodes) {
      for (String line : node.metrics().lines().toList()) {
        if (line.startsWith(name + " ")) {
          sum += Double.parseDouble(line.substring(name.length() + 1));
          known = true;
        }
      }
    }
    return known ? sum : -1;
  }

  private TestNode.Ended program(String... command) throws Exception {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", TestNode.JAR.toString()));
    words.addAll(List.of(command));
    return run(words);
  }

  private TestNode.Ended run(List<String> words) throws Exception {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("CRATON_"));
    builder.environment().put("SOFTHSM2_CONF", hsm.settings().toString());
    Process process = builder.start();
    return new TestNode.Ended(process.waitFor(), Files.readString(out), Files.readString(err));
  }

  private static void await(String what, Condition condition) throws Exception {
    long begun = System.nanoTime();
    while (!condition.holds()) {
      assertThat(System.nanoTime() - begun).as("%s, after ns", what).isLessThan(PATIENCE.toNanos());
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }
}
