package io.craton.vault.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.http.TestApi.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Requests that are refused before any item is looked up.
@TestInstance(Lifecycle.PER_CLASS)
class InvalidRequestsTest {
  private static final String ID = "pvi_aaaabbbbccccddddeeeeffffgggghhhh";

  private final TestApi api = TestApi.start();

  @AfterAll
  void stop() {
    api.close();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // required, null, wrong types
        "/v2/get                 | {}                                            | FieldRequired"
            + " /id",
        "/v2/get                 | {'id':null}                                   | FieldRequired"
            + " /id",
        "/v2/get                 | {'id':1}                                      | InvalidString"
            + " /id",
        "/v2/get                 | {'id':['x']}                                  | InvalidString"
            + " /id",
        "/v2/secret/store        | {}                                            | FieldRequired"
            + " /secret",
        "/v2/secret/store        | {'secret':{}}                                 | InvalidString"
            + " /secret",
        "/v2/secret/store        | {'secret':'s','metadata':[]}                  | InvalidObject"
            + " /metadata",
        "/v2/secret/store        | {'secret':'s','metadata':{'a':1}}             | InvalidString"
            + " /metadata/a",
        "/v2/secret/store        | {'secret':'s','tags':'t'}                     | InvalidArray"
            + " /tags",
        "/v2/secret/store        | {'secret':'s','tags':['t',true]}              | InvalidString"
            + " /tags/1",
        "/v2/update              | {'id':'@','enabled':'true'}                   | InvalidBool"
            + " /enabled",
        "/v2/delete              | {'id':'@','recursive':0}                      | InvalidBool"
            + " /recursive",
        "/v2/sign                | {'id':'@','message':'','version':'1'}         | InvalidInteger"
            + " /version",
        "/v2/sign                | {'id':'@','message':'','version':1.5}         | InvalidInteger"
            + " /version",
        "/v2/sign                | {'id':'@','message':'','version':1e0}         | InvalidInteger"
            + " /version",
        "/v2/list                | {'filter':'x'}                                | InvalidObject"
            + " /filter",
        "/v2/list                | {'filter':{'folder':1}}                       | InvalidString"
            + " /filter/folder",
        "/v2/list                | {'size':'50'}                                 | InvalidInteger"
            + " /size",
        // unknown fields
        "/v2/get                 | {'id':'@','surprise':1}                       |"
            + " UnexpectedProperty /surprise",
        "/v2/get                 | {'id':'@','a/b~c':1}                          |"
            + " UnexpectedProperty /a~1b~0c",
        "/v2/list                | {'filter':{'colour':'red'}}                   |"
            + " UnexpectedProperty /filter/colour",
        "/v2/list                | {'filter':{'name__gt':'a'}}                   |"
            + " UnexpectedProperty /filter/name__gt",
        "/v2/secret/store        | {'secret':'s','encrypting_item_id':'pvi_1'}   |"
            + " DoesNotMatchPattern /encrypting_item_id",
        "/v2/secret/store        |"
            + " {'secret':'s','encrypting_item_id':'pvi_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'} |"
            + " DoesNotExist /encrypting_item_id",
        // enums
        "/v2/secret/store        | {'secret':'s','type':'folder'}                | NotEnumMember"
            + " /type",
        "/v2/secret/rotate       | {'id':'@','secret':'s','rotation_state':'active'} |"
            + " NotEnumMember /rotation_state",
        "/v2/key/generate        | {'type':'symmetric_key','algorithm':'AES-1'}  | NotEnumMember"
            + " /algorithm",
        "/v2/key/generate        |"
            + " {'type':'symmetric_key','purpose':'signing','algorithm':'ED25519'} | NotEnumMember"
            + " /algorithm",
        "/v2/key/generate        | {'purpose':'encryption','algorithm':'ED25519'} | NotEnumMember"
            + " /algorithm",
        "/v2/key/generate        | {'type':'asymmetric_key','algorithm':'ED25519'} | FieldRequired"
            + " /purpose",
        "/v2/key/generate        | {'purpose':'dancing','algorithm':'ED25519'}   | NotEnumMember"
            + " /purpose",
        "/v2/state/change        | {'id':'@','state':'gone'}                     | NotEnumMember"
            + " /state",
        "/v2/list                | {'order':'down'}                              | NotEnumMember"
            + " /order",
        "/v2/list                | {'order_by':'colour'}                         | NotEnumMember"
            + " /order_by",
        "/v2/get_bulk            | {'filter':{},'order_by':'colour'}             | NotEnumMember"
            + " /order_by",
        // filters
        "/v2/list                | {'filter':{'folder':'/../x'}}                 |"
            + " DoesNotMatchPattern /filter/folder",
        "/v2/list                | {'filter':{'name':['a']}}                     | InvalidString"
            + " /filter/name",
        "/v2/list                | {'filter':{'name__contains':7}}               | InvalidString"
            + " /filter/name__contains",
        "/v2/list                | {'filter':{'name__contains':[7]}}             | InvalidString"
            + " /filter/name__contains",
        "/v2/list                | {'filter':{'name__in':{}}}                    | InvalidString"
            + " /filter/name__in",
        "/v2/list                | {'filter':{'created_at__gt':'yesterday'}}     |"
            + " BadFormatDateTime /filter/created_at__gt",
        "/v2/list                | {'filter':{'created_at__gt':'2020-13-11'}}    |"
            + " BadFormatDateTime /filter/created_at__gt",
        "/v2/list                | {'filter':{'created_at__contains':'2020'}}    |"
            + " UnexpectedProperty /filter/created_at__contains",
        "/v2/list                | {'filter':{'tags__gt':'a'}}                   |"
            + " UnexpectedProperty /filter/tags__gt",
        "/v2/list                | {'filter':{'metadata':'a'}}                   |"
            + " UnexpectedProperty /filter/metadata",
        "/v2/list                | {'filter':{'metadata_':'a'}}                  |"
            + " UnexpectedProperty /filter/metadata_",
        "/v2/list                | {'filter':{'metadata_a':['b','c']}}           | InvalidString"
            + " /filter/metadata_a",
        "/v2/list                | {'filter':{'metadata_a':7}}                   | InvalidString"
            + " /filter/metadata_a",
        "/v2/get_bulk            | {'version':{'pvi_x':1}}                       |"
            + " DoesNotMatchPattern /version/pvi_x",
        "/v2/get_bulk            | {'version':{'x':1}}                           |"
            + " UnexpectedProperty /version/x",
        "/v2/get_bulk            | {'version':{'pvi_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa':0}} |"
            + " IsTooSmall /version/pvi_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "/v2/get_bulk            | {'version':{'pvi_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa':'1'}} |"
            + " InvalidInteger /version/pvi_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        // base64
        "/v2/sign                | {'id':'@','message':'thisisnotvaliddatax'}    | BadFormatBase64"
            + " /message",
        "/v2/verify              | {'id':'@','message':'','signature':'thisisnotasignature'} |"
            + " BadFormatBase64 /signature",
        "/v2/encrypt             | {'id':'@','plain_text':'AA==\\n'}             | BadFormatBase64"
            + " /plain_text",
        "/v2/encrypt             | {'id':'@','plain_text':'A A='}                | BadFormatBase64"
            + " /plain_text",
        "/v2/encrypt             | {'id':'@','plain_text':'-_-_'}                | BadFormatBase64"
            + " /plain_text",
        "/v2/encrypt             | {'id':'@','plain_text':'A==='}                | BadFormatBase64"
            + " /plain_text",
        "/v2/encrypt             | {'id':'@','plain_text':'===='}                | BadFormatBase64"
            + " /plain_text",
        "/v2/encrypt             | {'id':'@','plain_text':'AA==AAAA'}            | BadFormatBase64"
            + " /plain_text",
        "/v2/decrypt             | {'id':'@','cipher_text':'AAA'}                | BadFormatBase64"
            + " /cipher_text",
        "/v2/decrypt             | {'id':'@','cipher_text':'','additional_data':'é==='} |"
            + " BadFormatBase64 /additional_data",
        // durations, times
        "/v2/state/change        | {'id':'@','state':'compromised','destroy_period':'soon'} |"
            + " BadFormatPangeaDuration /destroy_period",
        "/v2/state/change        | {'id':'@','state':'compromised','destroy_period':'0d'} |"
            + " BadFormatPangeaDuration /destroy_period",
        "/v2/state/change        | {'id':'@','state':'compromised'}              | FieldRequired"
            + " /destroy_period",
        "/v2/state/change        | {'id':'@','state':'suspended','destroy_period':'1d'} |"
            + " IsDependentOn /destroy_period",
        "/v2/secret/store        | {'secret':'s','disabled_at':'2030-01-01'}     |"
            + " BadFormatDateTime /disabled_at",
        "/v2/secret/store        | {'secret':'s','disabled_at':'2030-02-30T00:00:00Z'} |"
            + " BadFormatDateTime /disabled_at",
        "/v2/secret/store        | {'secret':'s','disabled_at':'9999-12-31T23:59:59-01:00'} |"
            + " BadFormatDateTime /disabled_at",
        "/v2/secret/store        | {'secret':'s','disabled_at':'2001-01-01T00:00:00Z'} |"
            + " NotWithinRange /disabled_at",
        "/v2/secret/store        | {'secret':'s','expiration':'x'}               |"
            + " BadFormatDateTime /expiration",
        // patterns and folders
        "/v2/get                 | {'id':'notanid'}                              |"
            + " DoesNotMatchPattern /id",
        "/v2/get                 | {'id':''}                                     |"
            + " DoesNotMatchPattern /id",
        "/v2/update              | {'id':'notanid'}                              |"
            + " DoesNotMatchPattern /id",
        "/v2/delete              | {'id':'pvi_AAAABBBBCCCCDDDDEEEEFFFFGGGGHHHH'} |"
            + " DoesNotMatchPattern /id",
        "/v2/state/change        | {'id':'notanid','state':'active'}             |"
            + " DoesNotMatchPattern /id",
        "/v2/secret/rotate       | {'id':'notanid','secret':'s'}                 |"
            + " DoesNotMatchPattern /id",
        "/v2/secret/store        | {'secret':'s','folder':'a*b'}                 |"
            + " DoesNotMatchPattern /folder",
        "/v2/secret/store        | {'secret':'s','folder':'/a/../b'}             |"
            + " DoesNotMatchPattern /folder",
        "/v2/get                 | {'id':'@','version':0}                        |"
            + " DoesNotMatchPattern /version",
        "/v2/get                 | {'id':'@','version':99999999999}              |"
            + " DoesNotMatchPattern /version",
        "/v2/get                 | {'id':'@','version':'0'}                      |"
            + " DoesNotMatchPattern /version",
        "/v2/get                 | {'id':'@','version':'1:'}                     |"
            + " DoesNotMatchPattern /version",
        "/v2/get                 | {'id':'@','version':'latest'}                 |"
            + " DoesNotMatchPattern /version",
        // sizes
        "/v2/secret/store        | {'secret':''}                                 | BelowMinLength"
            + " /secret",
        "/v2/secret/store        | {'secret':'s','name':''}                      | BelowMinLength"
            + " /name",
        "/v2/sign                | {'id':'@','message':'','version':0}           | IsTooSmall"
            + " /version",
        "/v2/sign                | {'id':'@','message':'','version':-3}          | IsTooSmall"
            + " /version",
        "/v2/sign                | {'id':'@','message':'','version':4294967297}  | IsTooBig"
            + " /version",
        "/v2/list                | {'size':0}                                    | IsTooSmall"
            + " /size",
        "/v2/list                | {'size':101}                                  | IsTooBig /size",
        "/v2/list                | {'last':'garbage'}                            | BadFormat /last",
        "/v2/list                | {'last':'AAAA'}                               | BadFormat /last",
        // policies
        "/v2/key/generate        |"
            + " {'purpose':'signing','algorithm':'ED25519','rotation_frequency':'59m'} |"
            + " NotWithinRange /rotation_frequency",
        "/v2/key/generate        |"
            + " {'purpose':'signing','algorithm':'ED25519','rotation_frequency':'x'} |"
            + " BadFormatPangeaDuration /rotation_frequency",
        "/v2/key/generate        |"
            + " {'purpose':'signing','algorithm':'ED25519','rotation_state':'suspended'} |"
            + " NotEnumMember /rotation_state",
        "/v2/update              | {'id':'@','rotation_grace_period':'0d'}       |"
            + " BadFormatPangeaDuration /rotation_grace_period",
        // two names of one thing
        "/v2/update              | {'id':'@','disabled_at':'never','expiration':'never'} |"
            + " MutuallyExclusive /expiration",
        "/v2/update              | {'id':'@','enabled':true,'item_state':'enabled'} |"
            + " MutuallyExclusive /item_state",
        // keys that callers bring
        "/v2/key/store           | {'algorithm':'AES-GCM-256'}                   | FieldRequired"
            + " /key",
        "/v2/key/store           | {'algorithm':'AES-GCM-256','key':'AA'}        |"
            + " BadFormatBase64 /key",
        "/v2/key/store           | {'algorithm':'AES-GCM-256','key':'AAAA'}      | BadFormat /key",
        "/v2/key/store           |"
            + " {'algorithm':'AES-GCM-256','key':'AAAA','public_key':'p'} | UnexpectedProperty"
            + " /public_key",
        "/v2/key/store           | {'algorithm':'ED25519','key':'AAAA'}          | NotEnumMember"
            + " /algorithm",
        "/v2/key/store           | {'purpose':'signing','algorithm':'ED25519'}   | FieldRequired"
            + " /public_key",
        "/v2/key/store           |"
            + " {'purpose':'signing','algorithm':'ED25519','public_key':'p'} | BadFormat"
            + " /public_key",
        "/v2/key/store           |"
            + " {'purpose':'pki','algorithm':'ED25519','public_key':'p'} | FieldRequired"
            + " /private_key",
        "/v2/key/store           |"
            + " {'purpose':'signing','algorithm':'ED25519','private_key':'p'} | FieldRequired"
            + " /public_key",
        "/v2/key/store           |"
            + " {'type':'asymmetric_key','purpose':'signing','algorithm':'ED25519','key':'AAAA'} |"
            + " UnexpectedProperty /key",
        "/v2/key/store           | {'purpose':'signing','algorithm':'ED25519',"
            + "'public_key':'p','private_key':'q'} | BadFormat /public_key",
        "/v2/key/rotate          | {'id':'@','private_key':'p'}                  | IsDependentOn"
            + " /private_key",
        "/v2/key/rotate          | {'id':'@','key':'A'}                          |"
            + " BadFormatBase64 /key",
        // export
        "/v2/export              | {'id':'notanid'}                              |"
            + " DoesNotMatchPattern /id",
        "/v2/export              | {'id':'@','asymmetric_algorithm':'RSA'}       | NotEnumMember"
            + " /asymmetric_algorithm",
        "/v2/export              | {'id':'@','asymmetric_algorithm':'RSA-OAEP-4096-SHA512'} |"
            + " FieldRequired /asymmetric_public_key",
        "/v2/export              | {'id':'@','asymmetric_public_key':'p'}        | IsDependentOn"
            + " /asymmetric_public_key",
        "/v2/export              | {'id':'@','kem_password':'p'}                 | IsDependentOn"
            + " /kem_password",
        "/v2/export              | {'id':'@','kem_password':''}                  | BelowMinLength"
            + " /kem_password",
        "/v2/export              | {'id':'@','asymmetric_algorithm':'RSA-OAEP-4096-SHA512',"
            + "'asymmetric_public_key':'p','kem_password':'p'} | IsDependentOn /kem_password",
        "/v2/export              | {'id':'@','asymmetric_algorithm':'RSA-NO-PADDING-4096-KEM',"
            + "'asymmetric_public_key':'p'} | FieldRequired /kem_password",
        "/v2/export              | {'id':'@','asymmetric_algorithm':'RSA-OAEP-4096-SHA512',"
            + "'asymmetric_public_key':'-----BEGIN PUBLIC KEY-----AAAA-----END PUBLIC KEY-----'} |"
            + " BadFormat /asymmetric_public_key",
        // web tokens
        "/v2/jwt/sign            | {'id':'notanid','payload':''}                 |"
            + " DoesNotMatchPattern /id",
        "/v2/jwt/sign            | {'id':'@'}                                    | FieldRequired"
            + " /payload",
        "/v2/jwt/sign            | {'id':'@','payload':{}}                       | InvalidString"
            + " /payload",
        "/v2/jwt/verify          | {}                                            | FieldRequired"
            + " /jws",
        "/v2/jwt/verify          | {'jws':'a.b'}                                 | BadFormat /jws",
        "/v2/jwt/verify          | {'jws':'e30.e30.e30.e30'}                     | BadFormat /jws",
        "/v2/jwt/verify          | {'jws':'e30.e30.AA'}                          | BadFormat /jws",
        "/v2/jwt/verify          | {'jws':'!!!!.e30.AA'}                         | BadFormat /jws",
        "/v2/jwt/verify          | {'jws':'e30=.e30.AA'}                         | BadFormat /jws",
        "/v2/jwt/verify          | {'jws':'W10.e30.AA'}                          | BadFormat /jws",
        "/v2/jwt/verify          | {'jws':'eyJraWQiOiJwdmlfMSJ9.e30.AA'}         | BadFormat /jws",
        "/v2/jwk/get             | {'id':'notanid'}                              |"
            + " DoesNotMatchPattern /id",
        "/v2/jwk/get             | {'id':'@','version':0}                        |"
            + " DoesNotMatchPattern /version",
        // parts of documents, texts that keep their form
        "/v2/encrypt_structured  | {'id':'@','filter':'$.a'}                     | FieldRequired"
            + " /structured_data",
        "/v2/encrypt_structured  | {'id':'@','structured_data':[],'filter':'$.a'} |"
            + " InvalidObject /structured_data",
        "/v2/encrypt_structured  | {'id':'@','structured_data':{}}               | FieldRequired"
            + " /filter",
        "/v2/encrypt_structured  | {'id':'@','structured_data':{},'filter':'a'}  |"
            + " BadFormatJSONPath /filter",
        "/v2/decrypt_structured  | {'id':'@','structured_data':{},'filter':'$[0'} |"
            + " BadFormatJSONPath /filter",
        "/v2/decrypt_structured  | {'id':'@','structured_data':{},'filter':'$]['} |"
            + " BadFormatJSONPath /filter",
        "/v2/encrypt_structured  |"
            + " {'id':'@','structured_data':{},'filter':'$','additional_data':'x'} |"
            + " BadFormatBase64 /additional_data",
        "/v2/encrypt_transform   | {'id':'@','plain_text':'123456'}              | FieldRequired"
            + " /alphabet",
        "/v2/encrypt_transform   | {'id':'@','plain_text':'123456','alphabet':'greek'} |"
            + " NotEnumMember /alphabet",
        "/v2/encrypt_transform   | {'id':'@','plain_text':'123-45','alphabet':'numeric'} |"
            + " BelowMinLength /plain_text",
        "/v2/encrypt_transform   | {'id':'@','alphabet':'alphanumeric',"
            + "'plain_text':'0123456789012345678901234567890-12'} | AboveMaxLength /plain_text",
        "/v2/encrypt_transform   |"
            + " {'id':'@','plain_text':'123456','alphabet':'numeric','tweak':'My Tweak'} |"
            + " BadFormatBase64 /tweak",
        "/v2/encrypt_transform   |"
            + " {'id':'@','plain_text':'123456','alphabet':'numeric','tweak':'AAAA'} |"
            + " BadFormat /tweak",
        "/v2/decrypt_transform   | {'id':'@','cipher_text':'123456','alphabet':'numeric'} |"
            + " FieldRequired /tweak",
        "/v2/decrypt_transform   | {'id':'@','cipher_text':'1','alphabet':'numeric',"
            + "'tweak':'MTIzMTIzMT=='} | BelowMinLength /cipher_text",
        "/v2/encrypt_transform_structured | {'id':'@','structured_data':{},'filter':'$'} |"
            + " FieldRequired /alphabet",
        "/v2/decrypt_transform_structured |"
            + " {'id':'@','structured_data':{},'filter':'$','alphabet':'alpha'} | FieldRequired"
            + " /tweak",
        // tokens and client secrets
        "/v2/secret/store        | {'secret':'s','type':'pangea_token'}          |"
            + " DoesNotMatchPattern /secret",
        "/v2/secret/store        | {'type':'pangea_token'}                       | FieldRequired"
            + " /token",
        "/v2/secret/store        | {'token':'pts_'}                              |"
            + " DoesNotMatchPattern /token",
        "/v2/secret/store        | {'token':'pts_0123456789ABCDEF0123456789abcdef'} |"
            + " DoesNotMatchPattern /token",
        "/v2/secret/store        | {'token':7}                                   | InvalidString"
            + " /token",
        "/v2/secret/store        |"
            + " {'token':'pts_0123456789abcdef0123456789abcdef','secret':'s'} |"
            + " UnexpectedProperty /secret",
        "/v2/secret/store        |"
            + " {'token':'pts_0123456789abcdef0123456789abcdef','client_id':'s'} |"
            + " UnexpectedProperty /client_id",
        "/v2/secret/store        |"
            + " {'type':'secret','token':'pts_0123456789abcdef0123456789abcdef','secret':'s'} |"
            + " UnexpectedProperty /token",
        "/v2/secret/store        | {'secret':'s','client_secret_id':'i'}         |"
            + " UnexpectedProperty /client_secret_id",
        "/v2/secret/store        | {'client_secret':'s','client_id':'i'}         | FieldRequired"
            + " /client_secret_id",
        "/v2/secret/store        | {'client_secret':'s','client_secret_id':'i'}  | FieldRequired"
            + " /client_id",
        "/v2/secret/store        |"
            + " {'type':'pangea_platform_client_secret','secret':'s'} | FieldRequired"
            + " /client_secret",
        "/v2/secret/store        | {'client_secret':''}                          |"
            + " BelowMinLength /client_secret",
        "/v2/secret/store        |"
            + " {'token':'pts_0123456789abcdef0123456789abcdef','rotation_frequency':'1s'} |"
            + " NotWithinRange /rotation_frequency",
        "/v2/secret/store        |"
            + " {'token':'pts_0123456789abcdef0123456789abcdef','rotation_grace_period':'1x'} |"
            + " BadFormatPangeaDuration /rotation_grace_period",
        "/v2/secret/rotate       | {'id':'@','rotation_grace_period':'-1d'}      |"
            + " BadFormatPangeaDuration /rotation_grace_period",
        "/v2/secret/rotate       |"
            + " {'id':'@','token':'pts_0123456789abcdef0123456789abcdef'} |"
            + " UnexpectedProperty /token",
        // folders
        "/v2/folder/create       | {}                                            | FieldRequired"
            + " /name",
        "/v2/folder/create       | {'name':''}                                   |"
            + " BelowMinLength /name",
        "/v2/folder/create       | {'name':'//'}                                 |"
            + " BelowMinLength /name",
        "/v2/folder/create       | {'name':7}                                    | InvalidString"
            + " /name",
        "/v2/folder/create       | {'name':'a*b'}                                |"
            + " DoesNotMatchPattern /name",
        "/v2/folder/create       | {'name':'..'}                                 |"
            + " DoesNotMatchPattern /name",
        "/v2/folder/create       | {'name':'a','folder':'/./b'}                  |"
            + " DoesNotMatchPattern /folder",
        "/v2/folder/create       | {'name':'a','folder':'/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/"
            + "a/a/a/a/a/a/a/a/a/a/a/a'} | NotWithinRange /name",
        "/v2/folder/create       | {'name':'a','rotation_state':'suspended'}     | NotEnumMember"
            + " /rotation_state",
        "/v2/folder/create       | {'name':'a','rotation_frequency':'1s'}        | NotWithinRange"
            + " /rotation_frequency",
        "/v2/folder/create       | {'name':'a','rotation_grace_period':'never'}  |"
            + " BadFormatPangeaDuration /rotation_grace_period",
        "/v2/folder/create       | {'name':'a','enabled':true}                   |"
            + " UnexpectedProperty /enabled",
        // lone surrogates
        "/v2/secret/store        | {'secret':'\\ud800'}                          | InvalidString"
            + " /secret",
        "/v2/secret/store        | {'secret':'s','name':'\\udc00x'}              | InvalidString"
            + " /name",
        "/v2/secret/store        | {'secret':'s','tags':['\\ud83d']}             | InvalidString"
            + " /tags/0",
      })
  void invalidFieldsAreNamed(String path, String json, String error) {
    Reply reply = api.post(path, json.replace("@", ID));
    assertThat(reply.firstError()).isEqualTo(error);
    assertThat(reply.code()).isEqualTo(400);
    assertThat(reply.status()).isEqualTo("ValidationError");
    for (JsonNode problem : reply.result().get("errors")) {
      assertThat(problem.size()).as("code, detail, source and nothing else").isEqualTo(3);
      assertThat(problem.get("detail").isTextual()).isTrue();
    }
  }

  static Stream<Arguments> malformedBodies() {
    return Stream.of(
        Arguments.of("", "BadFormat "),
        Arguments.of("   ", "BadFormat "),
        Arguments.of("nonsense", "BadFormat "),
        Arguments.of("{", "BadFormat "),
        Arguments.of("{\"id\":}", "BadFormat "),
        Arguments.of("{'id':'x'}", "BadFormat "),
        Arguments.of("{} {}", "BadFormat "),
        Arguments.of("{}x", "BadFormat "),
        Arguments.of("{\"\\ud800\":1}", "BadFormat "),
        Arguments.of("{\"metadata\":{\"\\ud800\":\"\"}}", "BadFormat "),
        Arguments.of("{\"a\":01}", "BadFormat "),
        Arguments.of("{\"a\":NaN}", "BadFormat "),
        Arguments.of("{\"a\":\"\u0001\"}", "BadFormat "),
        Arguments.of("\ufeff{}", "BadFormat "),
        Arguments.of("{\"id\":\"a\",\"id\":\"b\"}", "BadFormat "),
        Arguments.of("{\"a\":{\"x\":1,\"x\":2}}", "BadFormat "),
        Arguments.of("{\"a\":" + "9".repeat(1000) + "}", "BadFormat "),
        Arguments.of("{\"a\":1e" + "9".repeat(1000) + "}", "BadFormat "),
        Arguments.of("{\"" + "n".repeat(5000) + "\":1}", "BadFormat "),
        Arguments.of("{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}", "BadFormat "),
        Arguments.of("[".repeat(100_000), "BadFormat "),
        Arguments.of("{\"a\":[" + "0,".repeat(200_000) + "0]}", "BadFormat "),
        Arguments.of("{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}", "UnexpectedProperty /a"),
        Arguments.of("[]", "InvalidObject "),
        Arguments.of("null", "InvalidObject "),
        Arguments.of("\"text\"", "InvalidObject "),
        Arguments.of("12", "InvalidObject "),
        Arguments.of("true", "InvalidObject "));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("malformedBodies")
  void malformedBodiesAreRefused(String body, String error) {
    Reply reply = api.send(api.request("/v2/get", body));
    assertThat(reply.code()).isEqualTo(400);
    assertThat(reply.status()).isEqualTo("ValidationError");
    assertThat(reply.firstError()).isEqualTo(error);
  }

  @ParameterizedTest
  @CsvSource({
    "22ff22", // no UTF-8 at all
    "22c0af22", // an overlong slash
    "22eda08022", // a surrogate
    "22f490808022", // beyond Unicode
    "22e282", // cut off
  })
  void bodiesThatAreNotUtf8AreRefused(String hex) {
    byte[] value = HexFormat.of().parseHex("7b226964223a" + hex + "7d");
    Reply reply = api.send(api.request("/v2/get", "").POST(BodyPublishers.ofByteArray(value)));
    assertThat(reply.code()).isEqualTo(400);
    assertThat(reply.firstError()).isEqualTo("BadFormat ");
  }

  @Test
  void lengthsCountCodePoints() {
    String emoji = "\ud83d\ude00";
    assertThat(api.post("/v2/secret/store", "{'secret':'" + emoji.repeat(10_240) + "'}").code())
        .isEqualTo(200);
    Reply tooLong = api.post("/v2/secret/store", "{'secret':'" + emoji.repeat(10_241) + "'}");
    assertThat(tooLong.firstError()).isEqualTo("AboveMaxLength /secret");
    assertThat(
            api.post("/v2/secret/store", "{'secret':'s','name':'" + "n".repeat(257) + "'}")
                .firstError())
        .isEqualTo("AboveMaxLength /name");
  }

  @Test
  void metadataAndTagsAreBounded() {
    StringBuilder many = new StringBuilder("{'secret':'s','metadata':{'k0':''");
    for (int i = 1; i <= 128; i++) {
      many.append(",'k").append(i).append("':''");
    }
    assertThat(api.post("/v2/secret/store", many + "}}").firstError())
        .isEqualTo("AboveMaxProperties /metadata");
    String tags = "'t',".repeat(128) + "'t'";
    assertThat(api.post("/v2/secret/store", "{'secret':'s','tags':[" + tags + "]}").firstError())
        .isEqualTo("AboveMaxItems /tags");
    StringBuilder heavy = new StringBuilder("{'secret':'s','metadata':{'k0':''");
    for (int i = 1; i <= 20; i++) {
      heavy.append(",'k").append(i).append("':'").append("v".repeat(4096)).append("'");
    }
    assertThat(api.post("/v2/secret/store", heavy + "}}").firstError())
        .isEqualTo("IsTooBig /metadata");
  }

  @Test
  void cryptographicInputsAreBounded() {
    String tooBig = "AAAA".repeat(4 * 1024 * 1024 / 3 + 1);
    assertThat(api.post("/v2/sign", "{'id':'" + ID + "','message':'" + tooBig + "'}").firstError())
        .isEqualTo("IsTooBig /message");
  }

  @Test
  void allProblemsAreToldAtOnce() {
    Reply reply = api.post("/v2/secret/store", "{'name':1,'colour':2,'tags':'t'}");
    assertThat(reply.result().get("errors")).hasSize(3);
    assertThat(reply.body().get("summary").asText()).startsWith("There were 3 errors");
  }

  @Test
  void noAnswerQuotesTheValueItRefuses() {
    Reply reply =
        api.post(
            "/v2/secret/store", "{'secret':['hunter2'],'type':'hunter2','name':{'hunter2':1}}");
    assertThat(reply.http().body()).doesNotContain("hunter2");
  }
}
