package io.craton.vault.http.api;

import io.craton.vault.http.api.Page.Group;
import io.craton.vault.http.result.ResultSchema;
import java.util.Map;

/// The pages of the operations whose cryptography is not there yet.
final class LaterPages {
  private static final String ID = "pvi_p6g5i3gtbvqvc3u6zugab6qs6r63tqf5";

  /// Of operations that check everything and then refuse.
  private static final ResultSchema NOTHING =
      ResultSchema.of("NothingYet", "Nothing: the operation is not available yet.");

  private static final String NOT_YET =
      " Not available yet: the request and the key are checked as they will be, and what would be"
          + " done is refused as ForbiddenVaultOperation.";

  static final Map<String, Page> ALL =
      Map.ofEntries(
          later(
              "/v2/key/store",
              Group.KEYS,
              "Import a key",
              "Takes a key that was made elsewhere: key for a symmetric one, public_key and"
                  + " private_key for a pair.",
              "{'type':'symmetric_key','purpose':'encryption','algorithm':'AES-GCM-256',"
                  + "'key':'MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE='}"),
          later(
              "/v2/export",
              Group.KEYS,
              "Export a key",
              "Gives out a key that was made exportable, in the clear or encrypted for an RSA key.",
              "{'id':'" + ID + "','version':1}"),
          later(
              "/v2/jwt/sign",
              Group.CRYPTOGRAPHY,
              "Sign a JSON Web Token",
              "Signs with the current version of a key of purpose jwt. The payload is signed as it"
                  + " is.",
              "{'id':'" + ID + "','payload':'{}'}"),
          later(
              "/v2/jwt/verify",
              Group.CRYPTOGRAPHY,
              "Verify a JSON Web Token",
              "Checks the signature of a token with the key and version that its kid names. Times"
                  + " in the payload are not looked at.",
              "{'jws':'eyJraWQiOiJwdmlfcDZnNWkzZ3RidnF2YzN1Nnp1Z2FiNnFzNnI2M3RxZjV8MSJ9.e30.AA'}"),
          later(
              "/v2/encrypt_structured",
              Group.CRYPTOGRAPHY,
              "Encrypt parts of a document",
              "Encrypts the strings of a document that the filter selects, each by itself.",
              "{'id':'" + ID + "','structured_data':{'a':'b'},'filter':'$.a'}"),
          later(
              "/v2/decrypt_structured",
              Group.CRYPTOGRAPHY,
              "Decrypt parts of a document",
              "Decrypts the strings of a document that the filter selects, each by itself.",
              "{'id':'" + ID + "','structured_data':{'a':'b'},'filter':'$.a'}"),
          later(
              "/v2/encrypt_transform",
              Group.CRYPTOGRAPHY,
              "Encrypt a text and keep its form",
              "Encrypts the characters of an alphabet within a text to as many of the same"
                  + " alphabet.",
              "{'id':'"
                  + ID
                  + "','plain_text':'123-4567-8901','alphabet':'numeric','tweak':'MTIzMTIzMT=='}"),
          later(
              "/v2/decrypt_transform",
              Group.CRYPTOGRAPHY,
              "Decrypt a text that kept its form",
              "Undoes encrypt_transform with the same alphabet and tweak.",
              "{'id':'"
                  + ID
                  + "','cipher_text':'123-4567-8901','alphabet':'numeric','tweak':'MTIzMTIzMT=='}"),
          later(
              "/v2/encrypt_transform_structured",
              Group.CRYPTOGRAPHY,
              "Encrypt parts of a document and keep their form",
              "As encrypt_transform, for the strings of a document that the filter selects.",
              "{'id':'"
                  + ID
                  + "','structured_data':{'a':'1234567'},'filter':'$.a','alphabet':'numeric'}"),
          later(
              "/v2/decrypt_transform_structured",
              Group.CRYPTOGRAPHY,
              "Decrypt parts of a document that kept their form",
              "As decrypt_transform, for the strings of a document that the filter selects.",
              "{'id':'"
                  + ID
                  + "','structured_data':{'a':'1234567'},'filter':'$.a','alphabet':'numeric',"
                  + "'tweak':'MTIzMTIzMT=='}"));

  private LaterPages() {}

  private static Map.Entry<String, Page> later(
      String path, Group group, String title, String description, String example) {
    return Map.entry(path, new Page(group, title, description + NOT_YET, example, NOTHING));
  }
}
