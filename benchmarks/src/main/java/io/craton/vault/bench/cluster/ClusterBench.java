package io.craton.vault.bench.cluster;

import io.craton.vault.bench.BareWrites;
import io.craton.vault.bench.RawCalls;
import io.craton.vault.bench.baseline.Baseline;
import io.craton.vault.bench.load.ClientTls;
import io.craton.vault.bench.load.Load;
import io.craton.vault.bench.load.Plan;
import io.craton.vault.bench.load.Result;
import io.craton.vault.bench.load.Target;
import io.craton.vault.bench.load.Workload;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/// Measures a running cluster: `run`, `latency`, `failover`, `http` or `writes`, or fills it:
/// `fill`; then options with a value each.
///
/// | Option | For | Says |
/// |---|---|---|
/// | `--targets` | all | URLs of nodes with commas between them; connections are spread over them |
/// | `--ca` | all | the authorities of their certificates, PEM |
/// | `--token-file` | all | a file with the token |
/// | `--scenarios` | `run` | labels of [Scenario] with commas; all when missing |
/// | `--scenario` | `latency` | one label; `sign-es256` when missing |
/// | `--connections` | `run` | for closed loops, with commas; with `--rates` at most so many |
/// | | `latency` | of the closed loop that finds the peak |
/// | | `http` | of the closed loops, one number |
/// | | `writes` | of the closed loops, with commas |
/// | `--rates` | `run` | for open loops instead, with commas |
/// | `--seconds`, `--warm-up` | all loads | of each load; what is before does not count |
/// | `--long-seconds` | `latency` | of the load at 70 % |
/// | `--plot` | `run`, `latency` | a file for an SVG |
/// | `--kills` | `failover` | how often the leader is killed |
/// | `--rest-seconds` | `failover` | how long all nodes are ready before each kill; 5 when missing |
/// | `--rate` | `failover` | writes a second; 100 when missing |
/// | `--items` | `fill` | stored at least, all of them secrets |
/// | `--quickstart`, `--dir`, `--log` | `failover` | the script, its cluster, what it says |
/// | `--turns` | `http`, `writes` | how often each side has its turn |
/// | `--log` | `http`, `writes` | what the other side says |
/// | `--pid` | `http` | the node that gets the load |
/// | `--dir` | `writes` | for the other side, on the disk that the nodes have |
/// | `--sync-library`, `--sync-control` | `writes` | what delays the fsyncs of both sides, if given |
public final class ClusterBench {
  private static final Set<String> COMMON = Set.of("--targets", "--ca", "--token-file");
  private static final int MOST_UNDER_WAY = 64;

  /// Of one load of several, after which the secrets are counted.
  private static final Duration FILLING = Duration.ofSeconds(5);

  private final Options options;
  private final List<Target> targets;
  private final SSLContext tls;
  private final String token;
  private final PrintStream out;

  private ClusterBench(Options options, PrintStream out) throws IOException {
    this.options = options;
    this.targets = Target.all(options.get("--targets"));
    this.tls = ClientTls.trusting(Path.of(options.get("--ca")));
    this.token = options.content("--token-file");
    this.out = out;
  }

  /// Measures and prints.
  @SuppressWarnings("SystemOut") // What it found is its output.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try {
      measure(arguments, System.out);
    } catch (IllegalArgumentException e) {
      System.err.println("error: " + e.getMessage());
      System.exit(2);
    }
  }

  static void measure(String[] arguments, PrintStream out)
      throws IOException, InterruptedException {
    switch (arguments.length == 0 ? "" : arguments[0]) {
      case "run" ->
          bench(arguments, out, "--scenarios", "--connections", "--rates", "--seconds", "--warm-up")
              .run();
      case "latency" ->
          bench(
                  arguments,
                  out,
                  "--scenario",
                  "--connections",
                  "--seconds",
                  "--warm-up",
                  "--long-seconds")
              .latency();
      case "failover" ->
          bench(
                  arguments,
                  out,
                  "--kills",
                  "--rest-seconds",
                  "--rate",
                  "--quickstart",
                  "--dir",
                  "--log")
              .failover();
      case "fill" -> bench(arguments, out, "--items").fill();
      case "http" ->
          bench(
                  arguments,
                  out,
                  "--connections",
                  "--seconds",
                  "--warm-up",
                  "--turns",
                  "--pid",
                  "--log")
              .http();
      case "writes" ->
          bench(
                  arguments,
                  out,
                  "--connections",
                  "--seconds",
                  "--warm-up",
                  "--turns",
                  "--dir",
                  "--log",
                  "--sync-library",
                  "--sync-control")
              .writes();
      default ->
          throw new IllegalArgumentException(
              "the first word is run, latency, failover, fill, http or writes");
    }
  }

  private static ClusterBench bench(String[] arguments, PrintStream out, String... own)
      throws IOException {
    Set<String> known = new HashSet<>(COMMON);
    known.addAll(List.of(own));
    known.add("--plot");
    return new ClusterBench(new Options(arguments, 1, known), out);
  }

  private void run() throws IOException {
    List<Scenario> scenarios =
        options.find("--scenarios").map(Scenario::all).orElse(List.of(Scenario.values()));
    List<Plan> plans = plans();
    List<Workload> workloads = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      workloads.add(workload(scenario));
    }
    out.println(Result.header());
    List<Result> results = new ArrayList<>();
    for (Plan plan : plans) {
      for (int number = 0; number < scenarios.size(); number++) {
        results.add(Load.run(scenarios.get(number).title(), plan, workloads.get(number), tls));
        out.println(results.getLast().row());
      }
    }
    plot(
        "Latency through " + nodes(),
        options.find("--rates").isPresent() ? "requests a second" : "connections",
        results);
    for (Result result : results) {
      requireGood(result);
    }
  }

  private List<Plan> plans() {
    Duration warmUp = options.seconds("--warm-up", 3);
    Duration length = options.seconds("--seconds", 10);
    Optional<String> rates = options.find("--rates");
    if (rates.isPresent()) {
      int most = options.number("--connections", MOST_UNDER_WAY);
      return numbers(rates.get())
          .map(rate -> Plan.open(Double.parseDouble(rate), most, warmUp, length))
          .toList();
    }
    return numbers(options.find("--connections").orElse("1,16,64"))
        .map(connections -> Plan.closed(Integer.parseInt(connections), warmUp, length))
        .toList();
  }

  private static Stream<String> numbers(String list) {
    return Arrays.stream(list.split(",", -1));
  }

  private void latency() throws IOException {
    Scenario scenario =
        Scenario.all(options.find("--scenario").orElse(Scenario.SIGN_ES256.label())).getFirst();
    LatencyLadder.Lengths lengths =
        new LatencyLadder.Lengths(
            options.number("--connections", 64),
            options.seconds("--warm-up", 3),
            options.seconds("--seconds", 10),
            options.seconds("--long-seconds", 60));
    List<Result> results =
        LatencyLadder.measure(scenario.title(), workload(scenario), tls, lengths, out);
    plot("Latency through " + nodes() + ", open loop", "share of the peak rate", results);
  }

  private void failover() throws IOException, InterruptedException {
    Victims cluster =
        new QuickstartCluster(
            Path.of(options.get("--quickstart")),
            Path.of(options.get("--dir")),
            Path.of(options.get("--log")));
    Failover.measure(
        cluster,
        new Workload(targets, token, List.of(Scenario.STORE)),
        tls,
        new Failover.Kills(
            options.number("--kills", 20),
            options.seconds("--rest-seconds", 5),
            options.number("--rate", 100)),
        out);
  }

  private void fill() throws IOException {
    int items = options.number("--items", 100_000);
    Workload workload = workload(Scenario.STORE_SECRET);
    Plan plan = Plan.closed(MOST_UNDER_WAY, Duration.ZERO, FILLING);
    long stored = 0;
    while (stored < items) {
      Result result = Load.run(Scenario.STORE_SECRET.title(), plan, workload, tls);
      requireGood(result);
      stored += result.answers().good();
    }
    out.printf(Locale.ROOT, "  %,d secrets stored%n", stored);
  }

  private void http() throws IOException {
    HttpRatio.Lengths lengths =
        new HttpRatio.Lengths(
            options.number("--turns", 3),
            options.number("--connections", MOST_UNDER_WAY),
            options.seconds("--warm-up", 3),
            options.seconds("--seconds", 10));
    ServerCpu server = new ServerCpu(Long.parseLong(options.get("--pid")));
    String threads = Integer.toString(Runtime.getRuntime().availableProcessors());
    Path log = Path.of(options.get("--log"));
    try (Baseline raw = Baseline.start(RawCalls.class, List.of(threads), log, Map.of())) {
      HttpRatio ratio = new HttpRatio(raw, server, tls, lengths, out);
      out.println(HttpRatio.header());
      List<String> verdicts = new ArrayList<>();
      for (HttpRatio.Operation operation : HttpRatio.Operation.values()) {
        verdicts.add(ratio.measure(operation, workload(operation.scenario())));
      }
      out.println();
      verdicts.forEach(out::println);
    }
  }

  private void writes() throws IOException {
    WriteRatio.Lengths lengths =
        new WriteRatio.Lengths(
            options.number("--turns", 3),
            options.seconds("--warm-up", 3),
            options.seconds("--seconds", 10));
    List<Integer> clients =
        numbers(options.find("--connections").orElse("64,1")).map(Integer::valueOf).toList();
    Optional<SyncDelay> delay = options.find("--sync-control").map(Path::of).map(SyncDelay::new);
    Map<String, String> environment =
        options
            .find("--sync-library")
            .flatMap(library -> delay.map(control -> control.environment(Path.of(library))))
            .orElse(Map.of());
    Path log = Path.of(options.get("--log"));
    try (Baseline bare =
        Baseline.start(BareWrites.class, List.of(options.get("--dir")), log, environment)) {
      WriteRatio ratio =
          new WriteRatio(
              bare, new Workload(targets, token, List.of(Scenario.STORE)), tls, lengths, out);
      ratio.measure(clients, delay);
    }
  }

  private Workload workload(Scenario scenario) throws IOException {
    try (Api api = new Api(targets.getFirst(), tls, token)) {
      return new Workload(targets, token, scenario.prepare(api));
    }
  }

  private String nodes() {
    return targets.size() == 1 ? "one node" : targets.size() + " nodes";
  }

  /// A load without any good answer has measured nothing.
  static void requireGood(Result result) throws IOException {
    if (result.answers().good() == 0) {
      throw new IOException(
          "no request of '"
              + result.scenario()
              + "' was answered with 200, but "
              + result.answers().errors()
              + "; "
              + result.trouble().orElse("all connections were well"));
    }
  }

  private void plot(String title, String loads, List<Result> results) throws IOException {
    Optional<String> file = options.find("--plot");
    if (file.isPresent()) {
      Files.writeString(Path.of(file.get()), Plot.of(title, loads, results));
    }
  }
}
