package io.craton.vault.node.chaos;

import io.craton.vault.node.chaos.fault.Catalogue;
import io.craton.vault.node.chaos.load.Recorder;
import io.craton.vault.node.chaos.load.Verdicts;
import io.craton.vault.node.chaos.load.Workload;
import io.craton.vault.node.chaos.report.Plot;
import io.craton.vault.node.chaos.report.Report;
import io.craton.vault.node.chaos.report.Window;
import io.craton.vault.node.chaos.world.ChaosCluster;
import io.craton.vault.node.chaos.world.Setting;
import io.craton.vault.node.chaos.world.Supervisor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A run of `scripts/chaos`: starts a cluster, breaks it while clients work on it, and judges what
/// they saw. Ends with 0 when nothing was wrong.
public final class Chaos {
  private static final Duration QUIET = Duration.ofMinutes(2);

  private final Options options;
  private final Instant begun = Instant.now().truncatedTo(ChronoUnit.SECONDS);
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
          Supervisor supervisor = new Supervisor(cluster);
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
    try {
      conductor.run(options.length(), soFar -> writeSoFar(soFar, recorder, began));
    } catch (IOException | AssertionError | RuntimeException e) {
      violations.add("the run broke off: " + e + " at " + List.of(e.getStackTrace()).getFirst());
    }
    workload.stop();
    long length = recorder.now() - began;
    violations.addAll(conductor.violations());
    quiet(cluster, recorder, workload);
    recorder.flush();
    say("judging");
    Report report = new Report(recorder.ended(), conductor.windows(), workload.judge(), length);
    judge(report, recorder, supervisor, workload);
    remarks.add("kinds of faults that had no turn: " + report.without(catalogue.kinds()));
    remarks.add("kinds that this machine does not permit: " + catalogue.impossible());
    write("", report, recorder);
    say("\n" + text("", report));
  }

  /// Of use only if the run does not get to its end.
  private void writeSoFar(List<Window> windows, Recorder recorder, long began) throws IOException {
    recorder.flush();
    Report report = new Report(recorder.ended(), windows, Verdicts.NONE, recorder.now() - began);
    write("UNFINISHED, nothing is judged yet: ", report, recorder);
  }

  /// What is checked when nothing is broken and nobody writes.
  private void quiet(ChaosCluster cluster, Recorder recorder, Workload workload)
      throws InterruptedException {
    try {
      cluster.bringBack();
      cluster.awaitReady(QUIET);
      workload.readBack();
      Reconciliation reconciliation = new Reconciliation(cluster, workload::call);
      remarks.add("equal digests: " + reconciliation.equalDigests());
      remarks.add("HSM: " + reconciliation.hsm());
      remarks.add("equal digests: " + reconciliation.equalDigests());
    } catch (IOException | AssertionError | RuntimeException e) {
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

  private void write(String state, Report report, Recorder recorder) throws IOException {
    Files.writeString(options.out().resolve("report.txt"), text(state, report));
    String title =
        "%schaos, seed %d: %d calls, %d windows with faults, %d violations"
            .formatted(
                state,
                options.seed(),
                report.calls().size(),
                report.windows().size(),
                violations.size());
    Files.writeString(
        options.out().resolve("report.svg"),
        Plot.of(title, recorder.ended(), report.windows(), report.length()));
  }

  private String text(String state, Report report) {
    StringBuilder text = new StringBuilder(state);
    text.append(
        "seed %d, begun %s, %d processors, load %.1f%n"
            .formatted(options.seed(), begun, Runtime.getRuntime().availableProcessors(), load()));
    text.append(report.text());
    remarks.forEach(remark -> text.append(remark).append('\n'));
    text.append("\nviolations: ").append(violations.size()).append('\n');
    violations.forEach(violation -> text.append("  ").append(violation).append('\n'));
    return text.toString();
  }

  /// Of the machine in the last minute.
  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  @SuppressWarnings("SystemOut") // A program for people.
  private static void say(String what) {
    System.out.println(what);
  }
}
