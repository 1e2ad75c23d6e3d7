package io.craton.vault.node.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said of a PKCS#11 library that cannot be used.
class CredentialsTest {
  @TempDir private Path directory;

  @Test
  void aLibraryThatIsMissingIsToldFromOneThatCannotBeReadAndFromOtherFiles() throws Exception {
    Path missing = directory.resolve("missing.so");
    assertThat(refusal(missing)).contains("hsm.library: " + missing + " is not there");
    assertThat(refusal(missing.resolve("below"))).contains("is not there");

    Path folder = Files.createDirectories(directory.resolve("folder.so"));
    assertThat(refusal(folder))
        .contains("hsm.library: " + folder + " cannot be read (")
        .contains("let this user read it, or correct the path")
        .doesNotContain("is not there");

    Path text = Files.writeString(directory.resolve("text.so"), "no library");
    assertThat(refusal(text)).contains("is no shared library");
    Credentials.requireLibrary(
        Files.write(directory.resolve("good.so"), new byte[] {0x7f, 'E', 'L', 'F', 2}));
  }

  private static String refusal(Path library) {
    StartFailure failure =
        catchThrowableOfType(StartFailure.class, () -> Credentials.requireLibrary(library));
    assertThat(failure.code()).isEqualTo(ExitCode.HSM_LIBRARY);
    return String.valueOf(failure.getMessage());
  }
}
