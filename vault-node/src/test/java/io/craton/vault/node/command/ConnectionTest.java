package io.craton.vault.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.node.command.TestShell.Ended;
import io.craton.vault.node.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where commands go, and with which token: options, environment, profiles.
class ConnectionTest {
  /// Nothing listens there: a test that goes on to it fails.
  private static final String NOWHERE = "http://127.0.0.1:1";

  @TempDir private Path home;
  private TestVault vault;
  private TestShell shell;

  @BeforeEach
  void start() throws Exception {
    vault = TestVault.start(2);
    shell = new TestShell(home);
  }

  @AfterEach
  void stop() {
    vault.close();
  }

  private Path file(String name, String content) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private void works(String... options) {
    Ended ended = shell.run(list(options));
    assertThat(ended.code()).as(ended.err()).isZero();
  }

  private void fails(ExitCode code, String message, String... options) {
    Ended ended = shell.run(list(options));
    assertThat(ended.code()).as(ended.err()).isEqualTo(code.code());
    assertThat(ended.err()).contains(message).doesNotContain(vault.token());
    assertThat(ended.out()).isEmpty();
  }

  private static String[] list(String... options) {
    String[] all = new String[options.length + 2];
    all[0] = "item";
    all[1] = "list";
    System.arraycopy(options, 0, all, 2, options.length);
    return all;
  }

  @Test
  void optionsBeatTheEnvironmentAndThatTheProfile() throws Exception {
    file(
        ".config/craton/profile.yaml",
        """
        profiles:
          only:
            endpoints: %s
            token: wrong
        """
            .formatted(NOWHERE));
    fails(ExitCode.NODE_UNREACHABLE, NOWHERE);
    shell.with("CRATON_ENDPOINTS", vault.endpoint(1));
    fails(ExitCode.REFUSED, "the token is not accepted");
    shell.with("CRATON_TOKEN", vault.token());
    works();
    shell.with("CRATON_ENDPOINTS", NOWHERE).with("CRATON_TOKEN", "wrong");
    Path token = file("token", vault.token() + "\n");
    works("--endpoint", vault.endpoint(1), "--token-file", token.toString());
    shell.without("CRATON_TOKEN").with("CRATON_TOKEN_FILE", token.toString());
    works("--endpoint", vault.endpoint(2));
  }

  @Test
  void profileHasEverything() throws Exception {
    file("secrets/token", vault.token());
    Path profiles =
        file(
            "p.yaml",
            """
            default: good
            profiles:
              good:
                endpoints: [%s, %s]
                token-file: secrets/token
              tilde:
                endpoints: %s
                token-file: ~/secrets/token
              bad:
                endpoints: %s
                token: wrong
            """
                .formatted(NOWHERE, vault.endpoint(1), vault.endpoint(2), vault.endpoint(1)));
    works("--profile-file", profiles.toString());
    works("--profile-file", profiles.toString(), "--profile", "tilde");
    fails(
        ExitCode.REFUSED,
        "not accepted",
        "--profile-file",
        profiles.toString(),
        "--profile",
        "bad");
    fails(
        ExitCode.CONFIGURATION,
        "no profile is named other; found [good, tilde, bad]",
        "--profile-file",
        profiles.toString(),
        "--profile",
        "other");
    shell.with("CRATON_PROFILE", profiles.toString());
    works();
    shell.with("CRATON_PROFILE_FILE", profiles.toString()).with("CRATON_PROFILE", "bad");
    fails(ExitCode.REFUSED, "not accepted");
    works("--profile", "good");
  }

  @Test
  void profileThatOthersMayReadIsRefused() throws Exception {
    Path profiles = file("p.yaml", "profiles: {a: {token: x}}");
    Files.setPosixFilePermissions(profiles, PosixFilePermissions.fromString("rw-r-----"));
    fails(
        ExitCode.INSECURE_PERMISSIONS,
        "chmod go-rwx",
        "--profile-file",
        profiles.toString(),
        "--endpoint",
        vault.endpoint(1));
    Path token = file("token", vault.token());
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-rw-rw-"));
    fails(
        ExitCode.INSECURE_PERMISSIONS,
        "chmod go-rwx",
        "--token-file",
        token.toString(),
        "--endpoint",
        vault.endpoint(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "profiles: []",
        "profiles: {a: text}",
        "profiles: {a: {endpoint: x}}",
        "profiles: {a: {endpoints: {b: c}}}",
        "profiles: {a: {token: x, token-file: y}}",
        "profiles: {a: {ca-file: [x]}}",
        "other: {}",
        "profiles: {a: {token: pts_hidden",
      })
  void malformedProfileIsRefusedWithoutQuotingIt(String text) throws Exception {
    Path profiles = file("p.yaml", text);
    Ended ended =
        shell.run(list("--profile-file", profiles.toString(), "--endpoint", vault.endpoint(1)));
    assertThat(ended.code()).as(ended.err()).isEqualTo(ExitCode.CONFIGURATION.code());
    assertThat(ended.err()).contains("p.yaml").doesNotContain("pts_hidden");
  }

  @Test
  void profileThatIsAskedForMustBeThere() {
    fails(ExitCode.CONFIGURATION, "does not exist", "--profile-file", "/none");
    fails(ExitCode.CONFIGURATION, "does not exist", "--profile", "prod");
    fails(ExitCode.USAGE, "name a node");
    shell.with("CRATON_ENDPOINTS", vault.endpoint(1));
    fails(ExitCode.USAGE, "give a token");
  }

  @Test
  void nextNodeAnswersWhenOneIsDownAndASecretIsStoredOnce() {
    shell
        .with("CRATON_TOKEN", vault.token())
        .with("CRATON_ENDPOINTS", vault.endpoint(1) + ", " + vault.endpoint(2));
    String first = vault.endpoint(1);
    vault.stop(1);
    shell.given("x");
    assertThat(shell.run("item", "store", "--name", "once").code()).isZero();
    works("--name", "once");
    vault.stop(2);
    fails(ExitCode.NODE_UNREACHABLE, first);
  }

  @Test
  void tokenDoesNotLeaveThisMachineInTheClear() {
    shell.with("CRATON_TOKEN", vault.token());
    fails(ExitCode.USAGE, "in the clear", "--endpoint", "http://vault.example.com:8200");
    fails(ExitCode.USAGE, "expected https://HOST:PORT", "--endpoint", "ftp://127.0.0.1");
    fails(ExitCode.USAGE, "expected https://HOST:PORT", "--endpoint", "https://a@b:1");
    Ended admin = shell.run("token", "list", "--admin", "http://10.1.2.3:8400");
    assertThat(admin.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(admin.err()).contains("in the clear");
  }

  @Test
  void certificatesThatAreNoneAreRefused() throws Exception {
    shell.with("CRATON_TOKEN", vault.token()).with("CRATON_ENDPOINTS", "https://127.0.0.1:1");
    fails(ExitCode.CERTIFICATE_INVALID, "cannot be read", "--ca-file", "/none");
    Path text = file("ca.pem", "no certificate");
    fails(ExitCode.CERTIFICATE_INVALID, "ca.pem", "--ca-file", text.toString());
    shell.with("CRATON_CA_FILE", text.toString());
    fails(ExitCode.CERTIFICATE_INVALID, "ca.pem");
    shell.without("CRATON_CA_FILE");
    fails(ExitCode.USAGE, "together", "--client-certificate", text.toString());
  }
}
