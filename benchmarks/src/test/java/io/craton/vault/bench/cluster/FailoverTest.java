package io.craton.vault.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.bench.load.TestServer;
import io.craton.vault.bench.load.TestTls;
import io.craton.vault.bench.load.Workload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class FailoverTest {
  private static final Duration REST = Duration.ofMillis(200);
  private static final long OUTAGE_NANOS = Duration.ofMillis(400).toNanos();

  /// Two servers, of which one leads. When it is killed, the other one acknowledges nothing for a
  /// while.
  private static final class TwoServers implements Victims, AutoCloseable {
    private final TestTls tls;
    private final int port;
    private final TestServer follower;
    private TestServer leader;
    private volatile long noLeaderUntil = System.nanoTime();
    private long restored = System.nanoTime();
    private long shortestRest = Long.MAX_VALUE;

    TwoServers(TestTls tls) throws IOException {
      this.tls = tls;
      this.leader = TestServer.good(tls.server());
      this.port = leader.target().port();
      this.follower =
          new TestServer(
              tls.server(),
              0,
              (number, out, closed) ->
                  TestServer.answer(out, System.nanoTime() - noLeaderUntil < 0 ? 503 : 200));
    }

    @Override
    public Kill killLeader() throws IOException {
      long before = System.nanoTime();
      shortestRest = Math.min(shortestRest, before - restored);
      noLeaderUntil = before + OUTAGE_NANOS;
      leader.close();
      return new Kill(before, System.nanoTime());
    }

    @Override
    public void restore() throws IOException {
      leader =
          new TestServer(tls.server(), port, (number, out, closed) -> TestServer.answer(out, 200));
      restored = System.nanoTime();
    }

    @Override
    public void close() throws IOException {
      leader.close();
      follower.close();
    }
  }

  @Test
  void theTimeIsFromTheKillToTheNextAcknowledgedWrite(@TempDir Path directory) throws Exception {
    TestTls tls = TestTls.in(directory);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (TwoServers servers = new TwoServers(tls)) {
      Workload writes =
          new Workload(
              List.of(servers.leader.target(), servers.follower.target()),
              "token",
              List.of(Scenario.STORE));
      Histogram nanos =
          Failover.measure(
              servers,
              writes,
              tls.client(),
              new Failover.Kills(3, REST, 100),
              new PrintStream(printed, true, StandardCharsets.UTF_8));
      assertThat(nanos.getTotalCount()).isEqualTo(3);
      assertThat(nanos.getMinValue()).isGreaterThan(OUTAGE_NANOS / 100 * 99);
      assertThat(nanos.getMaxValue()).isLessThan(10 * OUTAGE_NANOS);
      assertThat(servers.shortestRest).isGreaterThanOrEqualTo(REST.toNanos());
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("  kill 3: ", "kill -9 to the next write", "3 kills");
  }

  @Test
  void theLeaderIsTheReadyNodeThatTheScriptSays() throws Exception {
    assertThat(
            QuickstartCluster.leader(
                List.of(
                    "node1  pid -        stopped    -         https://127.0.0.1:8201  log x",
                    "node2  pid 4711     ready      leader    https://127.0.0.1:8202  log x",
                    "node3  pid 4712     ready      follower  https://127.0.0.1:8203  log x")))
        .isEqualTo(4711);
    assertThatThrownBy(() ->
            QuickstartCluster.leader(
                List.of("node1  pid 3        not ready  -         https://127.0.0.1:8201  log x")))
        .isInstanceOf(IOException.class);
  }
}
