package io.craton.vault.node.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.craton.vault.node.command.TestShell.Ended;
import io.craton.vault.node.exit.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The commands about items against the real API.
class ItemCommandsTest {
  private static final String SECRET = "correct horse battery staple";

  @TempDir private Path directory;
  private TestVault vault;
  private TestShell shell;

  @BeforeEach
  void start() throws Exception {
    vault = TestVault.start(1);
    shell =
        new TestShell(directory)
            .with("CRATON_ENDPOINTS", vault.endpoint(1))
            .with("CRATON_TOKEN", vault.token());
  }

  @AfterEach
  void stop() {
    vault.close();
  }

  private String ok(String... arguments) {
    Ended ended = shell.run(arguments);
    assertThat(ended.code()).as(ended.err() + ended.out()).isZero();
    assertThat(ended.err()).isEmpty();
    return ended.out();
  }

  private JsonNode json(String... arguments) throws Exception {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--output";
    all[arguments.length + 1] = "json";
    return JsonMapper.builder().build().readTree(ok(all));
  }

  private void refused(ExitCode code, String message, String... arguments) {
    Ended ended = shell.run(arguments);
    assertThat(ended.code()).as(ended.err() + ended.out()).isEqualTo(code.code());
    assertThat(ended.err()).startsWith("craton: " + code.label() + ": ").contains(message);
    assertThat(ended.out()).isEmpty();
  }

  private String secret(String name) {
    return shell
        .given(SECRET + "\n")
        .run("item", "store", "--folder", "/db", "--name", name, "--id-only")
        .out()
        .strip();
  }

  private String key(String... options) {
    String[] all = new String[options.length + 3];
    System.arraycopy(new String[] {"item", "generate", "--id-only"}, 0, all, 0, 3);
    System.arraycopy(options, 0, all, 3, options.length);
    return ok(all).strip();
  }

  @Test
  void secretLivesThroughAllCommands() throws Exception {
    String id = secret("password");
    assertThat(id).startsWith("pvi_");
    assertThat(ok("item", "get", id)).contains("password", "/db/", "active").doesNotContain(SECRET);
    assertThat(ok("item", "get", "/db/password", "--value-only")).isEqualTo(SECRET);
    assertThat(json("item", "get", id).at("/item_versions/0/secret").asText()).isEqualTo(SECRET);

    shell.given("another");
    assertThat(json("item", "rotate", "/db/password").path("num_versions").asInt()).isEqualTo(2);
    assertThat(ok("item", "get", "--folder", "/db", "--name", "password", "--value-only"))
        .isEqualTo("another");
    assertThat(json("item", "get", id, "--version=all").path("item_versions")).hasSize(2);

    JsonNode changed =
        json(
            "item", "state", id, "--version", "1", "--to", "compromised", "--destroy-period", "1d");
    assertThat(changed.at("/item_versions/0/state").asText()).isEqualTo("compromised");

    JsonNode updated =
        json("item", "update", id, "--new-name", "pw", "--tag", "a", "--metadata", "owner=me");
    assertThat(updated.path("name").asText()).isEqualTo("pw");
    assertThat(updated.at("/metadata/owner").asText()).isEqualTo("me");
    assertThat(json("item", "update", "/db/pw", "--no-tags").path("tags")).isEmpty();

    ok("item", "update", id, "--disable");
    refused(ExitCode.REFUSED, "shows no value", "item", "get", id, "--value-only");
    assertThat(ok("item", "delete", "/db/pw", "--yes").strip()).isEqualTo(id);
    refused(ExitCode.NOT_FOUND, "", "item", "get", id);
    refused(ExitCode.NOT_FOUND, "/db/pw", "item", "get", "/db/pw");
  }

  @Test
  void valueComesFromAFileOrAPersonOrStandardInput() throws Exception {
    Path file = Files.writeString(directory.resolve("value"), SECRET + "\r\n");
    String fromFile = ok("item", "store", "--value-file", file.toString(), "--id-only").strip();
    assertThat(ok("item", "get", fromFile, "--value-only")).isEqualTo(SECRET);

    String exact =
        ok("item", "store", "--value-file", file.toString(), "--exact", "--id-only").strip();
    assertThat(ok("item", "get", exact, "--value-only")).isEqualTo(SECRET + "\r\n");

    shell.typing(100, SECRET, SECRET);
    String typed = shell.run("item", "store", "--id-only").out().strip();
    Ended shown = shell.run("item", "get", typed, "--value-only");
    assertThat(shown.out()).as("with a line end for a person").isEqualTo(SECRET + "\n");

    shell.typing(100, SECRET, "another");
    refused(ExitCode.USAGE, "the two values differ", "item", "store");
    shell.typing(100);
    refused(ExitCode.USAGE, "no value was typed", "item", "store");
    shell.typing(100, "", "");
    refused(ExitCode.USAGE, "the value is empty", "item", "store");
  }

  @Test
  void valuesThatAreNoneAreRefusedBeforeTheyAreSent() {
    shell.given("\n");
    refused(ExitCode.USAGE, "the value is empty", "item", "store");
    shell.given(new byte[] {(byte) 0xff, 0x00});
    refused(ExitCode.USAGE, "no text in UTF-8", "item", "store");
    shell.given("x".repeat(50_000));
    refused(ExitCode.USAGE, "which is the limit", "item", "store");
    shell.given("x".repeat(11_000));
    refused(ExitCode.REFUSED, "secret: ", "item", "store");
    refused(ExitCode.USAGE, "cannot be read", "item", "store", "--value-file", "/none");
  }

  @Test
  void keySignsAndVerifies() throws Exception {
    String id = key("--algorithm", "ED25519", "--purpose", "signing", "--name", "k");
    shell.given("message");
    String signature = ok("item", "sign", id).strip();
    shell.given("message");
    byte[] raw = shell.run("item", "sign", id, "--raw").raw();
    assertThat(java.util.Base64.getDecoder().decode(signature)).hasSize(64).isEqualTo(raw);

    shell.given("message");
    assertThat(ok("item", "verify", id, "--signature", signature)).isEqualTo("valid\n");
    Path file = Files.write(directory.resolve("signature"), raw);
    Path message = Files.writeString(directory.resolve("message"), "other");
    Ended invalid =
        shell.run(
            "item",
            "verify",
            id,
            "--raw",
            "--signature-file",
            file.toString(),
            "--in",
            message.toString());
    assertThat(invalid.code()).isEqualTo(1);
    assertThat(invalid.out()).isEqualTo("invalid\n");
    refused(ExitCode.USAGE, "not in base64", "item", "verify", id, "--signature", "*");
    refused(ExitCode.USAGE, "--signature-file or --signature", "item", "verify", id);

    ok("item", "state", id, "--to", "suspended");
    refused(ExitCode.REFUSED, "ForbiddenVaultOperation", "item", "sign", id);
  }

  @Test
  void bytesSurviveEncryption() throws Exception {
    byte[] plain = new byte[1000];
    new Random(7).nextBytes(plain);
    String id = key("--algorithm", "AES-GCM-256");
    Path data = Files.writeString(directory.resolve("row"), "row 1");
    shell.given(plain);
    byte[] sealed =
        shell.run("item", "encrypt", id, "--raw", "--additional-data-file", data.toString()).raw();
    shell.given(sealed);
    assertThat(
            shell
                .run("item", "decrypt", id, "--raw", "--additional-data-file", data.toString())
                .raw())
        .isEqualTo(plain);
    shell.given(sealed);
    refused(ExitCode.REFUSED, "cipher_text", "item", "decrypt", id, "--raw");

    shell.given(plain);
    String text = ok("item", "encrypt", id);
    shell.given(text.replaceAll("(.{64})", "$1\n"));
    assertThat(shell.run("item", "decrypt", id, "--version", "1").raw()).isEqualTo(plain);
    shell.given(new byte[4 * 1024 * 1024 + 1]);
    refused(ExitCode.USAGE, "which is the limit", "item", "encrypt", id);
  }

  @Test
  void tokensAreSignedAndChecked() throws Exception {
    String id = key("--algorithm", "ES256", "--purpose", "jwt");
    shell.given("{\"sub\":\"me\"}\n");
    String jws = ok("item", "jwt", "sign", id).strip();
    shell.given(jws);
    assertThat(ok("item", "jwt", "verify")).isEqualTo("valid\n");
    String other = jws.substring(0, jws.lastIndexOf('.') + 1) + "A".repeat(86);
    shell.given(other);
    assertThat(shell.run("item", "jwt", "verify").code()).isEqualTo(1);
    JsonNode keys = JsonMapper.builder().build().readTree(ok("item", "jwt", "keys", id));
    assertThat(keys.path("keys")).hasSize(1);
  }

  @Test
  void exportableKeyLeavesAndComesBack() throws Exception {
    String id = key("--algorithm", "AES-GCM-256", "--exportable");
    Path file = Files.writeString(directory.resolve("key"), ok("item", "export", id));
    JsonNode back =
        json("item", "import", "--algorithm", "AES-GCM-256", "--key-file", file.toString());
    assertThat(back.path("type").asText()).isEqualTo("symmetric_key");
    String kept = key("--algorithm", "AES-GCM-256");
    refused(ExitCode.REFUSED, "", "item", "export", kept);
    refused(ExitCode.USAGE, "give the key", "item", "import", "--algorithm", "AES-GCM-256");
  }

  @Test
  void listPagesThroughEverything() throws Exception {
    for (int i = 0; i < 105; i++) {
      secret("s%03d".formatted(i));
    }
    assertThat(json("item", "list", "--folder", "/db").path("items")).hasSize(50);
    JsonNode all = json("item", "list", "--folder", "/db", "--all");
    assertThat(all.path("items")).hasSize(105);
    assertThat(all.has("last")).isFalse();
    JsonNode page =
        json(
            "item", "list", "--folder", "/db", "--size", "2", "--descending", "--order-by", "name");
    assertThat(page.at("/items/0/name").asText()).isEqualTo("s104");
    JsonNode next =
        json(
            "item",
            "list",
            "--folder",
            "/db",
            "--size",
            "2",
            "--descending",
            "--order-by",
            "name",
            "--after",
            page.path("last").asText());
    assertThat(next.at("/items/0/name").asText()).isEqualTo("s102");
    assertThat(json("item", "list", "--name-contains", "s00", "--type", "secret").path("items"))
        .hasSize(10);
    assertThat(json("item", "list", "--filter", "created_at__lt=2020-01-01").path("items"))
        .isEmpty();
    refused(ExitCode.REFUSED, "filter/nonsense", "item", "list", "--filter", "nonsense=1");
  }

  @Test
  void nameCannotSteerTheTerminal() throws Exception {
    String evil = "a\u001b]0;owned\u0007\u001b[2J\r\u202Eb\nFAKE ROW";
    secret(evil);
    String table = ok("item", "list", "--folder", "/db");
    assertThat(table.lines()).hasSize(2);
    assertThat(table).contains("\\u{1b}[2J", "\\u{202e}", "\\u{a}FAKE ROW");
    assertThat(table.chars().filter(Character::isISOControl).allMatch(c -> c == '\n')).isTrue();
    assertThat(json("item", "list", "--folder", "/db").at("/items/0/name").asText())
        .isEqualTo(evil);
    Ended missing = shell.run("item", "get", "/db/\u001b[31mred");
    assertThat(missing.err()).doesNotContain("\u001b").contains("\\u{1b}[31mred");
  }

  @Test
  void tableIsCutToTheTerminalAndWholeInAPipe() {
    String name = "n".repeat(150);
    secret(name);
    assertThat(ok("item", "list")).contains(name);
    shell.typing(100);
    Ended narrow = shell.run("item", "list");
    assertThat(narrow.out().lines()).allMatch(line -> line.length() <= 100);
    assertThat(narrow.out()).contains("…").contains("pvi_");
  }

  @Test
  void deletionAsksAPersonAndNobodyElse() {
    String id = secret("kept");
    refused(ExitCode.USAGE, "--yes deletes unasked", "item", "delete", id);
    shell.typing(100, "n");
    refused(ExitCode.REFUSED, "nothing was deleted", "item", "delete", id);
    shell.typing(100, "y");
    assertThat(shell.run("item", "delete", id).code()).isZero();
    refused(ExitCode.NOT_FOUND, "", "item", "get", id);
  }

  @Test
  void folderIsMadeAndDeletedWithWhatIsInIt() throws Exception {
    JsonNode folder = json("item", "folder", "create", "/a/b", "--rotation-frequency", "90d");
    assertThat(folder.path("type").asText()).isEqualTo("folder");
    shell.given(SECRET);
    ok("item", "store", "--folder", "/a/b", "--name", "s");
    refused(ExitCode.REFUSED, "recursive", "item", "delete", "/a/b", "--yes");
    ok("item", "delete", "/a/b", "--recursive", "--yes");
    refused(ExitCode.NOT_FOUND, "", "item", "get", "/a/b/s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"password", "/", "/db/", "pvi"})
  void whatNamesNoItemIsAWrongCommandLine(String text) {
    refused(ExitCode.USAGE, "expected an id (pvi_…) or a path", "item", "get", text);
  }

  @Test
  void itemIsNamedOnce() {
    refused(ExitCode.USAGE, "not both", "item", "get", "/db/a", "--name", "b");
    refused(ExitCode.USAGE, "name an item", "item", "get");
    refused(ExitCode.USAGE, "say what to change", "item", "update", "/db/a");
  }

  @Test
  void refusalsHaveTheirCodes() {
    String id = secret("s");
    shell.with("CRATON_TOKEN", "pts_wrong");
    refused(ExitCode.REFUSED, "the token is not accepted", "item", "get", id);
    shell.with("CRATON_TOKEN", "bad\ntoken");
    refused(ExitCode.USAGE, "characters that no token has", "item", "get", id);
    shell.without("CRATON_TOKEN");
    refused(ExitCode.USAGE, "give a token", "item", "get", id);
    shell.with("CRATON_TOKEN", vault.token());
    refused(ExitCode.NOT_FOUND, "", "item", "get", "pvi_" + "a".repeat(32));
    refused(ExitCode.REFUSED, "id: ", "item", "get", "pvi_1");
    vault.stop(1);
    refused(ExitCode.NODE_UNREACHABLE, "no node answers", "item", "get", id);
  }

  @Test
  void valueIsNeverInAnError() {
    shell.given(SECRET);
    Ended ended = shell.run("item", "store", "--folder", "/a/../b", "--name", "x");
    assertThat(ended.code()).isEqualTo(ExitCode.REFUSED.code());
    assertThat(ended.err()).doesNotContain(SECRET).doesNotContain(vault.token());
    assertThat(new String(ended.raw(), UTF_8)).isEmpty();
  }
}
