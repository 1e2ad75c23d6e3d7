package io.craton.vault.http.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.craton.vault.http.request.Field;
import io.craton.vault.http.request.FieldType;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.JsonReader;
import io.craton.vault.http.request.RequestSchema;
import io.craton.vault.http.request.Shape;
import io.craton.vault.http.request.VersionSelectors;
import io.craton.vault.http.request.Wildcard;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The checker of requests and the schema made from the same table say the same, for every shape.
class RequestSchemasTest {
  private static final RequestSchema TABLE =
      RequestSchema.of(
          Field.optional("id", FieldTypes.ITEM_ID, "An id."),
          Field.optional("text", FieldTypes.text(2, 3), "A text."),
          Field.optional("texts", FieldTypes.TEXTS, "Texts."),
          Field.optional("tags", FieldTypes.TAGS, "Tags."),
          Field.optional("metadata", FieldTypes.METADATA, "Metadata."),
          Field.optional("word", FieldTypes.text(1, 3), "A text or nothing.").orEmpty(),
          Field.optional("pair", FieldTypes.text(2, 3), "A text or nothing.").orEmpty(),
          Field.optional("folder", FieldTypes.FOLDER, "A folder.").orEmpty(),
          Field.optional("choice", FieldTypes.choice(List.of("a", "b")), "One."),
          Field.optional("maybe", FieldTypes.choice(List.of("a", "b")), "One.").orEmpty(),
          Field.optional("flag", FieldTypes.FLAG, "A flag."),
          Field.optional("whole", FieldTypes.whole(1, 5), "A number."),
          Field.optional("list", FieldTypes.TAGS, "A list or nothing.").orEmpty(),
          Field.optional("version", VersionSelectors.TYPE, "Versions."),
          Field.optional("bytes", FieldTypes.base64(64), "Bytes."),
          Field.optional("time", FieldTypes.TIMESTAMP, "A time."),
          Field.optional("end", FieldTypes.TIMESTAMP_OR_NEVER, "A time.").orEmpty().alias("stop"),
          Field.optional("period", FieldTypes.DURATION, "A duration."),
          Field.optional("refused", FieldTypes.refused("no"), "Not available."),
          Field.optional("unsent", FieldTypes.refused("no"), "Not available.").orEmpty(),
          Field.optional(
              "open",
              new FieldType<>(new Shape.OpenObject(), (value, pointer) -> value),
              "Any object."),
          Field.ignored("ignored"),
          Field.optional(
              "wild",
              FieldTypes.composite(
                  RequestSchema.of()
                      .with(new Wildcard<>("x_", 8, 2, FieldTypes.TEXTS, "Whatever."))),
              "An object."),
          Field.optional(
              "inner",
              FieldTypes.composite(
                  RequestSchema.of(
                      Field.required("need", FieldTypes.FLAG, "A flag."),
                      Field.required("old", FieldTypes.FLAG, "A flag.").alias("older", "oldest"))),
              "An object."));

  private final com.networknt.schema.Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(document());

  /// The schema with what it refers to.
  private static ObjectNode document() {
    ObjectNode components = Json.object();
    ObjectNode document = new RequestSchemas(components).of(TABLE);
    document.putObject("components").set("schemas", components);
    return document;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | true",
        "{'other':1} | false",
        "{'other':null} | false",
        "{'id':'pvi_aaaabbbbccccddddeeeeffffgggghhhh'} | true",
        "{'id':'xpvi_aaaabbbbccccddddeeeeffffgggghhhh'} | false",
        "{'id':'pvi_aaaabbbbccccddddeeeeffffgggghhhhx'} | false",
        "{'id':null} | true",
        "{'id':''} | false",
        "{'text':'ab'} | true",
        "{'text':'a'} | false",
        "{'text':'\ud83d\ude00\ud83d\ude00\ud83d\ude00'} | true",
        "{'text':'abcd'} | false",
        "{'text':1} | false",
        "{'texts':'a'} | true",
        "{'texts':['a','b']} | true",
        "{'texts':null} | true",
        "{'texts':[1]} | false",
        "{'tags':'a'} | false",
        "{'tags':[null]} | false",
        "{'metadata':{'a':'b'}} | true",
        "{'metadata':{'a':1}} | false",
        "{'metadata':{'a':null}} | false",
        "{'metadata':null} | true",
        "{'word':''} | true",
        "{'word':'abcd'} | false",
        "{'pair':''} | true",
        "{'folder':'/a/b'} | true",
        "{'folder':''} | true",
        "{'folder':'a*b'} | false",
        "{'choice':'a'} | true",
        "{'choice':null} | true",
        "{'choice':''} | false",
        "{'choice':'c'} | false",
        "{'maybe':''} | true",
        "{'maybe':null} | true",
        "{'maybe':'c'} | false",
        "{'flag':true} | true",
        "{'flag':'true'} | false",
        "{'flag':null} | true",
        "{'whole':5} | true",
        "{'whole':6} | false",
        "{'whole':0} | false",
        "{'whole':1.5} | false",
        "{'whole':null} | true",
        "{'list':''} | true",
        "{'list':'a'} | false",
        "{'list':['a']} | true",
        "{'version':'all'} | true",
        "{'version':'-2:'} | true",
        "{'version':-2} | true",
        "{'version':null} | true",
        "{'version':'2:'} | false",
        "{'version':[]} | false",
        "{'bytes':''} | true",
        "{'bytes':'AA=='} | true",
        "{'bytes':'AB=='} | true",
        "{'bytes':'AA='} | false",
        "{'bytes':'AA'} | false",
        "{'bytes':'-_-_'} | false",
        "{'time':'2030-01-01t10:00:00.1234567z'} | true",
        "{'time':'2030-01-01T10:00:00+02:00'} | true",
        "{'time':'2030-01-01'} | false",
        "{'time':'never'} | false",
        "{'end':'never'} | true",
        "{'end':''} | true",
        "{'stop':'never'} | true",
        "{'end':'soon'} | false",
        "{'period':'2 months'} | true",
        "{'period':'0d'} | false",
        "{'period':'d'} | false",
        "{'refused':null} | true",
        "{'refused':''} | false",
        "{'refused':1} | false",
        "{'unsent':''} | true",
        "{'unsent':null} | true",
        "{'unsent':'x'} | false",
        "{'ignored':{'a':[1]}} | true",
        "{'open':{'a':[1]}} | true",
        "{'open':null} | true",
        "{'open':[]} | false",
        "{'inner':{'need':true,'old':true}} | true",
        "{'inner':{'need':true,'older':true}} | true",
        "{'inner':{'need':true}} | false",
        "{'inner':{'old':true}} | false",
        "{'inner':null} | true",
        "{'wild':{'x_a':'b','x_b':['c']}} | true",
        "{'wild':{'x_a':null}} | false",
        "{'wild':{'x_':'b'}} | false",
        "{'wild':{'y':'b'}} | false",
        "{'inner':[]} | false",
      })
  void bothSayTheSame(String json, boolean fine) throws Exception {
    String text = json.replace('\'', '"');
    assertThat(accepts(text)).as("the checker").isEqualTo(fine);
    assertThat(schema.validate(Json.parse(text)).isEmpty()).as("the schema").isEqualTo(fine);
  }

  private static boolean accepts(String text) throws InvalidRequest {
    var body = JsonReader.readObject(text.getBytes(StandardCharsets.UTF_8));
    try (var form = TABLE.read(body)) {
      return form != null;
    } catch (InvalidRequest invalid) {
      return false;
    }
  }
}
