package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.node.deploy.Shipped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What later runs of `scripts/ops/bootstrap-cluster` make and what they leave. `BootstrapScriptIT`
/// starts nodes with the files.
class BootstrapFilesTest {
  @TempDir private Path directory;
  private Path made;

  @BeforeEach
  void firstRun() throws IOException {
    Files.writeString(directory.resolve("pin"), "123456");
    made = directory.resolve("made");
    assertThat(run(made)).contains("craton bootstrap", "the lines in craton.yaml that name it");
  }

  @Test
  void anAuthorityThatIsAwayIsAskedForAndNotMadeAnew() throws Exception {
    byte[] certificate = Files.readAllBytes(made.resolve("nodes/n1/cluster.pem"));
    Files.move(made.resolve("ca"), directory.resolve("safe"));
    assertThat(Stubs.refused(script(made))).contains("bring ca back to " + made);
    assertThat(made.resolve("ca")).doesNotExist();
    Files.move(directory.resolve("safe"), made.resolve("ca"));
    Files.delete(made.resolve("ca/api-ca.pem"));
    Files.delete(made.resolve("ca/api-ca.key"));
    assertThat(Stubs.refused(script(made))).contains("bring ca back");
    assertThat(Files.readAllBytes(made.resolve("nodes/n1/cluster.pem"))).isEqualTo(certificate);
  }

  @Test
  void aBootstrapKeyThatWasDeletedComesBackOnlyWhenItIsAskedFor() throws Exception {
    assertThat(made.resolve("nodes/n1/bootstrap.key")).isNotEmptyFile();
    assertThat(configuration()).contains("bootstrap:\n  key-file:");
    Files.delete(made.resolve("bootstrap.key"));
    assertThat(run(made)).doesNotContain("craton bootstrap");
    assertThat(made.resolve("bootstrap.key")).doesNotExist();
    assertThat(made.resolve("nodes/n1/bootstrap.key")).doesNotExist();
    assertThat(configuration()).doesNotContain("bootstrap");
    assertThat(run(made, "--bootstrap")).contains("craton bootstrap");
    assertThat(made.resolve("nodes/n1/bootstrap.key"))
        .hasSameTextualContentAs(made.resolve("bootstrap.key"));
    assertThat(configuration()).contains("bootstrap:\n  key-file:");
  }

  @Test
  void whatAnotherAuthoritySignedIsMadeAnew() throws Exception {
    Path other = directory.resolve("other");
    var _ = run(other);
    byte[] cluster = Files.readAllBytes(other.resolve("nodes/n1/cluster.pem"));
    for (String end : List.of("pem", "key")) {
      Path from = made.resolve("ca/api-ca." + end);
      Files.write(other.resolve("ca/api-ca." + end), Files.readAllBytes(from));
    }
    assertThat(isSigned(other, "api")).isFalse();
    var _ = run(other);
    assertThat(isSigned(other, "api")).isTrue();
    assertThat(Files.readAllBytes(other.resolve("nodes/n1/cluster.pem"))).isEqualTo(cluster);
    assertThat(other.resolve("nodes/n1/api-ca.pem"))
        .hasSameTextualContentAs(made.resolve("ca/api-ca.pem"));
  }

  /// While an authority is replaced, both are in one file: with openssl, as HAProxy has it, too.
  @Test
  void certificatesAreBelievedByWhoBelievesBothAuthorities() throws Exception {
    Path other = directory.resolve("other");
    var _ = run(other);
    for (List<Path> order : List.of(List.of(made, other), List.of(other, made))) {
      Path both = directory.resolve("both.pem");
      Files.writeString(
          both,
          Files.readString(order.getFirst().resolve("ca/api-ca.pem"))
              + Files.readString(order.getLast().resolve("ca/api-ca.pem")));
      for (Path owner : order) {
        Path leaf = owner.resolve("nodes/n1/api.pem");
        assertThat(verify(both, leaf).run()).contains("OK");
      }
    }
  }

  private String configuration() throws IOException {
    return Files.readString(made.resolve("nodes/n1/craton.yaml"));
  }

  private static boolean isSigned(Path out, String authority) {
    Path leaf = out.resolve("nodes/n1/" + authority + ".pem");
    try {
      return verify(out.resolve("ca/" + authority + "-ca.pem"), leaf).run().contains("OK");
    } catch (AssertionError e) {
      return false;
    }
  }

  private static Program verify(Path authorities, Path certificate) {
    return Program.of(
        "openssl", "verify", "-CAfile", authorities.toString(), certificate.toString());
  }

  private String run(Path out, String... more) {
    return script(out, more).run();
  }

  private Program script(Path out, String... more) {
    List<String> words = new ArrayList<>();
    words.add(Shipped.path("scripts/ops/bootstrap-cluster").toString());
    words.addAll(List.of("--out", out.toString(), "--cluster", "c", "--node", "n1=host1"));
    words.addAll(List.of("--library", "/opt/hsm.so", "--pin-file"));
    words.add(directory.resolve("pin").toString());
    words.addAll(List.of(more));
    return Program.of(words.toArray(String[]::new));
  }
}
