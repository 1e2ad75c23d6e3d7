package io.craton.vault.node.chaos;

import io.craton.vault.node.chaos.fault.Catalogue;
import io.craton.vault.node.chaos.load.Recorder;
import io.craton.vault.node.chaos.load.Verdicts;
import io.craton.vault.node.chaos.load.Workload;
import io.craton.vault.node.chaos.report.Plot;
import io.craton.vault.node.chaos.report.Report;
import io.craton.vault.node.chaos.world.ChaosCluster;
import io.craton.vault.node.chaos.world.Setting;
import io.craton.vault.node.chaos.world.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A run of `scripts/chaos`: starts a cluster, breaks it while clients work on it, and judges what
/// they saw. Ends with 0 when nothing was wrong.
public final class Chaos {
  private static final Duration QUIET = Duration.ofSeconds(60);

  private final Options options;
  private final List<String> violations = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();

  private Chaos(Options options) {
    this.options = options;
  }

  @SuppressWarnings("SystemOut") // A program for people.
  public static void main(String[] arguments) throws Exception {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    Chaos chaos = new Chaos(options);
    chaos.run();
    System.exit(chaos.violations.isEmpty() ? 0 : 1);
  }

  private void run() throws IOException, InterruptedException {
    Setting setting =
        new Setting(
            options.work(),
            options.out(),
            options.namespaces(),
            options.libraries(),
            options.disturber(),
            options.nodes(),
            options.nodes() + 1);
    try (ChaosCluster cluster = ChaosCluster.start(setting)) {
      try (Recorder recorder = new Recorder(options.out().resolve("history.tsv.gz"));
          Supervisor supervisor = new Supervisor(cluster.nodes());
          Workload workload = new Workload(cluster, recorder, options.seed())) {
        breakAndJudge(cluster, recorder, supervisor, workload);
      }
    }
  }

  private void breakAndJudge(
      ChaosCluster cluster, Recorder recorder, Supervisor supervisor, Workload workload)
      throws IOException, InterruptedException {
    Random random = new Random(options.seed());
    Catalogue catalogue =
        new Catalogue(Catalogue.of(cluster, supervisor), options.faults(), random);
    say("seed " + options.seed() + ", faults " + catalogue.kinds());
    Conductor conductor = new Conductor(cluster, recorder, catalogue, supervisor, random);
    long began = recorder.now();
    workload.start(options.rate());
    conductor.run(options.length());
    workload.stop();
    long length = recorder.now() - began;
    violations.addAll(conductor.violations());
    quiet(cluster, recorder, workload);
    Verdicts verdicts = workload.judge();
    Report report = new Report(recorder.ended(), conductor.windows(), verdicts, length);
    judge(report, recorder, supervisor, workload);
    if (catalogue.kinds().stream()
        .anyMatch(kind ->
            conductor.windows().stream().noneMatch(window -> window.kinds().contains(kind)))) {
      remarks.add("too short for every kind of fault");
    }
    write(report, recorder);
  }

  /// What is checked when nothing is broken and nobody writes.
  private void quiet(ChaosCluster cluster, Recorder recorder, Workload workload)
      throws InterruptedException {
    try {
      cluster.awaitReady(QUIET);
      workload.readBack();
      Reconciliation reconciliation = new Reconciliation(cluster, workload::call);
      remarks.add("equal digests: " + reconciliation.equalDigests());
      remarks.add("HSM: " + reconciliation.hsm());
      remarks.add("equal digests: " + reconciliation.equalDigests());
    } catch (AssertionError e) {
      violations.add("when all was quiet: " + e + ", " + e.getCause());
      recorder.remark("when all was quiet: " + e);
    }
  }

  private void judge(Report report, Recorder recorder, Supervisor supervisor, Workload workload) {
    violations.addAll(recorder.wrong());
    violations.addAll(report.verdicts().violations());
    violations.addAll(supervisor.violations());
    if (report.verdicts().revocations().longestNanos() > 0) {
      violations.add("something was used after its revocation");
    }
    if (report.verdicts().revocations().refusals() == 0) {
      violations.add("nothing was tried after a revocation: this run shows nothing");
    }
    if (report.rate() < options.leastRate()) {
      violations.add("fewer than %d answered calls a second".formatted(options.leastRate()));
    }
    if (!report.neverDone().isEmpty()) {
      violations.add("never succeeded: " + report.neverDone());
    }
    if (report.windows().isEmpty()) {
      violations.add("nothing was broken");
    }
    remarks.add("attempts that failed and were made again: " + recorder.attemptsFailed());
    remarks.add("calls not sent because too many waited for a node: " + workload.notSent());
    remarks.add("versions made by rotation policies, as seen: " + workload.timedVersions());
    remarks.add("nodes that ended by themselves: " + supervisor.ends());
  }

  private void write(Report report, Recorder recorder) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("seed ").append(options.seed()).append('\n').append(report.text());
    remarks.forEach(remark -> text.append(remark).append('\n'));
    text.append("\nviolations: ").append(violations.size()).append('\n');
    violations.forEach(violation -> text.append("  ").append(violation).append('\n'));
    Files.writeString(options.out().resolve("report.txt"), text);
    String title =
        "chaos, seed %d: %d calls, %d windows with faults, %d violations"
            .formatted(
                options.seed(), report.calls().size(), report.windows().size(), violations.size());
    Files.writeString(
        options.out().resolve("report.svg"),
        Plot.of(title, recorder.ended(), report.windows(), report.length()));
    say("\n" + text);
  }

  @SuppressWarnings("SystemOut") // A program for people.
  private static void say(String what) {
    System.out.println(what);
  }
}
