package io.craton.vault.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.craton.vault.bench.load.Result;
import io.craton.vault.bench.load.TestTls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Everything but the fail-over, as `scripts/bench` runs it, against the API in this process.
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
class ClusterBenchTest {
  private Path directory;
  private ProductServer server;
  private TestTls tls;

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    directory = temporary;
    tls = TestTls.in(temporary);
    server = new ProductServer(tls);
    Files.writeString(directory.resolve("token"), server.token() + "\n");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private List<String> measure(String word, String... options)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                word,
                "--targets",
                server.url(),
                "--ca",
                tls.authority().toString(),
                "--token-file",
                directory.resolve("token").toString()));
    arguments.addAll(List.of(options));
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ClusterBench.measure(
        arguments.toArray(String[]::new), new PrintStream(printed, true, StandardCharsets.UTF_8));
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static List<String> cells(String row) {
    return List.of(row.strip().split(" {2,}"));
  }

  @Test
  void everyScenarioRunsWithoutAnError() throws Exception {
    Path plot = directory.resolve("plot.svg");
    List<String> lines =
        measure(
            "run",
            "--connections",
            "3",
            "--seconds",
            "1",
            "--warm-up",
            "0",
            "--plot",
            plot.toString());
    assertThat(lines.getFirst()).isEqualTo(Result.header());
    List<List<String>> rows = lines.stream().skip(1).map(ClusterBenchTest::cells).toList();
    assertThat(rows)
        .extracting(List::getFirst)
        .containsExactlyElementsOf(Arrays.stream(Scenario.values()).map(Scenario::title).toList());
    assertThat(rows).extracting(row -> row.get(1)).containsOnly("3");
    assertThat(rows).extracting(row -> Double.valueOf(row.get(2))).allMatch(rate -> rate > 0);
    assertThat(rows).extracting(List::getLast).containsOnly("0");
    assertThat(titlesOf(plot)).isEqualTo(Scenario.values().length);
  }

  /// How many panels the picture has, which is well-formed then.
  private static int titlesOf(Path svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(svg.toFile())
        .getElementsByTagName("g")
        .getLength();
  }

  @Test
  void ratesAreOpenLoops() throws Exception {
    List<String> lines =
        measure(
            "run",
            "--scenarios",
            "get-secret,mix",
            "--rates",
            "20,40",
            "--seconds",
            "1",
            "--warm-up",
            "0");
    assertThat(lines.stream().skip(1).map(ClusterBenchTest::cells))
        .extracting(List::getFirst, row -> row.get(1), row -> row.get(2), List::getLast)
        .containsExactly(
            tuple("get a secret", "20/s", "20.0", "0"),
            tuple("mix", "20/s", "20.0", "0"),
            tuple("get a secret", "40/s", "40.0", "0"),
            tuple("mix", "40/s", "40.0", "0"));
  }

  @Test
  void theLatencyIsMeasuredAtSharesOfThePeak() throws Exception {
    Path plot = directory.resolve("ladder.svg");
    List<String> lines =
        measure(
            "latency",
            "--connections",
            "4",
            "--seconds",
            "1",
            "--warm-up",
            "0",
            "--long-seconds",
            "1",
            "--plot",
            plot.toString());
    List<List<String>> rows = lines.stream().skip(1).limit(6).map(ClusterBenchTest::cells).toList();
    assertThat(rows)
        .extracting(row -> row.get(1))
        .containsExactly("peak", "10 %", "30 %", "50 %", "90 %", "70 %");
    double peak = Double.parseDouble(rows.getFirst().get(2));
    assertThat(Double.parseDouble(rows.get(1).get(2))).isBetween(0.05 * peak, 0.15 * peak);
    assertThat(lines.getLast())
        .matches(" {2}at 70 % of \\d+/s the 99th percentile is \\d+\\.\\d times the median");
    assertThat(Files.readString(plot))
        .containsSubsequence(">10 %<", ">30 %<", ">50 %<", ">70 %<", ">90 %<");
  }

  /// The server is this process: it takes time while it is asked, and the token is another one's.
  @Test
  void whatCallersGetIsComparedWithTheBareCalls() throws Exception {
    List<String> lines =
        measure(
            "http",
            "--connections",
            "4",
            "--seconds",
            "1",
            "--warm-up",
            "0",
            "--turns",
            "1",
            "--pid",
            Long.toString(ProcessHandle.current().pid()),
            "--log",
            directory.resolve("raw.log").toString());
    assertThat(lines.getFirst()).isEqualTo(HttpRatio.header());
    List<List<String>> rows = lines.stream().skip(1).limit(3).map(ClusterBenchTest::cells).toList();
    assertThat(rows)
        .extracting(List::getFirst)
        .containsExactly("sign RSA-2048", "sign ES256", "encrypt AES-GCM-256, 256 B");
    assertThat(rows)
        .allSatisfy(row -> {
          assertThat(row.subList(2, 7).stream().map(Double::valueOf)).allMatch(cell -> cell > 0);
          assertThat(Double.parseDouble(row.get(7)))
              .isCloseTo(
                  Double.parseDouble(row.get(6)) - Double.parseDouble(row.get(5)), within(0.2));
          assertThat(row.getLast()).isEqualTo("0");
        });
    assertThat(lines.getLast()).contains("% of the bare calls", "us beside the token");
  }

  /// Without the library in this process the delay changes nothing, but it is set, and taken back.
  @Test
  void storesAreComparedWithABareLoop() throws Exception {
    Path control = Files.write(directory.resolve("control"), new byte[40]);
    List<String> lines =
        measure(
            "writes",
            "--connections",
            "2",
            "--seconds",
            "1",
            "--warm-up",
            "1",
            "--turns",
            "1",
            "--dir",
            directory.resolve("bare").toString(),
            "--log",
            directory.resolve("bare.log").toString(),
            "--sync-control",
            control.toString());
    List<List<String>> rows = lines.stream().skip(1).limit(2).map(ClusterBenchTest::cells).toList();
    assertThat(rows)
        .extracting(List::getFirst)
        .containsExactly("store a secret", "store a secret, fsync +2 ms");
    assertThat(rows)
        .allSatisfy(row -> {
          assertThat(row.subList(1, 8).stream().map(Double::valueOf)).allMatch(cell -> cell > 0);
          assertThat(row.getLast()).isEqualTo("0");
        });
    assertThat(lines.getLast()).contains("2 at once, each fsync 2 ms longer", "% of the stores");
    assertThat(Files.readAllBytes(control)).containsOnly(0);
  }

  @Test
  void aDelayIsWhereTheLibraryLooksForIt() throws Exception {
    Path control = Files.write(directory.resolve("other-control"), new byte[40]);
    new SyncDelay(control).set(Duration.ofMillis(2));
    assertThat(Files.readAllBytes(control)).startsWith(0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(
            ByteBuffer.wrap(Files.readAllBytes(control)).order(ByteOrder.nativeOrder()).getLong(8))
        .isEqualTo(2_000_000);
    Path tooShort = Files.write(directory.resolve("short"), new byte[16]);
    assertThatThrownBy(() -> new SyncDelay(tooShort).set(Duration.ZERO))
        .isInstanceOf(IOException.class);
  }

  @Test
  void wordsThatAreNotKnownAreRefused() {
    assertThatThrownBy(() -> measure("walk")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> measure("run", "--kills", "3"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> measure("run", "--scenarios", "sign-nothing"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sign-es256");
    assertThatThrownBy(() -> measure("run", "--seconds"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLoadWithoutAnyGoodAnswerFails() throws Exception {
    Path wrong = Files.writeString(directory.resolve("wrong"), "pts_wrong");
    String[] arguments = {
      "run",
      "--targets",
      server.url(),
      "--ca",
      tls.authority().toString(),
      "--token-file",
      wrong.toString()
    };
    assertThatThrownBy(() ->
            ClusterBench.measure(
                arguments,
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("401");
  }
}
