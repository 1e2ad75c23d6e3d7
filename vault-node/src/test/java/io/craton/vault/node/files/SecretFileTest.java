package io.craton.vault.node.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {
  @TempDir private Path directory;

  @Test
  void theLineEndIsNoPartOfTheSecret() throws Exception {
    Path file = write("1234 \r\n", "rw-------");

    try (SecretBytes secret = SecretFile.read("k", file, ExitCode.CONFIGURATION)) {
      assertThat(secret.decodeUtf8()).isEqualTo("1234 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rwx--x---"})
  void aFileOpenToOthersIsRefused(String rights) throws IOException {
    StartFailure failure = failure(write("a-secret-pin", rights));

    assertThat(failure.code()).isEqualTo(ExitCode.INSECURE_PERMISSIONS);
    assertThat(failure.getMessage())
        .contains(rights)
        .contains("chmod go-rwx")
        .doesNotContain("a-secret-pin");
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    assertThat(failure(write("\n", "rw-------")).getMessage()).endsWith("is empty");
  }

  @Test
  void aMissingFileIsRefused() {
    assertThat(failure(directory.resolve("none")).getMessage()).contains("does not exist");
  }

  @Test
  void aDirectoryIsRefused() {
    assertThat(failure(directory).getMessage()).contains("is a directory");
  }

  private static StartFailure failure(Path file) {
    return catchThrowableOfType(
        StartFailure.class, () -> SecretFile.read("k", file, ExitCode.CONFIGURATION).close());
  }

  private Path write(String text, String rights) throws IOException {
    Path file = Files.writeString(directory.resolve("secret"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
  }
}
