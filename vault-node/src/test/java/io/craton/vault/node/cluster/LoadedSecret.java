package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A secret of one load worker, with everything the vault acknowledged about it.
final class LoadedSecret {
  private final ApiClient client;
  private final String id;
  private final List<String> values = new ArrayList<>();
  private final List<String> states = new ArrayList<>();
  private int updates;
  private boolean deleted;

  private LoadedSecret(ApiClient client, String id) {
    this.client = client;
    this.id = id;
  }

  static LoadedSecret store(ApiClient client, String folder, String name, String value)
      throws IOException, InterruptedException {
    JsonNode item =
        client
            .call(
                "secret/store",
                "{'type':'secret','folder':'%s','name':'%s','secret':'%s'}",
                folder,
                name,
                value)
            .orFail();
    LoadedSecret secret = new LoadedSecret(client, item.path("id").asText());
    secret.values.add(value);
    secret.states.add("active");
    return secret;
  }

  void rotate(String value) throws IOException, InterruptedException {
    JsonNode item = client.call("secret/rotate", "{'id':'%s','secret':'%s'}", id, value).orFail();
    states.set(states.size() - 1, "deactivated");
    values.add(value);
    states.add("active");
    assertThat(item.path("num_versions").asInt()).as(id).isEqualTo(values.size());
  }

  /// Reads the current version and compares it with what was acknowledged.
  void read() throws IOException, InterruptedException {
    compare(client.call("get", "{'id':'%s'}", id).orFail(), values.size());
  }

  /// Changes the state of any version.
  void changeState(Random random) throws IOException, InterruptedException {
    int version = 1 + random.nextInt(states.size());
    String state = List.of("active", "suspended", "deactivated").get(random.nextInt(3));
    client
        .call("state/change", "{'id':'%s','version':%d,'state':'%s'}", id, version, state)
        .orFail();
    states.set(version - 1, state);
  }

  void update() throws IOException, InterruptedException {
    client.call("update", "{'id':'%s','metadata':{'updates':'%d'}}", id, updates + 1).orFail();
    updates++;
  }

  void delete() throws IOException, InterruptedException {
    client.call("delete", "{'id':'%s'}", id).orFail();
    deleted = true;
  }

  /// Compares everything that was acknowledged with what the vault has.
  void check() throws IOException, InterruptedException {
    ApiAnswer answer = client.call("get", "{'id':'%s','version':'all'}", id);
    if (deleted) {
      assertThat(answer.status()).as("%s was deleted", id).isEqualTo("VaultItemNotFound");
      return;
    }
    assertThat(answer.orFail().path("item_versions")).as(id).hasSize(values.size());
    compare(answer.result(), 1);
  }

  private void compare(JsonNode item, int first) {
    assertThat(item.path("num_versions").asInt()).as("versions of %s", id).isEqualTo(values.size());
    if (updates > 0) {
      assertThat(item.path("metadata").path("updates").asText())
          .as("updates of %s", id)
          .isEqualTo(Integer.toString(updates));
    }
    int number = first;
    for (JsonNode version : item.path("item_versions")) {
      String what = id + " version " + number;
      String state = states.get(number - 1);
      assertThat(version.path("version").asInt()).as(what).isEqualTo(number);
      assertThat(version.path("state").asText()).as(what).isEqualTo(state);
      // The shared cluster shows values in each of the states above.
      assertThat(version.path("secret").asText()).as(what).isEqualTo(values.get(number - 1));
      number++;
    }
  }
}
