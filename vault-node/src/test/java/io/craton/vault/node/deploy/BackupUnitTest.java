package io.craton.vault.node.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.node.exit.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `deploy/systemd/craton-backup.service` makes a backup of its own name and deletes old ones.
class BackupUnitTest {
  /// When a later try can help.
  private static final Set<ExitCode> TRIED_AGAIN =
      Set.of(ExitCode.OK, ExitCode.NODE_UNREACHABLE, ExitCode.TRY_AGAIN);

  private static final int OUT_OF_MEMORY = 3;

  @TempDir private Path directory;

  @Test
  void theCommandIsGivenANameWithTheTime() throws Exception {
    Path craton = directory.resolve("craton");
    Files.writeString(craton, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    Files.setPosixFilePermissions(craton, PosixFilePermissions.fromString("rwx------"));
    String line = unit().value("ExecStart");
    assertThat(line).startsWith("/bin/sh -c '").endsWith("'");
    // As systemd reads it.
    String script =
        line.substring("/bin/sh -c '".length(), line.length() - 1)
            .replace("$$", "$")
            .replace("%%", "%")
            .replace("/usr/bin/craton", craton.toString());
    List<String> words = run(List.of("/bin/sh", "-c", script));
    assertThat(words)
        .startsWith("backup", "create", "--config", "/etc/craton/craton.yaml")
        .containsSubsequence("--token-file", "/etc/craton/admin.token")
        .last()
        .asString()
        .matches("/backup/vault-\\d{8}T\\d{6}Z\\.craton-backup");
  }

  @Test
  void onlyOldBackupsAreDeletedAndNothingElse() throws Exception {
    String kept = unit().value("Environment=BACKUP_DAYS");
    assertThat(Shipped.text("docs/operations/backup.md")).contains("older than " + kept + " days");
    int days = Integer.parseInt(kept);
    file("vault-20260101T000000Z.craton-backup", days + 2);
    file("vault-20260102T000000Z.craton-backup", days - 1);
    file("vault-20260103T000000Z.craton-backup", 0);
    file("by-hand.craton-backup", days + 2);
    file("other", days + 2);
    Files.createDirectories(directory.resolve("below"));
    file("below/vault-20260101T000000Z.craton-backup", days + 2);

    // No shell reads it: words are separated by spaces, and a star is a star.
    List<String> words = new ArrayList<>();
    for (String word : unit().value("ExecStartPost").split(" ", -1)) {
      words.add(
          word.replace("${BACKUP_DAYS}", kept).replaceFirst("^/backup$", directory.toString()));
    }
    assertThat(words).contains(directory.toString()).doesNotContain("/backup");
    assertThat(run(words)).isEmpty();
    assertThat(directory.resolve("vault-20260101T000000Z.craton-backup")).doesNotExist();
    for (String name :
        List.of(
            "vault-20260102T000000Z.craton-backup",
            "vault-20260103T000000Z.craton-backup",
            "by-hand.craton-backup",
            "other",
            "below/vault-20260101T000000Z.craton-backup")) {
      assertThat(directory.resolve(name)).exists();
    }
  }

  @Test
  void itTriesAgainWhenThatCanHelpAndIsWalledInAsTheNodeIs() throws Exception {
    Set<Integer> left = new TreeSet<>(Set.of(OUT_OF_MEMORY));
    for (ExitCode code : ExitCode.values()) {
      if (!TRIED_AGAIN.contains(code)) {
        left.add(code.code());
      }
    }
    assertThat(UnitFile.numbers(unit().value("RestartPreventExitStatus"))).isEqualTo(left);
    assertThat(unit().value("Type")).isEqualTo("oneshot");
    UnitFile node = UnitFile.of("craton.service");
    for (String key :
        List.of(
            "User",
            "UMask",
            "LimitCORE",
            "ProtectSystem",
            "ProtectHome",
            "NoNewPrivileges",
            "CapabilityBoundingSet",
            "RestrictAddressFamilies",
            "SystemCallFilter")) {
      assertThat(unit().values(key)).as(key).isNotEmpty().isEqualTo(node.values(key));
    }
    assertThat(unit().value("ReadWritePaths")).isEqualTo("/backup");
    assertThat(UnitFile.of("craton-backup.timer").value("OnCalendar")).isNotEmpty();
  }

  private void file(String name, int daysOld) throws IOException {
    Path file = Files.writeString(directory.resolve(name), "a backup");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(daysOld))));
  }

  private static UnitFile unit() throws IOException {
    return UnitFile.of("craton-backup.service");
  }

  /// The lines that a program writes; it must succeed.
  private static List<String> run(List<String> words) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", words, said).isZero();
    return said.lines().toList();
  }
}
