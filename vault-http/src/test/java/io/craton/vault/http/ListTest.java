package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Contract section 10: filters, orders and pages of `list` and `get_bulk`.
@TestInstance(Lifecycle.PER_CLASS)
class ListTest {
  private final TestApi api = TestApi.start();
  private String alpha = "";
  private String signer = "";

  @BeforeAll
  void fill() {
    alpha =
        store(
            "'name':'alpha','folder':'/l','metadata':{'env':'prod','a.b':'x"
                + " y'},'tags':['red','x']");
    store("'name':'beta','folder':'/l/deep','metadata':{'env':'test'},'tags':['green']");
    store("'name':'gamma','folder':'/l','disabled_at':'2999-01-01T00:00:00Z'");
    signer =
        api.ok(
                "/v2/key/generate",
                "{'type':'asymmetric_key','purpose':'signing','algorithm':'ED25519',"
                    + "'name':'signer','folder':'/l/deep','rotation_frequency':'90d'}")
            .get("id")
            .asText();
    String off = store("'name':'off','folder':'/l/deep'");
    api.ok("/v2/update", "{'id':'" + off + "','enabled':false}");
    api.ok("/v2/secret/rotate", "{'id':'" + alpha + "','secret':'second'}");
  }

  private String store(String fields) {
    return api.ok("/v2/secret/store", "{'secret':'first'," + fields + "}").get("id").asText();
  }

  @AfterAll
  void stop() {
    api.close();
  }

  private List<String> names(String request) {
    List<String> names = new ArrayList<>();
    api.ok("/v2/list", request).get("items").forEach(item -> names.add(item.get("name").asText()));
    return names;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // folders
        "'folder':'/l'                                              | alpha deep gamma",
        "'folder':'l/'                                              | alpha deep gamma",
        "'folder':'//l//deep'                                       | beta off signer",
        "'folder':'/nowhere'                                        | -",
        "'folder__contains':'deep'                                  | beta off signer",
        "'folder__in':['l/deep','/x']                               | beta off signer",
        "'folder__in':'l/deep'                                      | beta off signer",
        // texts
        "'name':'beta'                                              | beta",
        "'name':'Beta'                                              | -",
        "'name':'bet'                                               | -",
        "'name__contains':'mma'                                     | gamma",
        "'name__contains':['a','et']                                | beta",
        "'name__in':['beta','off','none']                           | beta off",
        "'name__in':'beta,off'                                      | -",
        "'folder':'/l','name':'gamma'                               | gamma",
        "'folder':'/l','name':'beta'                                | -",
        "'type':'asymmetric_key'                                    | signer",
        "'type__in':['asymmetric_key','folder'],'name__contains':'e' |"
            + " client-secret deep key secret service-tokens signer token",
        "'algorithm':'ED25519'                                      | signer",
        "'algorithm__contains':'2551'                               | signer",
        "'purpose':'signing'                                        | signer",
        "'item_state':'disabled'                                    | off",
        "'item_state__in':['disabled','x']                          | off",
        "'tags':'red'                                               | alpha",
        "'tags':'re'                                                | -",
        "'tags__contains':'re'                                      | alpha beta",
        "'tags__in':['green','x']                                   | alpha beta",
        "'metadata_env':'prod'                                      | alpha",
        "'metadata_env':['prod']                                    | alpha",
        "'metadata_env__contains':['t','es']                        | beta",
        "'metadata_env__in':['prod','test']                         | alpha beta",
        "'metadata_a.b':'x y'                                       | alpha",
        "'metadata_none':''                                         | -",
        // times
        "'disabled_at__gt':'2998-12-31'                             | gamma",
        "'expiration__lte':'2999-01-01'                             | gamma",
        "'expiration__lt':'2999-01-01'                              | -",
        "'disabled_at':'2999-01-01T01:00:00+01:00'                  | gamma",
        "'last_rotated__gte':'2020-01-01'                           | alpha",
        "'next_rotation__gt':'2020-01-01'                           | signer",
        "'last_rotation__gt':'2020-01-01'                           | signer",
        "'destroyed_at__gt':'2000-01-01'                            | -",
        "'created_at__lt':'2000-01-01'                              | -",
        // nothing is nothing
        "'name':null,'folder':'','id':null,'name__contains':['eta'] | beta",
        "'id':'thisisnotandid'                                      | -",
      })
  void filters(String filter, String expected) {
    assertThat(names("{'filter':{" + filter.strip() + "},'order_by':'name','size':100}"))
        .containsExactlyElementsOf(expected.equals("-") ? List.of() : List.of(expected.split(" ")));
  }

  @Test
  void anIdFindsItsItem() {
    assertThat(names("{'filter':{'id':'" + alpha + "'}}")).containsExactly("alpha");
    assertThat(names("{'filter':{'id':'" + alpha + "','name':'x'}}")).isEmpty();
    assertThat(names("{'filter':{'id__in':['" + alpha + "','" + signer + "']}}"))
        .containsExactly("alpha", "signer");
  }

  @ParameterizedTest
  @CsvSource({
    "name, asc, alpha beta gamma off signer",
    "name, desc, signer off gamma beta alpha",
    "folder, asc, alpha gamma beta off signer",
    "folder, desc, signer off beta gamma alpha",
    "type, desc, alpha beta gamma off signer",
    "version, desc, alpha beta gamma off signer",
    "expiration, desc, gamma alpha beta off signer",
    "item_state, asc, off alpha beta gamma signer",
    "algorithm, desc, signer alpha beta gamma off",
    "purpose, asc, signer alpha beta gamma off",
    "next_rotation, asc, signer alpha beta gamma off",
    "last_rotated, desc, alpha beta gamma off signer",
    "created_at, asc, alpha beta gamma signer off",
    "created_at, desc, off signer gamma beta alpha",
  })
  void orders(String by, String order, String expected) {
    List<String> found =
        names(
            "{'filter':{'name__in':['alpha','beta','gamma','off','signer']},'order_by':'"
                + by
                + "','order':'"
                + order
                + "'}");
    List<String> wanted = List.of(expected.split(" "));
    assertThat(found).containsExactlyInAnyOrderElementsOf(wanted);
    if (by.equals("name") || by.equals("folder") || by.equals("created_at")) {
      assertThat(found).containsExactlyElementsOf(wanted);
    } else if (by.equals("type")) {
      assertThat(found.getLast()).isEqualTo("signer");
    } else {
      // The others have no value, or the same one: they come in order of id.
      assertThat(found.getFirst()).isEqualTo(wanted.getFirst());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'order_by':'name','order':'desc'",
        "'order_by':'id'",
        "'order_by':'created_at','order':'desc'",
        "'order_by':'next_rotation'"
      })
  void pagesCoverEverythingOnce(String order) {
    JsonNode whole = api.ok("/v2/list", "{" + order + (order.isEmpty() ? "" : ",") + "'size':100}");
    assertThat(whole.has("last")).isFalse();
    List<String> all = whole.findValuesAsText("id");
    List<String> paged = new ArrayList<>();
    String last = "";
    do {
      JsonNode page =
          api.ok(
              "/v2/list",
              "{" + order + (order.isEmpty() ? "" : ",") + "'size':2,'last':'" + last + "'}");
      page.get("items").forEach(item -> paged.add(item.get("id").asText()));
      last = page.path("last").asText();
    } while (!last.isEmpty());
    Set<String> ids = new HashSet<>();
    whole.get("items").forEach(item -> ids.add(item.get("id").asText()));
    assertThat(paged).doesNotHaveDuplicates().hasSameElementsAs(ids);
    assertThat(all).isNotEmpty();
  }

  @Test
  void aCursorBelongsToItsOrder() {
    String last = api.ok("/v2/list", "{'size':1,'order_by':'name'}").get("last").asText();
    assertThat(api.ok("/v2/list", "{'order_by':'name','last':'" + last + "'}").has("items"))
        .isTrue();
    for (String other : List.of("'order_by':'id'", "'order_by':'name','order':'desc'")) {
      assertThat(api.post("/v2/list", "{" + other + ",'last':'" + last + "'}").firstError())
          .isEqualTo("BadFormat /last");
    }
  }

  @Test
  void bulkShowsTheCurrentVersionOrTheOneThatIsNamed() {
    JsonNode bulk =
        api.ok(
            "/v2/get_bulk",
            "{'filter':{'folder':'/l','name__contains':'a'},'version':{'" + alpha + "':1}}");
    assertThat(bulk.has("last")).isFalse();
    JsonNode first = bulk.get("items").get(0);
    assertThat(first.at("/item_versions/0/version").asInt()).isEqualTo(1);
    JsonNode gamma = bulk.get("items").get(1);
    assertThat(gamma.get("name").asText()).isEqualTo("gamma");
    assertThat(gamma.at("/item_versions/0/secret").asText()).isEqualTo("first");
    JsonNode current =
        api.ok("/v2/get_bulk", "{'filter':{'id':'" + alpha + "'}}").get("items").get(0);
    assertThat(current).isEqualTo(api.ok("/v2/get", "{'id':'" + alpha + "'}"));
    JsonNode key = api.ok("/v2/get_bulk", "{'filter':{'id':'" + signer + "'}}").get("items").get(0);
    assertThat(key).isEqualTo(api.ok("/v2/get", "{'id':'" + signer + "'}"));
    assertThat(key.at("/item_versions/0/public_key").asText()).startsWith("-----BEGIN PUBLIC KEY");
  }

  @Test
  void bulkHasPagesAndFolders() {
    JsonNode page = api.ok("/v2/get_bulk", "{'filter':{'folder':'/'},'size':5}");
    assertThat(page.get("items")).hasSize(5);
    assertThat(page.has("last")).isTrue();
    assertThat(page.at("/items/0/type").asText()).isEqualTo("folder");
    assertThat(api.post("/v2/get_bulk", "{'version':{'" + alpha + "':9}}").status())
        .isEqualTo("VaultItemNotFound");
  }

  @Test
  void listsShowCompromisedVersionsAndNoMaterial() {
    String id = store("'name':'leaked','folder':'/leaks'");
    api.ok("/v2/secret/rotate", "{'id':'" + id + "','secret':'second'}");
    JsonNode before = api.ok("/v2/list", "{'filter':{'folder':'/leaks'}}").get("items").get(0);
    assertThat(before.get("compromised_versions")).isEmpty();
    api.ok(
        "/v2/state/change",
        "{'id':'" + id + "','version':1,'state':'compromised','destroy_period':'1d'}");
    JsonNode after = api.ok("/v2/list", "{'filter':{'folder':'/leaks'}}").get("items").get(0);
    assertThat(after.get("compromised_versions")).hasSize(1);
    assertThat(after.at("/compromised_versions/0/version").asInt()).isEqualTo(1);
    assertThat(after.at("/compromised_versions/0/state").asText()).isEqualTo("compromised");
    assertThat(after.at("/item_versions/0/version").asInt()).isEqualTo(2);
    assertThat(after.toString()).doesNotContain("secret\":");
    api.ok("/v2/state/change", "{'id':'" + id + "','version':1,'state':'destroyed'}");
    JsonNode gone = api.ok("/v2/list", "{'filter':{'folder':'/leaks'}}").get("items").get(0);
    assertThat(gone.get("compromised_versions")).isEmpty();
  }
}
