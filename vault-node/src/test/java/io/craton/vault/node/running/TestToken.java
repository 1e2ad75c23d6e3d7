package io.craton.vault.node.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// A SoftHSM token in a directory of its own.
record TestToken(Path directory) {
  static final String LABEL = "craton-test";
  private static final String PIN = "74920163";
  private static final List<String> LIBRARIES =
      List.of(
          "/usr/lib/softhsm/libsofthsm2.so",
          "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
          "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so");

  static TestToken make(Path directory) throws IOException, InterruptedException {
    TestToken token = new TestToken(directory);
    Files.createDirectories(directory.resolve("tokens"));
    Files.writeString(
        token.settings(),
        "directories.tokendir = %s%nobjectstore.backend = file%nlog.level = ERROR%n"
            .formatted(directory.resolve("tokens")));
    ownerOnly(token.pinFile(), PIN + "\n");
    ProcessBuilder tool =
        new ProcessBuilder(
            "softhsm2-util",
            "--init-token",
            "--free",
            "--label",
            LABEL,
            "--so-pin",
            "5830174",
            "--pin",
            PIN);
    tool.environment().put("SOFTHSM2_CONF", token.settings().toString());
    tool.redirectErrorStream(true);
    Process process = tool.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return token;
  }

  static Path library() {
    return LIBRARIES.stream().map(Path::of).filter(Files::exists).findFirst().orElseThrow();
  }

  static Path ownerOnly(Path file, String text) throws IOException {
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /// What SOFTHSM2_CONF names.
  Path settings() {
    return directory.resolve("softhsm2.conf");
  }

  /// Settings that reach the same token through `link`, a symbolic link made here: whoever deletes
  /// it takes the token away from those who have these settings.
  Path settingsThrough(Path link) throws IOException {
    Files.createSymbolicLink(link, directory.resolve("tokens"));
    return Files.writeString(
        link.resolveSibling(link.getFileName() + ".conf"),
        Files.readString(settings())
            .replace(directory.resolve("tokens").toString(), link.toString()));
  }

  /// What `pkcs11-tool` says when it is logged in.
  String tool(String... arguments) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.addAll(List.of("pkcs11-tool", "--module", library().toString()));
    line.addAll(List.of("--token-label", LABEL, "--login", "--pin", PIN));
    line.addAll(List.of(arguments));
    ProcessBuilder tool = new ProcessBuilder(line).redirectErrorStream(true);
    tool.environment().put("SOFTHSM2_CONF", settings().toString());
    Process process = tool.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  Path pinFile() {
    return directory.resolve("pin");
  }
}
