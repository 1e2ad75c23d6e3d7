package io.craton.vault.node.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A SoftHSM token of its own, which the nodes of one cluster share as they would share a
/// partition.
public record SoftToken(
    Path configuration, Path directory, Path pinFile, String pin, Path library) {
  public static final String LABEL = "craton";
  private static final int PIN_DIGITS = 24;
  private static final List<Path> LIBRARIES =
      List.of(
          Path.of("/usr/lib/softhsm/libsofthsm2.so"),
          Path.of("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
          Path.of("/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"));

  /// Initialises a token below a directory, with random PINs.
  public static SoftToken create(Path parent) throws IOException {
    Path directory = Files.createDirectories(parent.resolve("tokens"));
    Path configuration = parent.resolve("softhsm2.conf");
    Files.writeString(
        configuration,
        "directories.tokendir = %s%nobjectstore.backend = file%nlog.level = ERROR%n"
            .formatted(directory));
    Random random = new SecureRandom();
    String pin = digits(random);
    Path pinFile = PrivateFiles.write(parent.resolve("pin"), pin);
    SoftToken token = new SoftToken(configuration, directory, pinFile, pin, findLibrary());
    String officer = digits(random);
    token
        .tool("--init-token", "--slot-index", "0", "--label", LABEL, "--so-pin", "env:SO_PIN")
        .with("SO_PIN", officer)
        .run();
    token
        .tool(
            "--token-label",
            LABEL,
            "--login",
            "--login-type",
            "so",
            "--so-pin",
            "env:SO_PIN",
            "--init-pin",
            "--new-pin",
            "env:PIN")
        .with("SO_PIN", officer)
        .run();
    return token;
  }

  /// What `pkcs11-tool` lists after a login: objects and their attributes.
  public String listObjects() {
    return tool("--token-label", LABEL, "--login", "--pin", "env:PIN", "--list-objects").run();
  }

  private Program tool(String... arguments) {
    List<String> words = new ArrayList<>();
    words.add("pkcs11-tool");
    words.add("--module");
    words.add(library.toString());
    words.addAll(List.of(arguments));
    return Program.of(words.toArray(String[]::new))
        .with("SOFTHSM2_CONF", configuration.toString())
        .with("PIN", pin);
  }

  private static String digits(Random random) {
    return random
        .ints(PIN_DIGITS, '0', '9' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static Path findLibrary() {
    return LIBRARIES.stream()
        .filter(Files::isReadable)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no libsofthsm2.so; scripts/test installs softhsm2"));
  }
}
