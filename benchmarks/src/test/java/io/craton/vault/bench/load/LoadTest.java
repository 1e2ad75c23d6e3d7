package io.craton.vault.bench.load;

import static io.craton.vault.bench.load.TestServer.answer;
import static io.craton.vault.bench.load.TestServer.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.craton.vault.bench.load.TestServer.Behaviour;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is expected of times leaves room for a machine that is busy: only stalls that are much
/// longer are told apart.
@Timeout(60)
@TestInstance(Lifecycle.PER_CLASS)
class LoadTest {
  private static final Duration WARM_UP = Duration.ofMillis(500);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofMillis(300);
  private static final Request REQUEST = new Request("/v2/sign", "{\"message\":\"aGVsbG8=\"}");

  private TestTls tls;

  @BeforeAll
  void makeCertificate(@TempDir Path directory) throws Exception {
    tls = TestTls.in(directory);
  }

  private TestServer server(Behaviour behaviour) throws IOException {
    return new TestServer(tls.server(), 0, behaviour);
  }

  private Result run(Plan plan, Target... targets) throws Exception {
    Workload workload = new Workload(List.of(targets), "token", List.of(REQUEST));
    return Load.run("test", plan, workload, tls.client());
  }

  private static long errors(Result result) {
    return result.answers().errors().values().stream().mapToLong(Long::longValue).sum();
  }

  /// Holds everybody up for a second, once, some time after the warm-up.
  private static Behaviour stallingAt(int request) {
    ReentrantLock one = new ReentrantLock();
    return (number, out, closed) -> {
      one.lock();
      try {
        if (number == request) {
          var _ = closed.await(1, TimeUnit.SECONDS);
        }
      } finally {
        one.unlock();
      }
      answer(out, 200);
    };
  }

  /// A hundred of the 300 requests are due while the server stalls: so the 99th percentile is close
  /// to the whole second, whether they wait on connections or for one.
  @ParameterizedTest
  @ValueSource(ints = {1, 60})
  void aStallOfTheServerShowsInThePercentilesOfAnOpenLoop(int connections) throws Exception {
    try (TestServer server = server(stallingAt(100))) {
      Result result =
          run(Plan.open(100, connections, WARM_UP, Duration.ofSeconds(3)), server.target());
      assertThat(result.answers().good()).isEqualTo(300);
      assertThat(result.answers().perSecond()).isEqualTo(100);
      assertThat(millis(result.latencies().p99())).isBetween(900L, 5_000L);
      assertThat(millis(result.latencies().p90())).isBetween(600L, 5_000L);
    }
  }

  /// The one request that met it is the slowest of hundreds, if not thousands.
  @Test
  void theSameStallDoesNotShowInThoseOfAClosedLoop() throws Exception {
    try (TestServer server = server(stallingAt(100))) {
      Result result = run(Plan.closed(1, Duration.ZERO, Duration.ofSeconds(3)), server.target());
      assertThat(result.answers().good()).isGreaterThan(200);
      assertThat(millis(result.latencies().max())).isGreaterThanOrEqualTo(990);
      assertThat(millis(result.latencies().p99())).isLessThan(500);
    }
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  @Test
  void answersAreCountedByTheirStatus() throws Exception {
    try (TestServer server =
        server((number, out, closed) ->
            answer(out, number % 4 == 0 ? 503 : number % 4 == 1 ? 429 : 200))) {
      Result result = run(Plan.open(200, 1, Duration.ZERO, SECOND), server.target());
      assertThat(result.answers().good()).isEqualTo(100);
      assertThat(result.answers().errors())
          .containsExactlyInAnyOrderEntriesOf(Map.of("429", 50L, "503", 50L));
      assertThat(server.requests()).isEqualTo(200);
    }
  }

  @Test
  void theWarmUpDoesNotCount() throws Exception {
    try (TestServer server =
        server((number, out, closed) -> answer(out, number <= 50 ? 500 : 200))) {
      Result result = run(Plan.open(200, 4, Duration.ofSeconds(2), SECOND), server.target());
      assertThat(result.answers().good()).isEqualTo(200);
      assertThat(result.answers().errors()).isEmpty();
      assertThat(server.requests()).isBetween(250, 600);
    }
  }

  /// Sixty are due in the warm-up and most of them still wait at its end.
  @Test
  void aQueueOfTheWarmUpIsDropped() throws Exception {
    try (TestServer server =
        server((number, out, closed) -> {
          if (number == 1) {
            var _ = closed.await(590, TimeUnit.MILLISECONDS);
          }
          answer(out, 200);
        })) {
      Result result = run(Plan.open(100, 1, Duration.ofMillis(600), SECOND), server.target());
      assertThat(result.answers().good()).isEqualTo(100);
      assertThat(server.requests()).isLessThan(150);
    }
  }

  @Test
  void connectionsAreKeptAndTheCostIsMeasured() throws Exception {
    try (TestServer server = TestServer.good(tls.server())) {
      Result result = run(Plan.closed(8, WARM_UP, SECOND), server.target());
      assertThat(result.cost().handshakes()).isEqualTo(8);
      assertThat(result.answers().good()).isGreaterThan(100);
      assertThat(result.cost().threadMicros()).isBetween(1.0, 10_000.0);
      assertThat(result.cost().processMicros()).isGreaterThan(0.9 * result.cost().threadMicros());
    }
  }

  @Test
  void targetsGetEqualShares() throws Exception {
    try (TestServer one = TestServer.good(tls.server());
        TestServer two = TestServer.good(tls.server())) {
      run(Plan.open(300, 6, WARM_UP, SECOND), one.target(), two.target());
      assertThat(one.requests() + two.requests()).isBetween(300, 450);
      assertThat(one.requests()).isCloseTo(two.requests(), within(100));
    }
  }

  @Test
  void aServerThatHangsUpAfterEachAnswerIsConnectedToAgain() throws Exception {
    try (TestServer server =
        server((number, out, closed) -> {
          raw(out, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
          throw new IOException("hang up");
        })) {
      Result result = run(Plan.open(50, 4, WARM_UP, SECOND), server.target());
      assertThat(result.answers().errors()).isEmpty();
      assertThat(result.answers().good()).isEqualTo(50);
      assertThat(result.cost().handshakes()).isGreaterThanOrEqualTo(50);
    }
  }

  @Test
  void aServerThatHangsUpInsteadOfAnsweringIsAnErrorEachTime() throws Exception {
    try (TestServer server =
        server((number, out, closed) -> {
          if (number % 5 == 0) {
            throw new IOException("hang up");
          }
          answer(out, 200);
        })) {
      Result result = run(Plan.open(100, 8, Duration.ZERO, SECOND), server.target());
      assertThat(result.answers().good()).isEqualTo(80);
      assertThat(result.answers().errors()).containsExactlyEntriesOf(Map.of("closed", 20L));
    }
  }

  @Test
  void aServerThatNeverAnswersIsGivenUpAndCannotLookQuick() throws Exception {
    try (TestServer server = server((number, out, closed) -> closed.await())) {
      long begin = System.nanoTime();
      Result result =
          run(Plan.closed(3, Duration.ZERO, SECOND).withPatience(SECOND), server.target());
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
      assertThat(result.answers().good()).isZero();
      assertThat(result.answers().errors()).containsOnlyKeys("no-answer");
      assertThat(errors(result)).isBetween(3L, 12L);
      assertThat(millis(result.latencies().p50())).isGreaterThanOrEqualTo(999);
    }
  }

  /// Each that was due is there, sent or not.
  @Test
  void nothingThatWasDueIsForgottenWhenTheServerStopsAnswering() throws Exception {
    try (TestServer server =
        server((number, out, closed) -> {
          if (number > 50) {
            closed.await();
          }
          answer(out, 200);
        })) {
      Result result =
          run(Plan.open(200, 2, Duration.ZERO, SECOND).withPatience(SECOND), server.target());
      assertThat(result.answers().good()).isEqualTo(50);
      assertThat(result.answers().errors()).containsOnlyKeys("no-answer", "not-sent");
      assertThat(errors(result)).isEqualTo(150);
      assertThat(millis(result.latencies().p90())).isGreaterThan(300);
    }
  }

  @Test
  void largeAnswersInManyRecordsAreReadToTheirEnd() throws Exception {
    String chunk = "x".repeat(100_000);
    try (TestServer server =
        server((number, out, closed) ->
            raw(
                out,
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n186a0\r\n%s\r\n186a0\r\n%s\r\n0\r\n\r\n"
                    .formatted(chunk, chunk)))) {
      Result result = run(Plan.open(20, 2, WARM_UP, SECOND), server.target());
      assertThat(result.answers().errors()).isEmpty();
      assertThat(result.answers().good()).isEqualTo(20);
    }
  }

  @Test
  void whatIsNotHttpIsAnErrorEachTime() throws Exception {
    try (TestServer server =
        server((number, out, closed) -> {
          if (number % 2 == 0) {
            raw(out, "220 smtp.example.org ESMTP\r\n");
          } else {
            answer(out, 200);
          }
        })) {
      Result result = run(Plan.open(40, 1, Duration.ZERO, SECOND), server.target());
      assertThat(result.answers().good()).isEqualTo(20);
      assertThat(result.answers().errors()).containsExactlyEntriesOf(Map.of("malformed", 20L));
    }
  }

  @Test
  void aPortWithoutAServerIsTriedAgainAtLeisure() throws Exception {
    int port;
    try (TestServer server = TestServer.good(tls.server())) {
      port = server.target().port();
    }
    Result result =
        run(
            Plan.closed(2, Duration.ZERO, SECOND).withPatience(PATIENCE),
            new Target("127.0.0.1", port));
    assertThat(result.answers().errors()).containsOnlyKeys("no-connection");
    assertThat(errors(result)).isBetween(2L, 10L);
    assertThat(result.trouble()).hasValueSatisfying(why -> assertThat(why).contains("refused"));
  }

  @Test
  void aServerThatIsSilentDuringTheHandshakeIsGivenUp() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Result result =
          run(
              Plan.closed(2, Duration.ZERO, SECOND.multipliedBy(2)).withPatience(PATIENCE),
              new Target("127.0.0.1", silent.getLocalPort()));
      assertThat(result.answers().errors()).containsOnlyKeys("no-connection");
      assertThat(errors(result)).isBetween(2L, 10L);
    }
  }

  @Test
  void aServerThatNobodyVouchesForIsAskedNothing(@TempDir Path directory) throws Exception {
    TestTls other = TestTls.in(directory);
    try (TestServer server = TestServer.good(other.server())) {
      Result result =
          run(
              Plan.closed(1, Duration.ZERO, SECOND).withPatience(SECOND.multipliedBy(2)),
              server.target());
      assertThat(result.answers().errors()).containsOnlyKeys("no-connection");
      assertThat(server.requests()).isZero();
      assertThat(result.trouble()).hasValueSatisfying(why -> assertThat(why).contains("PKIX"));
    }
  }

  @Test
  void aRowHasItsCellsApart() throws Exception {
    try (TestServer server = TestServer.good(tls.server())) {
      Result result = run(Plan.open(20, 2, WARM_UP, SECOND), server.target());
      assertThat(result.row().strip().split(" {2,}"))
          .hasSameSizeAs(Result.header().strip().split(" {2,}"))
          .startsWith("test", "20/s", "20.0")
          .endsWith("0");
    }
  }
}
