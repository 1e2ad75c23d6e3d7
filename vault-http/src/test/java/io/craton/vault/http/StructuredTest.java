package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.vault.core.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Parts of documents. Contract sections 8.1, 8.2 and 8.4.
@TestInstance(Lifecycle.PER_CLASS)
class StructuredTest {
  private static final String UNKNOWN = "pvi_aaaabbbbccccddddeeeeffffgggghhhh";
  private static final String TRANSFORM = ",'alphabet':'alphanumeric','tweak':'MTIzMTIzMT=='";

  private final TestApi api = TestApi.start();
  private final String gcm = encryption("AES-GCM-256");
  private final String fpe = api.key("symmetric_key", "fpe", "AES-FF3-1-256-BETA");

  @AfterAll
  void stop() {
    api.close();
  }

  private String encryption(String algorithm) {
    String type = algorithm.startsWith("RSA") ? "asymmetric_key" : "symmetric_key";
    return api.key(type, "encryption", algorithm);
  }

  private static String body(String id, String data, String filter, String more) {
    return "{'id':'%s','structured_data':%s,'filter':'%s'%s}"
        .formatted(id, data, filter.replace("'", "\\u0027"), more);
  }

  private JsonNode ok(String path, String id, String data, String filter, String more) {
    return api.ok(path, body(id, data, filter, more));
  }

  private JsonNode encrypt(String id, String data, String filter, String more) {
    return ok("/v2/encrypt_structured", id, data, filter, more);
  }

  private String decrypt(String id, JsonNode data, String filter, String more) {
    return ok("/v2/decrypt_structured", id, data.toString(), filter, more)
        .get("structured_data")
        .toString();
  }

  private void refused(String path, String id, String data, String filter, String error) {
    refused(path, body(id, data, filter, ""), error);
  }

  private void refused(String path, String json, String error) {
    TestApi.Reply reply = api.post(path, json);
    assertThat(reply.firstError()).as(reply.http().body()).isEqualTo(error);
  }

  private void forbidden(String path, String id, String more, String summary) {
    TestApi.Reply reply = api.post(path, body(id, "{}", "$.a", more));
    assertThat(reply.status()).as(reply.http().body()).isEqualTo("ForbiddenVaultOperation");
    assertThat(reply.body().get("summary").asText()).contains(summary);
  }

  private static String quoted(String json) {
    return json.replace('\'', '"');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AES-GCM-256",
        "AES-CFB-128",
        "AES-CFB-256",
        "AES-CBC-128",
        "AES-CBC-256",
        "RSA-OAEP-2048-SHA256"
      })
  void whatTheFilterSelectsIsEncryptedAndComesBack(String algorithm) {
    String id = encryption(algorithm);
    String data = "{'field1':[1,2,'true','false'],'field2':'data2'}";
    JsonNode result = encrypt(id, data, "$.field1[2:4]", "");
    assertThat(result.get("id").asText()).isEqualTo(id);
    assertThat(result.get("version").asInt()).isEqualTo(1);
    assertThat(result.get("algorithm").asText()).isEqualTo(algorithm);
    assertThat(result).hasSize(4);
    JsonNode encrypted = result.get("structured_data");
    assertThat(encrypted.get("field1")).hasSize(4);
    assertThat(encrypted.at("/field1/0").asInt()).isEqualTo(1);
    assertThat(encrypted.get("field2").asText()).isEqualTo("data2");
    assertThat(Base64.getDecoder().decode(encrypted.at("/field1/2").asText())).isNotEmpty();
    assertThat(encrypted.at("/field1/3").asText()).isNotEqualTo("false");
    assertThat(decrypt(id, encrypted, "$.field1[2:4]", "")).isEqualTo(quoted(data));
  }

  @Test
  void theCiphertextIsThatOfTheUtf8AndEachIsAnother() {
    JsonNode encrypted =
        encrypt(gcm, "{'a':'\u00e4\ud83d\ude00','b':'\u00e4\ud83d\ude00'}", "$.*", "")
            .get("structured_data");
    assertThat(encrypted.get("a")).isNotEqualTo(encrypted.get("b"));
    JsonNode plain =
        api.ok(
            "/v2/decrypt",
            "{'id':'" + gcm + "','cipher_text':'" + encrypted.get("a").asText() + "'}");
    assertThat(Base64.getDecoder().decode(plain.get("plain_text").asText()))
        .isEqualTo("\u00e4\ud83d\ude00".getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"\"}",
        "{\"a\":\"\\u0000\\n\\\"\\\\/\"}",
        "{\"a\":\"\u00e4\u6f22\ud83d\ude00\ufffd\"}",
        "{\"a\":{\"b\":[\"x\",\"x\"]},\"\u00e4\":\"y\",\"\":\"z\"}"
      })
  void everyTextComesBack(String data) throws Exception {
    String filter = data.contains("[") ? "$.a.b[*]" : "$.a";
    JsonNode encrypted = encrypt(gcm, data, filter, "").get("structured_data");
    assertThat(encrypted.toString()).isNotEqualTo(data);
    JsonNode back = ok("/v2/decrypt_structured", gcm, encrypted.toString(), filter, "");
    assertThat(back.get("structured_data")).isEqualTo(new ObjectMapper().readTree(data));
  }

  @Test
  void everythingElseStaysAsItWasWritten() {
    String data =
        "{'z':1.0,'a':1e3,'m':-0,'n':null,'l':[1.50,[],{},true],'big':12345678901234567890123,"
            + "'s':'x\\u00e4'}";
    String answer =
        api.post("/v2/encrypt_structured", body(gcm, data, "$.nothing", "")).http().body();
    assertThat(answer).contains(quoted(data).replace("\\u00e4", "\u00e4"));
    String encrypted = api.post("/v2/encrypt_structured", body(gcm, data, "$.s", "")).http().body();
    assertThat(encrypted).contains(quoted(data.substring(0, data.indexOf("'s'") + 5)));
  }

  @Test
  void whatIsSelectedTwiceIsProcessedOnce() {
    String data = "{'a':['x','y'],'b':{'a':'z'}}";
    for (String filter : List.of("$.a[0,0,*]", "$..['a'][*]", "$['a','a'][0:2,1]")) {
      JsonNode encrypted = encrypt(gcm, data, filter, "").get("structured_data");
      assertThat(decrypt(gcm, encrypted, filter, "")).isEqualTo(quoted(data));
    }
    JsonNode encrypted = encrypt(gcm, data, "$..[?@>='x']", "").get("structured_data");
    assertThat(decrypt(gcm, encrypted, "$..[?length(@)>9]", "")).isEqualTo(quoted(data));
  }

  @Test
  void nothingSelectedIsNoError() {
    for (String filter : List.of("$.nothing", "$.a[7]", "$.a.b", "$[?@.x]")) {
      JsonNode result = encrypt(gcm, "{'a':['x']}", filter, "");
      assertThat(result.get("structured_data").toString()).isEqualTo("{\"a\":[\"x\"]}");
      assertThat(result.get("version").asInt()).isEqualTo(1);
    }
    assertThat(decrypt(gcm, encrypt(gcm, "{}", "$.*", "").get("structured_data"), "$.*", ""))
        .isEqualTo("{}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'field1':['x','y',3]} | $.field1[*]  | InvalidString /structured_data/field1/2",
        "{'a':null}             | $.a          | InvalidString /structured_data/a",
        "{'a':{'b':'x'}}        | $..*         | InvalidString /structured_data/a",
        "{'a':true,'b':'x'}     | $['b','a']   | InvalidString /structured_data/a",
        "{'a/b':{'~':[1]}}      | $..[0]       | InvalidString /structured_data/a~1b/~0/0",
        "{'a':'x'}              | $            | InvalidString /structured_data",
        "{'a':['\\ud800']}      | $.b          | InvalidString /structured_data/a/0",
        "{'a':'x'}              | a            | BadFormatJSONPath /filter",
        "{'a':'x'}              | $.           | BadFormatJSONPath /filter",
        "{'a':'x'}              | $.a[(@.length-1)] | BadFormatJSONPath /filter",
        "{'a':'x'}              | $[?@.a=='x'  | BadFormatJSONPath /filter",
        "{'a':'x'}              | $[?match(@,'x')] | BadFormatJSONPath /filter",
      })
  void errorsNameThePlace(String data, String filter, String error) {
    for (String path : List.of("/v2/encrypt_structured", "/v2/decrypt_structured")) {
      refused(path, gcm, data, filter, error);
    }
    refused("/v2/encrypt_transform_structured", body(fpe, data, filter, TRANSFORM), error);
  }

  @Test
  void tooMuchIsRefused() {
    String many = "{'a':[" + "'x',".repeat(Limits.JSON_PATH_MATCHES) + "'x']}";
    refused("/v2/encrypt_structured", gcm, many, "$.a[*]", "IsTooBig /filter");
    String long1 = "{'a':'" + "x".repeat(Limits.CRYPTO_INPUT_BYTES + 1) + "'}";
    refused("/v2/encrypt_structured", gcm, long1, "$.a", "IsTooBig /structured_data/a");
    refused(
        "/v2/encrypt_structured",
        gcm,
        "{'a':'x'}",
        "$" + ".a".repeat(Limits.JSON_PATH_CHARS / 2),
        "AboveMaxLength /filter");
    String nested = "{'n':".repeat(40) + "1" + "}".repeat(40);
    refused("/v2/encrypt_structured", gcm, nested, "$" + "..*".repeat(40), "IsTooBig /filter");
  }

  @Test
  void whatIsTooLongForTheKeyIsNamed() {
    String rsa = encryption("RSA-OAEP-2048-SHA256");
    String data = "{'a':'fits','b':['" + "x".repeat(191) + "']}";
    refused("/v2/encrypt_structured", rsa, data, "$..[?@<'z']", "IsTooBig /structured_data/b/0");
    assertThat(encrypt(rsa, data, "$.a", "").get("structured_data").at("/b/0").asText())
        .hasSize(191);
  }

  @Test
  void oneWrongCiphertextSpoilsAllWithAlwaysTheSameError() {
    JsonNode encrypted = encrypt(gcm, "{'a':'x','b':'y'}", "$.*", "").get("structured_data");
    String good = encrypted.get("a").asText();
    byte[] forged = Base64.getDecoder().decode(encrypted.get("b").asText());
    forged[forged.length - 1] ^= 1;
    String other =
        encrypt(encryption("AES-GCM-256"), "{'a':'x'}", "$.a", "")
            .at("/structured_data/a")
            .asText();
    String binary =
        api.ok("/v2/encrypt", "{'id':'" + gcm + "','plain_text':'/w=='}")
            .get("cipher_text")
            .asText();
    List<String> details = new ArrayList<>();
    for (String wrong :
        List.of(
            Base64.getEncoder().encodeToString(forged),
            other,
            binary,
            "",
            "AAAA",
            "no base64",
            good.replace("=", "") + "=====",
            good + "\\n")) {
      TestApi.Reply reply =
          api.post(
              "/v2/decrypt_structured",
              body(gcm, "{'a':['" + good + "'],'b':['" + wrong + "']}", "$.*[0]", ""));
      assertThat(reply.firstError()).as(wrong).isEqualTo("BadFormat /structured_data/b/0");
      assertThat(reply.http().body()).doesNotContain(good);
      details.add(reply.result().at("/errors/0/detail").asText());
    }
    assertThat(details).containsOnly(details.getFirst());
  }

  @Test
  void whatIsNoUtf8IsNoText() {
    String cfb = encryption("AES-CFB-256");
    String binary =
        api.ok("/v2/encrypt", "{'id':'" + cfb + "','plain_text':'gICA'}")
            .get("cipher_text")
            .asText();
    refused(
        "/v2/decrypt_structured",
        cfb,
        "{'a':'" + binary + "'}",
        "$.a",
        "BadFormat /structured_data/a");
  }

  @Test
  void additionalDataIsBoundToEachText() {
    String bound = ",'additional_data':'Y29udGV4dA=='";
    JsonNode encrypted = encrypt(gcm, "{'a':'x','b':'y'}", "$.*", bound).get("structured_data");
    assertThat(decrypt(gcm, encrypted, "$.*", bound)).isEqualTo("{\"a\":\"x\",\"b\":\"y\"}");
    refused(
        "/v2/decrypt_structured", gcm, encrypted.toString(), "$.b", "BadFormat /structured_data/b");
    for (String algorithm : List.of("AES-CBC-128", "RSA-OAEP-2048-SHA256")) {
      refused(
          "/v2/encrypt_structured",
          body(encryption(algorithm), "{'a':'x'}", "$.a", bound),
          "UnexpectedProperty /additional_data");
    }
  }

  @Test
  void theVersionCounts() {
    String id = encryption("AES-GCM-256");
    JsonNode encrypted = encrypt(id, "{'a':'x'}", "$.a", "").get("structured_data");
    api.ok("/v2/key/rotate", "{'id':'" + id + "','rotation_state':'suspended'}");
    assertThat(encrypt(id, "{'a':'x'}", "$.a", "").get("version").asInt()).isEqualTo(2);
    assertThat(decrypt(id, encrypted, "$.a", ",'version':1")).isEqualTo("{\"a\":\"x\"}");
    refused(
        "/v2/decrypt_structured", id, encrypted.toString(), "$.a", "BadFormat /structured_data/a");
    forbidden("/v2/encrypt_structured", id, ",'version':1", "is suspended");
    assertThat(api.post("/v2/encrypt_structured", body(id, "{}", "$", ",'version':3")).firstError())
        .isEqualTo("InvalidString /structured_data");
    assertThat(api.post("/v2/encrypt_structured", body(id, "{}", "$.a", ",'version':3")).status())
        .isEqualTo("VaultItemNotFound");
  }

  @ParameterizedTest
  @CsvSource({
    "/v2/encrypt_structured, false",
    "/v2/decrypt_structured, false",
    "/v2/encrypt_transform_structured, true",
    "/v2/decrypt_transform_structured, true",
    "/v1/key/encrypt/structured, false",
    "/v1/key/decrypt/structured, false",
    "/v1/key/encrypt/transform/structured, true",
    "/v1/key/decrypt/transform/structured, true",
  })
  void keyPurposeAndStateAreLookedAtEvenWhenNothingIsSelected(String path, boolean transform) {
    String more = transform ? TRANSFORM : "";
    assertThat(api.post(path, body(UNKNOWN, "{}", "$.a", more)).status())
        .isEqualTo("VaultItemNotFound");
    forbidden(path, api.secret("s"), more, "not a key");
    forbidden(path, transform ? gcm : fpe, more, transform ? "not for fpe" : "not for encryption");
    String id =
        transform
            ? api.key("symmetric_key", "fpe", "AES-FF3-1-128-BETA")
            : encryption("AES-GCM-256");
    api.ok("/v2/state/change", "{'id':'" + id + "','state':'suspended'}");
    if (path.contains("encrypt/") || path.contains("encrypt_")) {
      forbidden(path, id, more, "is suspended");
    } else {
      assertThat(api.ok(path, body(id, "{}", "$.a", more)).get("version").asInt()).isEqualTo(1);
    }
    api.ok("/v2/state/change", "{'id':'" + id + "','state':'destroyed'}");
    forbidden(path, id, more, "is destroyed");
  }

  @Test
  void textsKeepTheirForm() {
    String data = "{'field1':['123-4567-8901',2,'123-4567-8901','false'],'field2':'true'}";
    JsonNode result = ok("/v2/encrypt_transform_structured", fpe, data, "$.field1[2:4]", TRANSFORM);
    assertThat(result.get("tweak").asText()).isEqualTo("MTIzMTIzMT==");
    assertThat(result.get("alphabet").asText()).isEqualTo("alphanumeric");
    assertThat(result.get("algorithm").asText()).isEqualTo("AES-FF3-1-256-BETA");
    JsonNode encrypted = result.get("structured_data");
    assertThat(encrypted.at("/field1/0").asText()).isEqualTo("123-4567-8901");
    assertThat(encrypted.at("/field1/2").asText())
        .matches("[0-9A-Za-z]{3}-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}")
        .isNotEqualTo("123-4567-8901");
    assertThat(encrypted.at("/field1/3").asText()).hasSize(5);
    JsonNode back =
        ok(
            "/v2/decrypt_transform_structured",
            fpe,
            encrypted.toString(),
            "$.field1[2:4]",
            TRANSFORM + ",'additional_data':'AAAA'");
    assertThat(back.get("structured_data").toString()).isEqualTo(quoted(data));
    assertThat(back.get("tweak").asText()).isEqualTo("MTIzMTIzMT==");
    assertThat(back.get("alphabet").asText()).isEqualTo("alphanumeric");
    assertThat(
            api.ok(
                    "/v2/encrypt_transform",
                    "{'id':'" + fpe + "','plain_text':'123-4567-8901'" + TRANSFORM + "}")
                .get("cipher_text"))
        .isEqualTo(encrypted.at("/field1/2"));
  }

  @Test
  void aTweakIsMadeForTheWholeDocument() {
    String data = "{'a':'123456','b':'123456'}";
    JsonNode result =
        ok(
            "/v2/encrypt_transform_structured",
            fpe,
            data,
            "$.*",
            ",'alphabet':'numeric','additional_data':'AAAA'");
    JsonNode encrypted = result.get("structured_data");
    assertThat(encrypted.get("a")).isEqualTo(encrypted.get("b"));
    String tweak = result.get("tweak").asText();
    assertThat(Base64.getDecoder().decode(tweak)).hasSize(7);
    JsonNode back =
        ok(
            "/v2/decrypt_transform_structured",
            fpe,
            encrypted.toString(),
            "$.*",
            ",'alphabet':'numeric','tweak':'" + tweak + "'");
    assertThat(back.get("structured_data").toString()).isEqualTo(quoted(data));
    refused(
        "/v2/decrypt_transform_structured",
        body(fpe, data, "$.*", ",'alphabet':'numeric'"),
        "FieldRequired /tweak");
  }

  @Test
  void eachTextNeedsEnoughOfTheAlphabet() {
    for (String path :
        List.of("/v2/encrypt_transform_structured", "/v2/decrypt_transform_structured")) {
      refused(
          path,
          body(
              fpe,
              "{'a':['123-456','12345']}",
              "$.a[*]",
              TRANSFORM.replace("alphanumeric", "numeric")),
          "BelowMinLength /structured_data/a/1");
      refused(
          path,
          body(fpe, "{'a':['" + "1".repeat(33) + "']}", "$.a[*]", TRANSFORM),
          "AboveMaxLength /structured_data/a/0");
      refused(path, body(fpe, "{'a':''}", "$.a", TRANSFORM), "BelowMinLength /structured_data/a");
    }
  }

  @Test
  void olderPathsDoTheSame() {
    String data = "{'batch_input':[{'ssn':'078-05-1120'},{'ssn':'219-09-9999'}]}";
    JsonNode encrypted =
        ok("/v1/key/encrypt/structured", gcm, data, "$.batch_input[*].ssn", "")
            .get("structured_data");
    assertThat(
            ok("/v1/key/decrypt/structured", gcm, encrypted.toString(), "$.batch_input[*].ssn", "")
                .get("structured_data")
                .toString())
        .isEqualTo(quoted(data));
    String more = ",'alphabet':'numeric','tweak':'MTIzMTIzMT=='";
    JsonNode transformed =
        ok("/v1/key/encrypt/transform/structured", fpe, data, "$..ssn", more)
            .get("structured_data");
    assertThat(transformed.at("/batch_input/1/ssn").asText()).matches("\\d{3}-\\d{2}-\\d{4}");
    assertThat(
            ok("/v1/key/decrypt/transform/structured", fpe, transformed.toString(), "$..ssn", more)
                .get("structured_data")
                .toString())
        .isEqualTo(quoted(data));
  }
}
