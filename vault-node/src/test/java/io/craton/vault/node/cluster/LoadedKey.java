package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/// A key of one load worker, with everything the vault acknowledged about it.
final class LoadedKey {
  private final ApiClient client;
  private final String id;
  private final boolean signing;
  private int versions = 1;
  private boolean deleted;

  /// Signatures or ciphertexts that were handed out; each has to stay good.
  private final List<Output> outputs = new ArrayList<>();

  private record Output(int version, String input, String output) {}

  private LoadedKey(ApiClient client, String id, boolean signing) {
    this.client = client;
    this.id = id;
    this.signing = signing;
  }

  static LoadedKey generate(ApiClient client, String folder, String name, boolean signing)
      throws IOException, InterruptedException {
    String what =
        signing
            ? "'type':'asymmetric_key','purpose':'signing','algorithm':'ES256'"
            : "'type':'symmetric_key','purpose':'encryption','algorithm':'AES-GCM-256'";
    JsonNode item =
        client
            .call("key/generate", "{" + what + ",'folder':'%s','name':'%s'}", folder, name)
            .orFail();
    return new LoadedKey(client, item.path("id").asText(), signing);
  }

  void rotate() throws IOException, InterruptedException {
    JsonNode item = client.call("key/rotate", "{'id':'%s'}", id).orFail();
    versions++;
    assertThat(item.path("num_versions").asInt()).as(id).isEqualTo(versions);
  }

  boolean used() {
    return !outputs.isEmpty();
  }

  /// Signs or encrypts random bytes with the current version.
  void use(Random random) throws IOException, InterruptedException {
    byte[] bytes = new byte[24];
    random.nextBytes(bytes);
    String input = Base64.getEncoder().encodeToString(bytes);
    JsonNode result =
        signing
            ? client.call("sign", "{'id':'%s','message':'%s'}", id, input).orFail()
            : client.call("encrypt", "{'id':'%s','plain_text':'%s'}", id, input).orFail();
    assertThat(result.path("version").asInt()).as(id).isEqualTo(versions);
    String output = result.path(signing ? "signature" : "cipher_text").asText();
    outputs.add(new Output(versions, input, output));
  }

  /// Verifies or decrypts any earlier output.
  void check(Random random) throws IOException, InterruptedException {
    check(outputs.get(random.nextInt(outputs.size())));
  }

  void delete() throws IOException, InterruptedException {
    client.call("delete", "{'id':'%s'}", id).orFail();
    deleted = true;
  }

  /// Compares everything that was acknowledged with what the vault has.
  void checkAll() throws IOException, InterruptedException {
    ApiAnswer answer = client.call("get", "{'id':'%s'}", id);
    if (deleted) {
      assertThat(answer.status()).as("%s was deleted", id).isEqualTo("VaultItemNotFound");
      return;
    }
    assertThat(answer.orFail().path("num_versions").asInt())
        .as("versions of %s", id)
        .isEqualTo(versions);
    for (Output output : outputs.subList(Math.max(0, outputs.size() - 5), outputs.size())) {
      check(output);
    }
  }

  private void check(Output output) throws IOException, InterruptedException {
    if (signing) {
      JsonNode verified =
          client
              .call(
                  "verify",
                  "{'id':'%s','version':%d,'message':'%s','signature':'%s'}",
                  id,
                  output.version,
                  output.input,
                  output.output)
              .orFail();
      assertThat(verified.path("valid_signature").asBoolean()).as(id).isTrue();
    } else {
      JsonNode decrypted =
          client
              .call(
                  "decrypt",
                  "{'id':'%s','version':%d,'cipher_text':'%s'}",
                  id,
                  output.version,
                  output.output)
              .orFail();
      assertThat(decrypted.path("plain_text").asText()).as(id).isEqualTo(output.input);
    }
  }
}
