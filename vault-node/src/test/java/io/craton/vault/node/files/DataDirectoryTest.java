package io.craton.vault.node.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir private Path parent;
  private Path path = Path.of("");

  @BeforeEach
  void choosePath() {
    path = parent.resolve("a").resolve("data");
  }

  @Test
  void itIsMadeForItsOwnerAlone() throws Exception {
    DataDirectory.open(path, "c", "n").close();

    assertThat(Files.getPosixFilePermissions(path)).isEqualTo(Ownership.DIRECTORY);
    try (var files = Files.list(path)) {
      assertThat(files).allMatch(DataDirectoryTest::ownerOnly);
    }
  }

  @Test
  void itsOwnNodeMayComeBack() throws Exception {
    DataDirectory.open(path, "c", "n").close();
    DataDirectory.open(path, "c", "n").close();
  }

  @Test
  void aSecondUserIsRefused() throws Exception {
    try (DataDirectory held = DataDirectory.open(path, "c", "n")) {
      assertThat(held.path()).isEqualTo(path);
      assertThat(failure("c", "n").code()).isEqualTo(ExitCode.DATA_LOCKED);
    }
  }

  @Test
  void anotherClusterOrNodeIsRefused() throws Exception {
    DataDirectory.open(path, "c", "n").close();

    assertThat(failure("d", "n").code()).isEqualTo(ExitCode.WRONG_CLUSTER);
    assertThat(failure("c", "m").getMessage())
        .contains("belongs to node n of cluster c, but this is node m of cluster c");
  }

  @Test
  void onlyALogOrAStateShowsAnEarlierStart() throws Exception {
    try (DataDirectory data = DataDirectory.open(path, "c", "n")) {
      assertThat(data.startedBefore()).isFalse();
      Files.createDirectory(data.consensus());
      assertThat(data.startedBefore()).isFalse();
      Files.createDirectory(data.consensus().resolve("lost+found"));
      Files.createDirectory(data.consensus().resolve("native"));
      assertThat(data.startedBefore()).isFalse();
      for (String made : List.of("raft", "state")) {
        Path directory = Files.createDirectory(data.consensus().resolve(made));
        assertThat(data.startedBefore()).as(made).isTrue();
        Files.delete(directory);
      }
    }
  }

  @Test
  void itBelongsToNobodyBeforeItIsClaimed() throws Exception {
    DataDirectory.openUnclaimed(path, "c", "n").close();
    try (DataDirectory other = DataDirectory.openUnclaimed(path, "d", "m")) {
      assertThat(failure("d", "m").code()).isEqualTo(ExitCode.DATA_LOCKED);
      other.claim();
    }

    assertThat(failure("c", "n").code()).isEqualTo(ExitCode.WRONG_CLUSTER);
    StartFailure unclaimed =
        catchThrowableOfType(
            StartFailure.class, () -> DataDirectory.openUnclaimed(path, "c", "n").close());
    assertThat(unclaimed.code()).isEqualTo(ExitCode.WRONG_CLUSTER);
    DataDirectory.open(path, "d", "m").close();
  }

  @Test
  void aDamagedIdentityIsRefused() throws Exception {
    DataDirectory.open(path, "c", "n").close();
    Files.writeString(path.resolve("owner"), "x");

    assertThat(failure("c", "n").code()).isEqualTo(ExitCode.DATA_CORRUPT);
  }

  @Test
  void aDirectoryOpenToOthersIsRefused() throws Exception {
    Files.createDirectories(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-x---"));

    StartFailure failure = failure("c", "n");

    assertThat(failure.code()).isEqualTo(ExitCode.INSECURE_PERMISSIONS);
    assertThat(failure.getMessage()).contains("(rwxr-x---); run: chmod go-rwx " + path);
  }

  @Test
  void aFileInItsPlaceIsRefused() throws Exception {
    Files.createDirectories(parent.resolve("a"));
    Files.createFile(path);

    assertThat(failure("c", "n").code()).isEqualTo(ExitCode.DATA_UNUSABLE);
  }

  private StartFailure failure(String cluster, String node) {
    return catchThrowableOfType(
        StartFailure.class, () -> DataDirectory.open(path, cluster, node).close());
  }

  private static boolean ownerOnly(Path file) {
    try {
      return Ownership.DIRECTORY.containsAll(Files.getPosixFilePermissions(file));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }
}
