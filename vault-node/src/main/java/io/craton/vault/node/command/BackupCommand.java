package io.craton.vault.node.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.craton.vault.consensus.backup.Archive;
import io.craton.vault.consensus.backup.Manifest;
import io.craton.vault.consensus.rocks.Applied;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.backup.ArchiveFile;
import io.craton.vault.node.backup.NewFile;
import io.craton.vault.node.backup.OfflineBackup;
import io.craton.vault.node.backup.ProgressLine;
import io.craton.vault.node.backup.RestoreRun;
import io.craton.vault.node.backup.Survivor;
import io.craton.vault.node.command.output.OutputOptions;
import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Backups of the vault's state. The keys in the HSM are in none of them.
@Command(
    name = "backup",
    description =
        "Makes, verifies and restores backups of the state; keys in the HSM are backed up with the"
            + " HSM's own means.")
final class BackupCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /// Makes a backup.
  @Command(
      name = "create",
      description =
          "Writes a backup of a running node's state to a new file, and verifies it. With"
              + " --offline, of a node that does not run.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  craton backup create --config node.yaml --output-file vault-2026-11-29",
        "  craton backup create --config node.yaml --offline --output-file last-words"
      })
  int create(
      @Mixin AdminOptions admin,
      @Option(
              names = "--output-file",
              required = true,
              paramLabel = "FILE",
              description = "The file to make; must not exist.")
          Path file,
      @Option(
              names = "--offline",
              description =
                  "Reads the data directory of a stopped node, with its log, instead of asking a"
                      + " running one; needs --config, for the HSM.")
          boolean offline,
      @Option(
              names = "--data-directory",
              paramLabel = "DIR",
              description = "With --offline: another directory than the configured one.")
          @Nullable Path dataDirectory)
      throws StartFailure, InterruptedException {
    if (dataDirectory != null && !offline) {
      throw new StartFailure(ExitCode.USAGE, "--data-directory goes with --offline");
    }
    try (NewFile output = NewFile.of(file)) {
      if (offline) {
        Configuration configuration = admin.configuration();
        Path source = dataDirectory == null ? configuration.node().dataDirectory() : dataDirectory;
        OfflineBackup.write(configuration, source, output.partial());
      } else {
        receive(admin, output);
      }
      Archive archive = ArchiveFile.read(output.partial(), progress("verified"));
      output.commit();
      Manifest manifest = archive.manifest();
      out()
          .printf(
              "backup of cluster %s at index %d: %d bytes in %s%n",
              manifest.source().cluster(), manifest.applied().index(), manifest.bytes(), file);
      return ExitCode.OK.code();
    } catch (IOException e) {
      throw ArchiveFile.failure(file, e);
    }
  }

  private void receive(AdminOptions admin, NewFile output)
      throws StartFailure, InterruptedException {
    ProgressLine progress = progress("received");
    try (SecretBytes token = admin.token()) {
      admin
          .calls()
          .download(
              "/admin/v1/backup",
              token,
              body -> ArchiveFile.copy(body, output.partial(), progress));
    }
  }

  /// Verifies a backup.
  @Command(
      name = "verify",
      description =
          "Checks that a backup is as it was written; with --config also that this cluster's HSM"
              + " vouched for it.",
      footerHeading = "%nExamples:%n",
      footer = "  craton backup verify vault-2026-11-29 --config node.yaml")
  int verify(
      @Parameters(paramLabel = "FILE", description = "The backup.") Path file,
      @Mixin OptionalConfiguration options,
      @Mixin OutputOptions output)
      throws StartFailure {
    Archive archive;
    try {
      archive = ArchiveFile.read(file, progress("verified"));
    } catch (IOException e) {
      throw ArchiveFile.failure(file, e);
    }
    Optional<Configuration> configuration = options.load();
    if (configuration.isPresent()) {
      ArchiveFile.requireGenuine(file, archive, configuration.get());
    }
    print(archive, configuration.isPresent(), output);
    return ExitCode.OK.code();
  }

  private void print(Archive archive, boolean genuine, OutputOptions output) {
    Manifest manifest = archive.manifest();
    String authenticity =
        genuine ? "sealed by the HSM" : "not checked; that needs the HSM: --config FILE";
    if (output.json()) {
      ObjectNode all = JsonMapper.builder().build().createObjectNode();
      all.put("cluster_id", manifest.source().cluster()).put("node", manifest.source().node());
      all.put("created_at", manifest.source().createdAt().toString());
      all.put("product", manifest.source().product());
      all.put("term", manifest.applied().term()).put("index", manifest.applied().index());
      all.put("state_digest", manifest.digest()).put("bytes", manifest.bytes());
      all.put("current_kek", manifest.keks().current());
      manifest.keks().all().keySet().forEach(all.putArray("keks")::add);
      all.put("manifest", archive.manifestHash().toHex());
      all.put("intact", true).put("authentic", genuine);
      output.print(all);
      return;
    }
    out().println("cluster:      " + manifest.source().cluster());
    out().println("node:         " + manifest.source().node());
    out().println("created:      " + manifest.source().createdAt());
    out()
        .println(
            "position:     index "
                + manifest.applied().index()
                + ", term "
                + manifest.applied().term());
    out().println("state digest: " + manifest.digest());
    out().println("sealed under: " + versions(manifest));
    out()
        .println(
            "integrity:    good, "
                + manifest.entries().size()
                + " files, "
                + manifest.bytes()
                + " bytes");
    out().println("authenticity: " + authenticity);
  }

  /// The versions of the key-encryption key that the state knew; it needs no others.
  private static String versions(Manifest manifest) {
    return manifest.keks().all().keySet().stream()
        .map(
            version -> version == manifest.keks().current() ? version + " (current)" : "" + version)
        .collect(Collectors.joining(", ", "key-encryption key ", ""));
  }

  /// Restores a backup.
  @Command(
      name = "restore",
      description =
          "Makes the empty data directory of the configured node one that founds a new cluster with"
              + " the state of a backup.",
      footerHeading = "%nExamples:%n",
      footer = "  craton backup restore vault-2026-11-29 --config new-node.yaml")
  int restore(
      @Parameters(paramLabel = "FILE", description = "The backup.") Path file,
      @Mixin ConfigurationOptions options,
      @Option(
              names = RestoreRun.SURE,
              description =
                  "Lets the new cluster have the cluster.id of the old one. No node of that may"
                      + " ever run again: it would destroy keys of the new one, and the new one"
                      + " its.")
          boolean oldClusterIsGone)
      throws StartFailure {
    RestoreRun run = new RestoreRun(options.load(), file, oldClusterIsGone);
    run.run(progress("unpacked")).forEach(out()::println);
    return ExitCode.OK.code();
  }

  /// Compares the survivors of a cluster.
  @Command(
      name = "survey",
      description =
          "Tells how far the log of stopped nodes goes, the most advanced first; changes nothing.",
      footerHeading = "%nExamples:%n",
      footer = "  craton backup survey /survivors/a /survivors/b")
  int survey(
      @Parameters(
              paramLabel = "DIR",
              arity = "1..*",
              description = "Data directories of stopped nodes of one cluster.")
          List<Path> directories)
      throws StartFailure {
    List<Survivor> survivors = new ArrayList<>();
    for (Path directory : directories) {
      survivors.add(Survivor.in(directory));
    }
    if (survivors.stream().map(Survivor::cluster).distinct().count() > 1) {
      throw new StartFailure(
          ExitCode.USAGE, "these are nodes of different clusters, which cannot be compared");
    }
    survivors.sort(
        Comparator.comparingLong((Survivor survivor) -> survivor.last().term())
            .thenComparingLong(survivor -> survivor.last().index())
            .reversed());
    for (Survivor survivor : survivors) {
      Applied last = survivor.last();
      out()
          .printf(
              "term %d index %d: node %s of cluster %s in %s%n",
              last.term(), last.index(), survivor.node(), survivor.cluster(), survivor.directory());
    }
    return ExitCode.OK.code();
  }

  private ProgressLine progress(String what) {
    return new ProgressLine(spec.commandLine().getErr(), what, System::nanoTime);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
