package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.http.TestApi.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// Folders that somebody asks for. Contract section 11.
@TestInstance(Lifecycle.PER_CLASS)
class FolderTest {
  private final TestApi api = TestApi.start();

  @AfterAll
  void stop() {
    api.close();
  }

  private JsonNode create(String json) {
    return api.ok("/v2/folder/create", json);
  }

  @Test
  void aFolderHasWhatItWasMadeWith() {
    JsonNode folder =
        create(
            "{'name':'team/','folder':'/','metadata':{'a':'1'},'tags':['t'],"
                + "'rotation_frequency':'2d','rotation_state':'destroyed',"
                + "'rotation_grace_period':'1h','disabled_at':'2030-01-01T00:00:00Z'}");
    assertThat(folder.get("type").asText()).isEqualTo("folder");
    assertThat(folder.get("name").asText()).isEqualTo("team");
    assertThat(folder.get("folder").asText()).isEqualTo("/");
    assertThat(folder.at("/metadata/a").asText()).isEqualTo("1");
    assertThat(folder.at("/tags/0").asText()).isEqualTo("t");
    assertThat(folder.get("rotation_frequency").asText()).isEqualTo("2d");
    assertThat(folder.get("rotation_state").asText()).isEqualTo("destroyed");
    assertThat(folder.get("rotation_grace_period").asText()).isEqualTo("1h");
    assertThat(folder.toString())
        .doesNotContain("enabled", "num_versions", "item_versions", "disabled_at");
    JsonNode key =
        api.ok(
            "/v2/key/generate",
            "{'purpose':'signing','algorithm':'ED25519','folder':'/team/keys'}");
    assertThat(key.get("rotation_frequency").asText()).isEqualTo("2d");
    assertThat(key.at("/inherited_settings/rotation_frequency").asText()).isEqualTo("/team/");
  }

  @Test
  void makingItAgainIsTheSameFolderAndChangesWhatIsGiven() {
    JsonNode first = create("{'name':'again','folder':'there','tags':['a'],'metadata':{'k':'v'}}");
    assertThat(first.get("folder").asText()).isEqualTo("/there/");
    JsonNode second =
        create("{'name':'again','folder':'there','tags':['b'],'rotation_state':'inherited'}");
    assertThat(second.get("id")).isEqualTo(first.get("id"));
    assertThat(second.at("/tags/0").asText()).isEqualTo("b");
    assertThat(second.at("/metadata/k").asText()).isEqualTo("v");
  }

  @Test
  void slashesInTheNameMakeFoldersWithinFolders() {
    JsonNode folder = create("{'name':'/x//y/z','folder':'outer'}");
    assertThat(folder.get("name").asText()).isEqualTo("z");
    assertThat(folder.get("folder").asText()).isEqualTo("/outer/x/y/");
  }

  @Test
  void aFolderThatWasAskedForStaysWhenItsLastItemLeaves() {
    JsonNode stored = api.ok("/v2/secret/store", "{'secret':'s','folder':'/kept'}");
    JsonNode folder = create("{'name':'kept'}");
    api.ok("/v2/delete", "{'id':'" + stored.get("id").asText() + "'}");
    assertThat(api.ok("/v2/get", "{'id':'" + folder.get("id").asText() + "'}").get("name").asText())
        .isEqualTo("kept");
  }

  @Test
  void anItemInTheWayIsNamed() {
    api.ok("/v2/secret/store", "{'secret':'s','name':'item','folder':'/way'}");
    Reply same = api.post("/v2/folder/create", "{'name':'item','folder':'/way'}");
    assertThat(same.firstError()).isEqualTo("ItemNotUnique /name");
    Reply below = api.post("/v2/folder/create", "{'name':'f','folder':'/way/item'}");
    assertThat(below.firstError()).isEqualTo("ItemNotUnique /folder");
  }

  @Test
  void renamingAFolderRenamesThePathsBelowIt() {
    JsonNode folder = create("{'name':'before'}");
    String id = folder.get("id").asText();
    JsonNode inside = api.ok("/v2/secret/store", "{'secret':'s','folder':'/before/deep'}");
    JsonNode renamed =
        api.ok("/v2/update", "{'id':'" + id + "','name':'after','rotation_grace_period':'1h'}");
    assertThat(renamed.get("name").asText()).isEqualTo("after");
    assertThat(renamed.get("rotation_grace_period").asText()).isEqualTo("1h");
    assertThat(
            api.ok("/v2/get", "{'id':'" + inside.get("id").asText() + "'}").get("folder").asText())
        .isEqualTo("/after/deep/");
    assertThat(api.post("/v2/update", "{'id':'" + id + "','folder':'/after/deep'}").firstError())
        .isEqualTo("BadState /folder");
    assertThat(api.post("/v2/update", "{'id':'" + id + "','name':'a/b'}").firstError())
        .isEqualTo("DoesNotMatchPattern /name");
  }
}
