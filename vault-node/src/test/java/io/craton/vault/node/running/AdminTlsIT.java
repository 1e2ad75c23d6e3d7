package io.craton.vault.node.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.port.Deadline;
import io.craton.vault.node.command.client.ClientTls;
import io.craton.vault.node.configuration.PemPair;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.tls.TestPki;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node whose admin address speaks TLS and asks for certificates.
class AdminTlsIT {
  @TempDir private Path directory;
  private List<TestNode> nodes = List.of();

  @AfterEach
  void killNodes() throws InterruptedException {
    for (TestNode node : nodes) {
      node.kill();
    }
  }

  @Test
  void commandsAndCallersWithCertificatesAreServed() throws Exception {
    TestPki pki = new TestPki(directory);
    Path authority = pki.authority("admin-ca");
    PemPair own = pki.leaf("admin", authority, "DNS:vault", "serverAuth,clientAuth", 2);
    PemPair named = pki.leaf("named", authority, "IP:127.0.0.1", "serverAuth", 2);
    PemPair caller = pki.leaf("caller", authority, "DNS:prometheus", "clientAuth", 2);
    PemPair stranger = pki.leaf("stranger", pki.authority("other"), "DNS:x", "clientAuth", 2);
    String[] set = settings(own, authority);
    nodes = TestNode.cluster(directory, TestToken.make(directory), 1);
    TestNode node = nodes.getFirst();
    Process process = node.start(set);

    AtomicReference<String> token = new AtomicReference<>("");
    await(process, () -> bootstrapped(node, set, token));
    assertThat(token.get()).matches("pts_[a-z0-9]{32}");
    assertThat(node.run("token recover", set).code()).isZero();
    assertThatThrownBy(() -> node.health("live")).isInstanceOf(IOException.class);

    // What the node shows now names its address, for callers who know the authority only.
    TestPki.replace(own, named);
    SSLContext prometheus = ClientTls.context(Optional.of(authority), Optional.of(caller));
    await(process, () -> live(prometheus, node) == 200);
    assertThat(live(ClientTls.context(Optional.of(authority), Optional.empty()), node)).isZero();
    assertThat(live(ClientTls.context(Optional.of(authority), Optional.of(stranger)), node))
        .isZero();
  }

  private static boolean bootstrapped(TestNode node, String[] set, AtomicReference<String> token)
      throws IOException, InterruptedException {
    TestNode.Ended bootstrap = node.run("bootstrap", set);
    assertThat(bootstrap.code())
        .as(bootstrap.err())
        .isIn(0, ExitCode.TRY_AGAIN.code(), ExitCode.NODE_UNREACHABLE.code());
    token.set(bootstrap.out().strip());
    return bootstrap.code() == 0;
  }

  private static void await(Process process, Condition condition)
      throws IOException, InterruptedException {
    Deadline deadline = Deadline.after(TestNode.PATIENCE, System::nanoTime);
    while (!condition.holds()) {
      assertThat(process.isAlive()).isTrue();
      assertThat(deadline.expired()).isFalse();
      LockSupport.parkNanos(100_000_000);
    }
  }

  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private static String[] settings(PemPair own, Path authority) {
    return new String[] {
      "admin.tls.certificate=" + own.certificate(),
      "admin.tls.key=" + own.key(),
      "admin.tls.client-ca=" + authority
    };
  }

  /// The HTTP code of the health check; 0 without TLS.
  private static int live(SSLContext context, TestNode node) throws InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
      URI live = URI.create("https://127.0.0.1:" + node.ports().admin() + "/health/live");
      return client
          .send(HttpRequest.newBuilder(live).build(), BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return 0;
    }
  }
}
