package io.craton.vault.node.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewFileTest {
  @TempDir Path directory;

  @Test
  void appearsWhenItIsWholeForItsOwnerOnly() throws Exception {
    Path target = directory.resolve("backup");
    try (NewFile file = NewFile.of(target)) {
      Files.writeString(file.partial(), "all of it");
      assertThat(target).doesNotExist();
      file.commit();
    }
    assertThat(target).hasContent("all of it");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-------");
    assertOnly("backup");
  }

  @Test
  void leavesNothingWhenItIsGivenUp() throws Exception {
    try (NewFile file = NewFile.of(directory.resolve("backup"))) {
      Files.writeString(file.partial(), "half of it");
    }
    assertOnly();
  }

  @Test
  void takesNobodysPlace() throws Exception {
    Path target = directory.resolve("backup");
    try (NewFile file = NewFile.of(target)) {
      Files.writeString(file.partial(), "new");
      Files.writeString(target, "came first");
      assertThatExceptionOfType(StartFailure.class)
          .isThrownBy(file::commit)
          .extracting(StartFailure::code)
          .isEqualTo(ExitCode.REFUSED);
    }
    assertThat(target).hasContent("came first");
    assertOnly("backup");
    assertThatExceptionOfType(StartFailure.class)
        .isThrownBy(() -> NewFile.of(target))
        .withMessageContaining("not overwritten");
  }

  @Test
  void aDirectoryOrAMissingOneIsNoFile() {
    assertThatExceptionOfType(StartFailure.class).isThrownBy(() -> NewFile.of(directory));
    assertThatExceptionOfType(StartFailure.class)
        .isThrownBy(() -> NewFile.of(directory.resolve("missing/backup")))
        .extracting(StartFailure::code)
        .isEqualTo(ExitCode.DATA_UNUSABLE);
  }

  private void assertOnly(String... names) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly(names);
    }
  }
}
