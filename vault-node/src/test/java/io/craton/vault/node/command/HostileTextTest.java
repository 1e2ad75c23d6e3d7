package io.craton.vault.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.craton.vault.node.command.TestShell.Ended;
import io.craton.vault.node.exit.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Something that answers as a node does, and means to steer the terminal of who asks it.
class HostileTextTest {
  /// Clears a screen, as JSON writes it.
  private static final String CLEAR = "\\u001b[2J";

  private static final String MEMBER =
      "{'name':'d','standing':'joining!','role':'!','applied_index':'!','lag':3,'raft':'!',"
          + "'peer':'!','reasons':['!']}";
  private static final String CLUSTER =
      "{'leader':'!','term':'!','node':'!','ready':true,'reasons':['!'],'warnings':['!'],"
          + "'added':true,'index':'!','current':'!','left':1,'total':'!','member':"
          + MEMBER
          + ",'members':["
          + MEMBER
          + "],'certificates':[{'role':'!','subject':'!','serial':'!','not_after':'!',"
          + "'names':['!'],'problem':'!'}]}";

  @TempDir private Path home;
  private HttpServer server;
  private TestShell shell;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", HostileTextTest::answer);
    server.start();
    shell =
        new TestShell(home)
            .with("CRATON_ADMIN", "127.0.0.1:" + server.getAddress().getPort())
            .with("CRATON_TOKEN", "pts_secret");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = CLUSTER.replace('\'', '"').replace("!", CLEAR).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Test
  void nothingOfItReachesTheTerminal() {
    for (List<String> command :
        List.of(
            List.of("cluster", "status"),
            List.of("cluster", "add", "d", "--raft", "h:1", "--peer", "h:2"),
            List.of("cluster", "transfer-leader"),
            List.of("cluster", "snapshot"),
            List.of("cluster", "reload-certificates"))) {
      Ended ended = shell.run(command.toArray(String[]::new));
      assertThat(ended.out() + ended.err())
          .as("%s", command)
          .contains("\\u{1b}[2J")
          .doesNotContain("\u001b");
    }
  }

  /// It is told how things go after two seconds.
  @Test
  void norWhileACommandWaits() {
    Ended ended =
        shell.run(
            "cluster", "add", "d", "--raft", "h:1", "--peer", "h:2", "--wait", "--timeout", "3");
    assertThat(ended.code()).isEqualTo(ExitCode.TRY_AGAIN.code());
    assertThat(ended.err())
        .contains("after 2 s: joining\\u{1b}[2J")
        .contains("after 3 s: joining\\u{1b}[2J")
        .doesNotContain("\u001b");
  }
}
