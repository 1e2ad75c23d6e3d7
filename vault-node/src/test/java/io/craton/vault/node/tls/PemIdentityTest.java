package io.craton.vault.node.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.craton.vault.node.configuration.PemPair;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemIdentityTest {
  @TempDir private Path directory;
  private final PemIdentity pem = new PemIdentity("http.tls", InstantSource.system());

  @ParameterizedTest
  @ValueSource(strings = {"ec -pkeyopt ec_paramgen_curve:P-256", "rsa:2048", "ed25519"})
  void eachKindOfKeyIsLoaded(String kind) throws Exception {
    PemPair pair = make("good", kind);

    X509ExtendedKeyManager manager = pem.keyManager(pair);

    assertThat(
            manager.getServerAliases("EC", null) != null
                || manager.getServerAliases("RSA", null) != null
                || manager.getServerAliases("EdDSA", null) != null)
        .isTrue();
    assertThat(pem.trustManager("ca", pair.certificate()).getAcceptedIssuers()).hasSize(1);
  }

  @Test
  void olderFormsOfKeysAreLoaded() throws Exception {
    PemPair pair = make("good", "rsa:2048");
    Path old = directory.resolve("pkcs1.key");
    openssl("rsa -traditional -in " + pair.key() + " -out " + old);
    ownerOnly(old);

    assertThat(Files.readString(old)).contains("BEGIN RSA PRIVATE KEY");
    pem.keyManager(new PemPair(pair.certificate(), old));
  }

  @Test
  void anotherKeyIsRefused() throws Exception {
    PemPair one = make("one", "rsa:2048");
    PemPair other = make("other", "rsa:2048");

    assertThat(failure(new PemPair(one.certificate(), other.key())))
        .contains("is not the key of the certificate");
  }

  @Test
  void anExpiredCertificateIsRefused() throws Exception {
    PemPair pair = make("good", "ed25519");
    InstantSource later = InstantSource.offset(InstantSource.system(), Duration.ofDays(3));

    StartFailure failure =
        catchThrowableOfType(
            StartFailure.class, () -> new PemIdentity("http.tls", later).keyManager(pair));

    assertThat(failure.getMessage()).contains("renew it or set the clock");
  }

  @Test
  void whatIsNoPemIsRefused() throws Exception {
    PemPair pair = make("good", "ed25519");
    Path text = Files.writeString(directory.resolve("text"), "no PEM");
    ownerOnly(text);

    assertThat(failure(new PemPair(text, pair.key()))).contains("certificate: " + text);
    assertThat(failure(new PemPair(pair.certificate(), text))).contains("key: " + text);
    assertThat(failure(new PemPair(directory.resolve("none"), text))).contains("cannot be read");
  }

  @Test
  void aKeyOpenToOthersIsRefused() throws Exception {
    PemPair pair = make("good", "ed25519");
    Files.setPosixFilePermissions(pair.key(), PosixFilePermissions.fromString("rw-r-----"));

    StartFailure failure = catchThrowableOfType(StartFailure.class, () -> pem.keyManager(pair));

    assertThat(failure.code()).isEqualTo(ExitCode.INSECURE_PERMISSIONS);
  }

  @Test
  void anAuthorityThatEverybodyMayChangeIsRefused() throws Exception {
    PemPair pair = make("good", "ed25519");
    Files.setPosixFilePermissions(pair.certificate(), PosixFilePermissions.fromString("rw-r--rw-"));

    StartFailure authority =
        catchThrowableOfType(StartFailure.class, () -> pem.trustManager("ca", pair.certificate()));
    StartFailure own = catchThrowableOfType(StartFailure.class, () -> pem.keyManager(pair));

    assertThat(authority.code()).isEqualTo(ExitCode.INSECURE_PERMISSIONS);
    assertThat(authority.getMessage()).contains("chmod o-w");
    assertThat(own.code()).isEqualTo(ExitCode.INSECURE_PERMISSIONS);
  }

  private String failure(PemPair pair) {
    StartFailure failure = catchThrowableOfType(StartFailure.class, () -> pem.keyManager(pair));
    assertThat(failure.code()).isEqualTo(ExitCode.CERTIFICATE_INVALID);
    return String.valueOf(failure.getMessage());
  }

  private PemPair make(String name, String kind) throws IOException, InterruptedException {
    PemPair pair = new PemPair(directory.resolve(name + ".crt"), directory.resolve(name + ".key"));
    openssl(
        "req -x509 -newkey %s -nodes -keyout %s -out %s -days 2 -subj /CN=localhost"
            .formatted(kind, pair.key(), pair.certificate()));
    ownerOnly(pair.key());
    return pair;
  }

  private static void ownerOnly(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
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
