package io.craton.vault.node.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.node.configuration.PemPair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// Authorities and certificates, made with openssl in one directory.
public record TestPki(Path directory) {
  private static final String EC = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes ";

  public Path authority(String name) throws Exception {
    Path file = directory.resolve(name + ".pem");
    openssl(
        "req -x509 "
            + EC
            + "-days 2 -subj /CN="
            + name
            + " -addext keyUsage=critical,keyCertSign -keyout "
            + directory.resolve(name + ".pem.key")
            + " -out "
            + file);
    return file;
  }

  /// A key and its certificate, signed by that authority.
  ///
  /// @param names such as `IP:127.0.0.1`
  /// @param usage such as `serverAuth,clientAuth`
  public PemPair leaf(String name, Path authority, String names, String usage, int days)
      throws Exception {
    PemPair pair = new PemPair(directory.resolve(name + ".crt"), directory.resolve(name + ".key"));
    Path extensions =
        Files.writeString(
            directory.resolve(name + ".ext"),
            "subjectAltName=" + names + "\nextendedKeyUsage=" + usage + "\n");
    Path request = directory.resolve(name + ".csr");
    openssl("req -new " + EC + "-subj /CN=" + name + " -keyout " + pair.key() + " -out " + request);
    openssl(
        "x509 -req -in %s -CA %s -CAkey %s.key -CAcreateserial -days %d -extfile %s -out %s"
            .formatted(request, authority, authority, days, extensions, pair.certificate()));
    Files.setPosixFilePermissions(pair.key(), PosixFilePermissions.fromString("rw-------"));
    return pair;
  }

  /// Puts one pair in the place of another.
  public static void replace(PemPair old, PemPair by) throws IOException {
    replace(old.key(), by.key());
    replace(old.certificate(), by.certificate());
  }

  public static void replace(Path old, Path by) throws IOException {
    Files.copy(by, old, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static void openssl(String arguments) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(List.of(("openssl " + arguments).split(" ")))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
