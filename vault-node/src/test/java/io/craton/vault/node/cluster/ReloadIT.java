package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/// Certificates of running nodes are replaced, down to their authorities, while clients work.
class ReloadIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int WORKERS = 4;

  @Test
  void anotherAuthorityTakesOverAndNoRequestFails() throws Exception {
    try (ClusterHarness cluster = ClusterHarness.start(Map.of())) {
      Certificates files = cluster.certificates();
      Path before = cluster.nodesDirectory().resolve("before.pem");
      Files.copy(files.file("api-ca.pem"), before);
      prepare(files);
      SSLContext clients = Tls.trusting(before, files.file("newapi-ca.pem"));
      String stolenCertificate = Files.readString(files.file("node1.pem"));
      String stolenKey = Files.readString(files.file("node1.key"));
      try (SteadyLoad load =
          SteadyLoad.start(WORKERS, clients, cluster.endpoints(), cluster.rootToken())) {
        load.awaitMore(100);
        believeBoth(cluster);
        load.awaitMore(100);
        replaceAll(cluster);
        load.awaitMore(100);
        believeTheNewOneOnly(cluster);
        load.awaitMore(200);

        assertThat(load.failures()).as(cluster::logFaults).isEmpty();
        Figures.record(
            "certificates of 3 nodes replaced with their authorities: %d requests, none failed",
            load.served());
      }
      assertThat(handshake(cluster, stolenCertificate, stolenKey)).isFalse();
      String own = Files.readString(files.file("node1.pem"));
      assertThat(handshake(cluster, own, Files.readString(files.file("node1.key")))).isTrue();
      badFilesAreNotUsed(cluster);
    }
  }

  /// New authorities, and certificates of them under other names.
  private static void prepare(Certificates files) throws IOException {
    files.authority("newapi");
    files.authority("newcluster");
    for (int node = 1; node <= ClusterHarness.NODES; node++) {
      files.leaf("newapi", "newapi" + node, "serverAuth", "DNS:localhost,IP:127.0.0.1");
      files.leaf("newcluster", "newnode" + node, "serverAuth,clientAuth", "IP:127.0.0.1");
    }
  }

  private static void believeBoth(ClusterHarness cluster) throws Exception {
    Certificates files = cluster.certificates();
    put(
        files.file("cluster-ca.pem"),
        Files.readString(files.file("cluster-ca.pem"))
            + Files.readString(files.file("newcluster-ca.pem")));
    for (int node = 1; node <= ClusterHarness.NODES; node++) {
      assertNoProblem(reload(cluster, node));
    }
  }

  /// The first by command, the second by a signal, the third by itself.
  private static void replaceAll(ClusterHarness cluster) throws Exception {
    for (int node = 1; node <= ClusterHarness.NODES; node++) {
      String serial = serial(cluster, node, "cluster");
      replaceFiles(cluster.certificates(), "api" + node);
      replaceFiles(cluster.certificates(), "node" + node);
      switch (node) {
        case 1 -> reloadByCommand(cluster, node);
        case 2 -> Program.of("bash", "-c", "kill -HUP " + cluster.node(node).pid()).run();
        default -> {}
      }
      int number = node;
      Await.until(
          "node" + node + " uses its new certificate",
          LIMIT,
          () -> !serial(cluster, number, "cluster").equals(serial));
      assertNoProblem(reload(cluster, node));
    }
  }

  private static void believeTheNewOneOnly(ClusterHarness cluster) throws Exception {
    Certificates files = cluster.certificates();
    put(files.file("cluster-ca.pem"), Files.readString(files.file("newcluster-ca.pem")));
    for (int node = 1; node <= ClusterHarness.NODES; node++) {
      assertNoProblem(reload(cluster, node));
    }
  }

  private static void badFilesAreNotUsed(ClusterHarness cluster) throws Exception {
    Certificates files = cluster.certificates();
    String serial = serial(cluster, 1, "api");
    String good = Files.readString(files.file("api1.key"));
    put(files.file("api1.key"), Files.readString(files.file("api2.key")));

    assertThat(problems(reload(cluster, 1))).singleElement().asString().contains("api1.key");
    assertThat(
            cluster
                .admin(1)
                .get("/admin/v1/status", cluster.rootToken())
                .path("warnings")
                .toString())
        .contains("is not the key of the certificate");
    assertThat(serial(cluster, 1, "api")).isEqualTo(serial);
    Process command = command(cluster, 1);
    assertThat(command.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(command.exitValue()).isEqualTo(66);

    put(files.file("api1.key"), good);
    assertNoProblem(reload(cluster, 1));
  }

  private static void reloadByCommand(ClusterHarness cluster, int node) throws Exception {
    Process process = command(cluster, node);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("CN=newnode" + node).contains("CN=newapi" + node);
  }

  private static Process command(ClusterHarness cluster, int node) throws IOException {
    ProcessBuilder builder = cluster.node(node).builder("cluster", "reload-certificates");
    builder.environment().put("CRATON_TOKEN", cluster.rootToken());
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private static JsonNode reload(ClusterHarness cluster, int node)
      throws IOException, InterruptedException {
    return cluster.admin(node).post("/admin/v1/tls/reload", "", cluster.rootToken());
  }

  private static String serial(ClusterHarness cluster, int node, String role)
      throws IOException, InterruptedException {
    for (JsonNode each :
        cluster.admin(node).get("/admin/v1/tls", cluster.rootToken()).path("certificates")) {
      if (each.path("role").asText().equals(role)) {
        return each.path("serial").asText();
      }
    }
    throw new AssertionError("node" + node + " has no certificate for " + role);
  }

  private static void assertNoProblem(JsonNode answer) {
    assertThat(problems(answer)).as("%s", answer).isEmpty();
  }

  private static List<String> problems(JsonNode answer) {
    return answer.path("certificates").findValuesAsText("problem");
  }

  private static void replaceFiles(Certificates files, String name) throws IOException {
    put(files.file(name + ".key"), Files.readString(files.file("new" + name + ".key")));
    put(files.file(name + ".pem"), Files.readString(files.file("new" + name + ".pem")));
  }

  private static void put(Path file, String content) throws IOException {
    Path draft = PrivateFiles.write(file.resolveSibling(file.getFileName() + ".new"), content);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Whether the first node lets somebody with that certificate in, at the port between nodes.
  private static boolean handshake(ClusterHarness cluster, String certificate, String key)
      throws IOException, GeneralSecurityException {
    SSLContext context =
        Tls.identifiedBy(certificate, key, cluster.certificates().file("newcluster-ca.pem"));
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(loopback, cluster.peerPort(1))) {
      // Who was let in hears nothing as long as it says nothing.
      socket.setSoTimeout(3_000);
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
