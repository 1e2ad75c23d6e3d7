package io.craton.vault.node.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.node.exit.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One wrong thing at a time, against the real jar and a real token.
class ExitCodeIT {
  @TempDir private Path directory;

  @Test
  void badConfiguration() throws Exception {
    expect(node(), ExitCode.CONFIGURATION, "did you mean http.port?", "http.prot=1");
  }

  @Test
  void wrongPin() throws Exception {
    TestNode node = node();
    Path pin = TestToken.ownerOnly(directory.resolve("wrong-pin"), "00000000");

    expect(node, ExitCode.HSM_PIN, "it was tried once", "hsm.pin-file=" + pin);
    // SoftHSM does not count tries, so this shows only that the token still takes the right one.
    expectReady(node);
  }

  @Test
  void missingToken() throws Exception {
    expect(node(), ExitCode.HSM_TOKEN, "correct hsm.token-label", "hsm.token-label=other");
  }

  @Test
  void missingLibrary() throws Exception {
    expect(node(), ExitCode.HSM_LIBRARY, "install it or correct the path", "hsm.library=/none.so");
  }

  @Test
  void aLibraryThatIsNone() throws Exception {
    Path text = Files.writeString(directory.resolve("text.so"), "no library");

    expect(node(), ExitCode.HSM_LIBRARY, "is no shared library", "hsm.library=" + text);
  }

  @Test
  void aLibraryOfAnotherKind() throws Exception {
    Path other = Path.of(System.getProperty("java.home"), "lib", "libzip.so");

    expect(node(), ExitCode.HSM_LIBRARY, "correct hsm.library", "hsm.library=" + other);
  }

  @Test
  void portInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      expect(node(), ExitCode.PORT_IN_USE, port + " is in use", "http.port=" + port);
      expect(node(), ExitCode.PORT_IN_USE, port + " is in use", "admin.port=" + port);
    }
  }

  @Test
  void openSecrets() throws Exception {
    TestNode node = node();
    Path pin = TestToken.ownerOnly(directory.resolve("open-pin"), "74920163");
    Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-r--r--"));

    expect(node, ExitCode.INSECURE_PERMISSIONS, "chmod go-rwx", "hsm.pin-file=" + pin);
  }

  @Test
  void openDataDirectory() throws Exception {
    TestNode node = node();
    Files.createDirectories(node.data());
    Files.setPosixFilePermissions(node.data(), PosixFilePermissions.fromString("rwxr-xr-x"));

    expect(node, ExitCode.INSECURE_PERMISSIONS, "chmod go-rwx " + node.data());
  }

  @Test
  void missingCertificate() throws Exception {
    expect(
        node(),
        ExitCode.CERTIFICATE_INVALID,
        "http.tls.certificate: /none cannot be read",
        "http.tls.certificate=/none",
        "http.tls.key=/none");
  }

  @Test
  void dataDirectoryOfAnotherCluster() throws Exception {
    TestNode node = node();
    expectReady(node);

    expect(node, ExitCode.WRONG_CLUSTER, "belongs to node n1 of cluster test", "cluster.id=other");
  }

  @Test
  void corruptDataDirectory() throws Exception {
    TestNode node = node();
    expectReady(node);
    try (var files = Files.walk(node.data().resolve("consensus/state"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.getFileName().toString().startsWith("MANIFEST")) {
          Files.writeString(file, "not a manifest");
        }
      }
    }

    expect(node, ExitCode.DATA_CORRUPT, "restore");
  }

  @Test
  void dataDirectoryInUse() throws Exception {
    TestNode node = node();
    TestNode.Ports other = TestNode.Ports.free();
    node.start();
    node.awaitReady();
    try {
      expect(
          node,
          ExitCode.DATA_LOCKED,
          "another process uses",
          "http.port=" + other.http(),
          "admin.port=" + other.admin(),
          "cluster.members=[{name: n1, raft: '127.0.0.1:%d', peer: '127.0.0.1:%d'}]"
              .formatted(other.raft(), other.peer()));
    } finally {
      node.kill();
    }
  }

  @Test
  void bootstrapWithoutANode() throws Exception {
    TestNode.Ended ended = node().run("bootstrap");

    assertThat(ended.code()).isEqualTo(ExitCode.NODE_UNREACHABLE.code());
    assertThat(ended.err()).startsWith("craton: node-unreachable: no node answers");
  }

  @Test
  void checkFindsWhatServerWouldFind() throws Exception {
    TestNode node = node();

    assertThat(node.run("config check").code()).isZero();
    assertThat(node.run("config check", "hsm.pin-file=/none").err())
        .isEqualTo(
            "craton: configuration: hsm.pin-file: /none does not exist;"
                + " create it or correct the path\n");
    assertThat(Files.exists(node.data())).isFalse();
  }

  @Test
  void aWrongCommandLine() throws Exception {
    assertThat(node().run("serve").code()).isEqualTo(ExitCode.USAGE.code());
  }

  private TestNode node() throws IOException, InterruptedException {
    Path home = Files.createTempDirectory(directory, "case");
    return TestNode.cluster(home, TestToken.make(home), 1).getFirst();
  }

  /// It ends with that code and one line that says why.
  private static void expect(TestNode node, ExitCode code, String message, String... set)
      throws IOException, InterruptedException {
    TestNode.Ended ended = node.run("server", set);

    assertThat(ended.code()).as(ended.err() + ended.out()).isEqualTo(code.code());
    assertThat(ended.err().lines())
        .singleElement()
        .asString()
        .startsWith("craton: " + code.label() + ": ")
        .contains(message);
  }

  private static void expectReady(TestNode node) throws IOException, InterruptedException {
    node.start();
    try {
      node.awaitReady();
    } finally {
      node.kill();
    }
  }
}
