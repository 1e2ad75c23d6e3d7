package io.craton.vault.http;

import io.craton.vault.core.token.Permission;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// Every operation of the public API: what it needs, and a request that asks for work to be done.
/// Written by hand; tests compare it with what is served.
final class Operations {
  /// In place of a path of v1.
  private static final String NONE = "";

  /// What the operation works on.
  enum On {
    /// An item in `/team`; one out of reach does not exist.
    ITEM,
    /// The folder `/team`; one out of reach is refused.
    FOLDER,
    /// All items; those out of reach are left out.
    LIST
  }

  /// @param body `@sign`, `@aes` and so on stand for items, as [Ids] fill them in
  record Row(String path, String v1, Permission needs, On on, String body) {
    List<String> paths() {
      return v1.equals(NONE) ? List.of(path) : List.of(path, v1);
    }

    @Override
    public String toString() {
      return path;
    }
  }

  static final List<Row> ROWS =
      List.of(
          item("/v2/get", "/v1/get", Permission.READ, "{'id':'@secret'}"),
          item("/v2/jwk/get", "/v1/get/jwk", Permission.READ, "{'id':'@jwt'}"),
          list("/v2/list", "/v1/list", "{'size':100}"),
          list("/v2/get_bulk", NONE, "{'size':20}"),
          item("/v2/update", "/v1/update", Permission.WRITE, "{'id':'@secret','tags':['t']}"),
          item("/v2/delete", "/v1/delete", Permission.DELETE, "{'id':'@new'}"),
          item(
              "/v2/state/change",
              "/v1/state/change",
              Permission.STATE,
              "{'id':'@secret','state':'active'}"),
          item(
              "/v2/secret/rotate",
              "/v1/secret/rotate",
              Permission.ROTATE,
              "{'id':'@secret','secret':'next'}"),
          item(
              "/v2/key/rotate",
              "/v1/key/rotate",
              Permission.ROTATE,
              "{'id':'@sign','rotation_state':'deactivated'}"),
          folder("/v2/secret/store", "/v1/secret/store", "{'secret':'s','folder':'/team'}"),
          folder(
              "/v2/key/generate",
              "/v1/key/generate",
              "{'type':'symmetric_key','purpose':'encryption','algorithm':'AES-GCM-256',"
                  + "'folder':'/team'}"),
          folder(
              "/v2/key/store",
              "/v1/key/store",
              "{'type':'symmetric_key','purpose':'encryption','algorithm':'AES-GCM-256',"
                  + "'key':'MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=','folder':'/team'}"),
          folder("/v2/folder/create", "/v1/folder/create", "{'name':'deeper','folder':'/team'}"),
          item("/v2/sign", "/v1/key/sign", Permission.CRYPTO, "{'id':'@sign','message':'AA=='}"),
          item(
              "/v2/verify",
              "/v1/key/verify",
              Permission.CRYPTO,
              "{'id':'@sign','message':'AA==','signature':'AA=='}"),
          item("/v2/jwt/sign", "/v1/key/sign/jwt", Permission.CRYPTO, "{'id':'@jwt','payload':''}"),
          item("/v2/jwt/verify", "/v1/key/verify/jwt", Permission.CRYPTO, "{'jws':'@jws'}"),
          item(
              "/v2/encrypt",
              "/v1/key/encrypt",
              Permission.CRYPTO,
              "{'id':'@aes','plain_text':'AA=='}"),
          item(
              "/v2/decrypt",
              "/v1/key/decrypt",
              Permission.CRYPTO,
              "{'id':'@aes','cipher_text':'AA=='}"),
          item(
              "/v2/encrypt_structured",
              "/v1/key/encrypt/structured",
              Permission.CRYPTO,
              "{'id':'@aes','structured_data':{'a':'b'},'filter':'$.a'}"),
          item(
              "/v2/decrypt_structured",
              "/v1/key/decrypt/structured",
              Permission.CRYPTO,
              "{'id':'@aes','structured_data':{'a':'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'},'filter':'$.a'}"),
          item(
              "/v2/encrypt_transform",
              "/v1/key/encrypt/transform",
              Permission.CRYPTO,
              "{'id':'@fpe','plain_text':'123456789','tweak':'MTIzMTIzMT==',"
                  + "'alphabet':'numeric'}"),
          item(
              "/v2/decrypt_transform",
              "/v1/key/decrypt/transform",
              Permission.CRYPTO,
              "{'id':'@fpe','cipher_text':'123456789','tweak':'MTIzMTIzMT==',"
                  + "'alphabet':'numeric'}"),
          item(
              "/v2/encrypt_transform_structured",
              "/v1/key/encrypt/transform/structured",
              Permission.CRYPTO,
              "{'id':'@fpe','structured_data':{'a':'123456789'},'filter':'$.a',"
                  + "'tweak':'MTIzMTIzMT==','alphabet':'numeric'}"),
          item(
              "/v2/decrypt_transform_structured",
              "/v1/key/decrypt/transform/structured",
              Permission.CRYPTO,
              "{'id':'@fpe','structured_data':{'a':'123456789'},'filter':'$.a',"
                  + "'tweak':'MTIzMTIzMT==','alphabet':'numeric'}"),
          item("/v2/export", "/v1/export", Permission.EXPORT, "{'id':'@aes'}"));

  private static Row item(String path, String v1, Permission needs, String body) {
    return new Row(path, v1, needs, On.ITEM, body);
  }

  private static Row folder(String path, String v1, String body) {
    return new Row(path, v1, Permission.WRITE, On.FOLDER, body);
  }

  private static Row list(String path, String v1, String body) {
    return new Row(path, v1, Permission.READ, On.LIST, body);
  }

  private Operations() {}

  /// The items that requests name; `fresh` is deleted.
  record Ids(String secret, String sign, String jwt, String aes, String fpe, String fresh) {
    /// Names nothing.
    static final Ids UNKNOWN = all("pvi_" + "z".repeat(32));

    private static Ids all(String id) {
      return new Ids(id, id, id, id, id, id);
    }

    /// Items in `/team`.
    static Ids made(TestApi api) {
      return new Ids(
          secret(api),
          key(api, "asymmetric_key", "signing", "ES256"),
          key(api, "asymmetric_key", "jwt", "ES256"),
          key(api, "symmetric_key", "encryption", "AES-GCM-256"),
          key(api, "symmetric_key", "fpe", "AES-FF3-1-256-BETA"),
          secret(api));
    }

    /// The same with another item to delete.
    Ids withFresh(TestApi api) {
      return new Ids(secret, sign, jwt, aes, fpe, secret(api));
    }

    private static String secret(TestApi api) {
      return made(api, "/v2/secret/store", "{'secret':'s','folder':'/team'}");
    }

    private static String key(TestApi api, String type, String purpose, String algorithm) {
      return made(
          api,
          "/v2/key/generate",
          "{'type':'%s','purpose':'%s','algorithm':'%s','folder':'/team'}"
              .formatted(type, purpose, algorithm));
    }

    private static String made(TestApi api, String path, String body) {
      return api.ok(path, body).get("id").asText();
    }

    /// The request of an operation on these items.
    String body(Row row) {
      return row.body
          .replace('\'', '"')
          .replace("@new", fresh)
          .replace("@secret", secret)
          .replace("@sign", sign)
          .replace("@jwt", jwt)
          .replace("@jws", jws())
          .replace("@aes", aes)
          .replace("@fpe", fpe);
    }

    private String jws() {
      String header = "{\"alg\":\"ES256\",\"kid\":\"" + jwt + "|1\"}";
      return base64(header.getBytes(StandardCharsets.UTF_8)) + ".e30." + base64(new byte[64]);
    }

    private static String base64(byte[] bytes) {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
  }
}
