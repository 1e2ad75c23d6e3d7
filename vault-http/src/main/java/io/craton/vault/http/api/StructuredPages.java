package io.craton.vault.http.api;

import static io.craton.vault.http.result.Member.always;

import io.craton.vault.http.api.Page.Group;
import io.craton.vault.http.result.Member;
import io.craton.vault.http.result.ResultShapes;
import java.util.Map;

/// The pages of what is done with keys to parts of documents.
final class StructuredPages {
  private static final String ID = "pvi_p6g5i3gtbvqvc3u6zugab6qs6r63tqf5";

  private static final String ALL_OR_NOTHING =
      " What is selected twice is processed once, and when nothing is, the document comes back as"
          + " it is. Something else than a string among it is an error that names the place; then"
          + " nothing is processed. Everything else in the document stays as it was written.";

  private static final Member DOCUMENT =
      always("structured_data", ResultShapes.DOCUMENT, "The document with the new strings.");

  private static final Member TWEAK =
      always("tweak", ResultShapes.TEXT, "The tweak, as it was given or made.");

  private static final Member ALPHABET =
      always("alphabet", CryptoPages.ALPHABET, "The characters that were encrypted.");

  static final Map<String, Page> ALL =
      Map.ofEntries(
          Map.entry(
              "/v2/encrypt_structured",
              new Page(
                  Group.CRYPTOGRAPHY,
                  "Encrypt parts of a document",
                  "Encrypts the strings of a document that the filter selects, each by itself, as"
                      + " encrypt does, and puts the ciphertexts in their places in base64."
                      + ALL_OR_NOTHING,
                  "{'id':'"
                      + ID
                      + "','structured_data':{'users':[{'name':'Ada','ssn':'078-05-1120'}]},"
                      + "'filter':'$.users[*].ssn'}",
                  CryptoPages.used(
                      "EncryptedDocument",
                      "A document with encrypted strings and what they were encrypted with.",
                      DOCUMENT))),
          Map.entry(
              "/v2/decrypt_structured",
              new Page(
                  Group.CRYPTOGRAPHY,
                  "Decrypt parts of a document",
                  "Undoes encrypt_structured with the same filter and the same version of the key."
                      + " Whatever is wrong with a ciphertext, the error is the same."
                      + ALL_OR_NOTHING,
                  "{'id':'"
                      + ID
                      + "','version':1,'structured_data':{'users':[{'name':'Ada','ssn':"
                      + "'Y2lwaGVydGV4dA=='}]},'filter':'$.users[*].ssn'}",
                  CryptoPages.used(
                      "DecryptedDocument",
                      "A document with decrypted strings and what they were decrypted with.",
                      DOCUMENT))),
          Map.entry(
              "/v2/encrypt_transform_structured",
              new Page(
                  Group.CRYPTOGRAPHY,
                  "Encrypt parts of a document and keep their form",
                  "As encrypt_transform, for the strings of a document that the filter selects,"
                      + " with one tweak for all. Each has to have as many characters of the"
                      + " alphabet as it wants."
                      + ALL_OR_NOTHING,
                  "{'id':'"
                      + ID
                      + "','structured_data':{'users':[{'name':'Ada','ssn':'078-05-1120'}]},"
                      + "'filter':'$.users[*].ssn','alphabet':'numeric'}",
                  CryptoPages.used(
                      "TransformedDocument",
                      "A document with encrypted strings and what they were encrypted with.",
                      DOCUMENT,
                      TWEAK,
                      ALPHABET))),
          Map.entry(
              "/v2/decrypt_transform_structured",
              new Page(
                  Group.CRYPTOGRAPHY,
                  "Decrypt parts of a document that kept their form",
                  "Undoes encrypt_transform_structured with the same filter, alphabet and tweak,"
                      + " and the same version of the key. Nothing tells whether they were the"
                      + " same."
                      + ALL_OR_NOTHING,
                  "{'id':'"
                      + ID
                      + "','structured_data':{'users':[{'name':'Ada','ssn':'541-39-8817'}]},"
                      + "'filter':'$.users[*].ssn','alphabet':'numeric','tweak':'MTIzMTIzMT=='}",
                  CryptoPages.used(
                      "RestoredDocument",
                      "A document with decrypted strings and what they were decrypted with.",
                      DOCUMENT,
                      TWEAK,
                      ALPHABET))));

  private StructuredPages() {}
}
