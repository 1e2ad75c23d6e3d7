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
