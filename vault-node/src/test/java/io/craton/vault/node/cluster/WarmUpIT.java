package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.node.deploy.Shipped;
import io.craton.vault.node.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `scripts/warm-up` makes a cache, and the launcher uses that for what it was made for.
class WarmUpIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final String OFF = "off";

  @TempDir private Path directory;

  @Test
  void aNodeStartsFromTheCacheOfItsJarAndFromNoOther() throws Exception {
    Path jar = Files.copy(NodeProcess.JAR, directory.resolve("craton.jar"));
    Path cache = directory.resolve("craton.aot");
    assertThat(start("").err()).contains("without a cache", "there is no " + cache);

    Path work = Files.createDirectory(directory.resolve("work"));
    String said =
        Program.of(
                Shipped.path("scripts/warm-up").toString(),
                "--jar",
                jar.toString(),
                "--port-base",
                QuickstartPorts.base())
            .with("TMPDIR", work.toString())
            .with("JAVA_HOME", System.getProperty("java.home"))
            .within(LIMIT)
            .run();
    assertThat(said).contains("made " + cache);
    assertThat(work).as("what the run left behind").isEmptyDirectory();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files)
          .containsExactlyInAnyOrder(jar, cache, directory.resolve("craton.aot.for"), work);
    }

    Started warm = start("");
    assertThat(warm.err()).doesNotContain("cache");
    assertThat(warm.fromCache()).isGreaterThan(1_000);
    assertThat(warm.fromJar()).isLessThan(warm.fromCache() / 10);
    Figures.record(
        "a command that ends at once: %d classes from the cache of nodes, %d from the jar",
        warm.fromCache(), warm.fromJar());

    assertThat(start(OFF).fromCache()).isZero();
    assertThat(start(OFF).err()).doesNotContain("cache");

    mode(cache, "rw-rw-r--");
    refused("written by others");
    mode(cache, "rw-r--r--");
    mode(directory, "rwxrwxrwx");
    refused("written by others");
    mode(directory, "rwx------");

    Path elsewhere = Files.move(cache, work.resolve("elsewhere"));
    Files.createSymbolicLink(cache, elsewhere);
    refused("is a link");
    Files.move(elsewhere, cache, StandardCopyOption.REPLACE_EXISTING);
    Path mark = directory.resolve("craton.aot.for");
    Files.move(mark, elsewhere);
    refused("cannot be read");
    Files.move(elsewhere, mark);

    FileTime made = Files.getLastModifiedTime(jar);
    Files.setLastModifiedTime(jar, FileTime.fromMillis(made.toMillis() - 60_000));
    refused("another Java, jar or collector");
    Files.setLastModifiedTime(jar, FileTime.fromMillis(System.currentTimeMillis() + 60_000));
    refused("older than the jar");
    Files.setLastModifiedTime(jar, made);
    assertThat(start("").fromCache()).isGreaterThan(1_000);
  }

  private void refused(String why) throws IOException, InterruptedException {
    Started cold = start("");
    assertThat(cold.err()).containsOnlyOnce("without a cache").contains(why);
    assertThat(cold.fromCache()).isZero();
  }

  /// How the start of a node went that has no configuration, and ends for that.
  ///
  /// @param fromCache classes of the jar that came from the cache
  /// @param fromJar those that were read from the jar
  private record Started(String err, long fromCache, long fromJar) {}

  private Started start(String cache) throws IOException, InterruptedException {
    Path log = directory.resolve("work-classes");
    Launcher.Ended ended =
        Launcher.at(directory)
            .with("CRATON_JAR", directory.resolve("craton.jar").toString())
            .with("CRATON_CACHE", cache)
            .with("CRATON_JAVA_OPTS", "-Xlog:class+load:file=" + log)
            .run("", "server", "--config", directory.resolve("none.yaml").toString());
    assertThat(ended.code()).as(ended.err()).isEqualTo(ExitCode.CONFIGURATION.code());
    try (Stream<String> lines = Files.lines(log)) {
      var classes = lines.filter(line -> line.contains(" source: ")).toList();
      return new Started(
          ended.err(),
          classes.stream()
              .filter(line -> line.contains(" picocli.") || line.contains(" io.craton."))
              .filter(line -> line.contains("shared objects file"))
              .count(),
          classes.stream().filter(line -> line.contains("source: file:")).count());
    } finally {
      Files.delete(log);
    }
  }

  private static void mode(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }
}
