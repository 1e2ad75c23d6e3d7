package io.craton.vault.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesTest {
  private static JsonText text(String value) {
    return JsonText.copyOf(value.toCharArray(), 0, value.length());
  }

  @Test
  void textsAreNotPrinted() {
    assertThat(text("hunter2").toString()).isEqualTo("JsonText[7 characters, redacted]");
    assertThat(new JsonValue.Text(text("hunter2")).toString()).doesNotContain("hunter2");
  }

  @Test
  void formsPrintTheNamesOfTheirFieldsOnly() throws InvalidRequest {
    RequestSchema schema =
        RequestSchema.of(Field.required("secret", FieldTypes.secret(1, 10), "The value."));
    JsonValue.Members json =
        JsonReader.readObject("{\"secret\":\"hunter2\"}".getBytes(StandardCharsets.UTF_8));
    try (Form form = schema.read(json)) {
      assertThat(form.toString()).isEqualTo("Form[secret]");
    }
  }

  @Test
  void wipingLeavesNothing() throws InvalidRequest {
    JsonValue.Members json =
        JsonReader.readObject("{\"a\":[\"x\",{\"b\":\"y\"}]}".getBytes(StandardCharsets.UTF_8));
    JsonValue.Array array = (JsonValue.Array) Objects.requireNonNull(json.members().get("a"));
    JsonText first = ((JsonValue.Text) array.elements().get(0)).text();
    json.wipe();
    assertThat(first.value()).isEqualTo("\0");
  }

  @Test
  void closingAFormWipesItsSecrets() throws InvalidRequest {
    Field<byte[]> bytes = Field.required("b", FieldTypes.base64(10), "Bytes.");
    JsonValue.Members json =
        JsonReader.readObject("{\"b\":\"AQID\"}".getBytes(StandardCharsets.UTF_8));
    Form form = RequestSchema.of(bytes).read(json);
    byte[] value = form.require(bytes);
    assertThat(value).containsExactly(1, 2, 3);
    form.close();
    assertThat(value).containsOnly(0);
  }

  @Test
  void secretsAreUtf8() {
    String value = "aé\u20ac\ud83d\ude00";
    assertThat(text(value).toSecret().decodeUtf8()).isEqualTo(value);
  }

  @Test
  void base64AgreesWithTheEncoderOfTheJdk() {
    long seed = 20261123;
    Random random = new Random(seed);
    for (int length = 0; length < 200; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      char[] encoded = Base64.getEncoder().encodeToString(bytes).toCharArray();
      assertThat(StrictBase64.decode(encoded)).as("seed %d length %d", seed, length).isPresent();
      assertThat(StrictBase64.decode(encoded).orElseThrow()).isEqualTo(bytes);
    }
  }

  @Test
  void trailingBitsNeedNotBeZero() {
    assertThat(StrictBase64.decode("MTIzMTIzMT==".toCharArray()).orElseThrow())
        .isEqualTo("1231231".getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @CsvSource({
    "2030-01-01T10:00:00Z,2030-01-01T10:00:00.000000Z",
    "2030-01-01t10:00:00.5z,2030-01-01T10:00:00.500000Z",
    "2030-01-01T10:00:00.123456789Z,2030-01-01T10:00:00.123456Z",
    "2030-01-01T10:00:00.999999999999Z,2030-01-01T10:00:00.999999Z",
    "2030-01-01T00:30:00+02:00,2029-12-31T22:30:00.000000Z",
    "2028-02-29T23:59:59-18:00,2028-03-01T17:59:59.000000Z",
  })
  void timestampsAreCutToMicrosecondsInUtc(String in, String out) {
    assertThat(Timestamps.parse(in).map(Timestamps::format)).contains(out);
  }

  @ParameterizedTest
  @CsvSource({
    "2030-01-01",
    "2030-01-01T10:00Z",
    "2030-01-01T10:00:00",
    "2030-01-01 10:00:00Z",
    "2029-02-29T00:00:00Z",
    "2030-01-01T24:00:00Z",
    "2030-01-01T23:59:60Z",
    "2030-01-01T10:00:00.Z",
    "2030-01-01T10:00:00+19:00",
    "+12030-01-01T10:00:00Z",
    "0000-01-01T00:00:00+01:00",
    "never",
  })
  void otherTimestampsAreRefused(String text) {
    assertThat(Timestamps.parse(text)).isEmpty();
  }

  @Test
  void timesBelowAMicrosecondAreCutOff() {
    assertThat(Timestamps.format(Instant.ofEpochSecond(0, 1_999)))
        .isEqualTo("1970-01-01T00:00:00.000001Z");
  }

  @Test
  void pointersAreEscapedAndShortened() {
    assertThat(Problem.pointer("", "a/b~c")).isEqualTo("/a~1b~0c");
    assertThat(Problem.pointer("", "n".repeat(500))).hasSize(129);
    assertThat(Problem.pointer("", "\ud800")).isEqualTo("/\ufffd");
  }
}
