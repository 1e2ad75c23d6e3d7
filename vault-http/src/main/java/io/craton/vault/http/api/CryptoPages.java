package io.craton.vault.http.api;

import static io.craton.vault.http.result.Member.always;

import io.craton.vault.core.algorithm.Alphabet;
import io.craton.vault.http.api.Page.Group;
import io.craton.vault.http.result.Member;
import io.craton.vault.http.result.ResultSchema;
import io.craton.vault.http.result.ResultShape;
import io.craton.vault.http.result.ResultShapes;
import java.util.Map;

/// The pages of what is done with keys.
final class CryptoPages {
  private static final String ID = "pvi_p6g5i3gtbvqvc3u6zugab6qs6r63tqf5";

  static final ResultShape ALPHABET = ResultShapes.choice(Alphabet.values(), Alphabet::wireName);

  static final Map<String, Page> ALL =
      Map.ofEntries(
          Map.entry(
              "/v2/sign",
              new Page(
                  Group.CRYPTOGRAPHY,
                  "Sign a message",
                  "Signs with an asymmetric key of purpose signing. The version has to be active."
                      + " The vault hashes: send the whole message.",
                  "{'id':'" + ID + "','message':'bWVzc2FnZQ=='}",
                  used(
                      "Signature",
                      "A signature and who made it.",
                      always("signature", ResultShapes.BASE64, "The signature, in base64."),
                      always(
                          "public_key",
                          ResultShapes.PUBLIC_KEY_PEM,
                          "What verifies it: SubjectPublicKeyInfo in PEM.")))),
          Map.entry(
              "/v2/verify",
              new Page(
                  Group.CRYPTOGRAPHY,
                  "Verify a signature",
                  "Checks a signature with one version of a key. The version may be active,"
                      + " deactivated, suspended or compromised. A wrong signature is no error: the"
                      + " answer says false.",
                  "{'id':'" + ID + "','message':'bWVzc2FnZQ==','signature':'c2lnbmF0dXJl'}",
                  used(
                      "Verification",
                      "Whether a signature holds, by which version of a key.",
                      always(
                          "valid_signature",
                          ResultShapes.FLAG,
                          "Whether it is a signature of the message by that version.")))),
          Map.entry(
              "/v2/encrypt",
              new Page(
                  Group.CRYPTOGRAPHY,
                  "Encrypt data",
                  "Encrypts with a key of purpose encryption. The version has to be active. The"
                      + " ciphertext does not name the version: keep its number with it if the key"
                      + " will be rotated.",
                  "{'id':'"
                      + ID
                      + "','plain_text':'bWVzc2FnZQ==','additional_data':'Y29udGV4dA=='}",
                  used(
                      "Ciphertext",
                      "Encrypted data and what it was encrypted with.",
                      always("cipher_text", ResultShapes.BASE64, "The ciphertext, in base64.")))),
          Map.entry(
              "/v2/decrypt",
              new Page(
                  Group.CRYPTOGRAPHY,
                  "Decrypt data",
                  "Decrypts with one version of a key, the current one if none is named; others are"
                      + " not tried. The version may be active, deactivated, suspended or"
                      + " compromised. Whatever is wrong with a ciphertext, the error is the same.",
                  "{'id':'" + ID + "','version':1,'cipher_text':'Y2lwaGVydGV4dA=='}",
                  used(
                      "Plaintext",
                      "Decrypted data and what it was decrypted with.",
                      always("plain_text", ResultShapes.BASE64, "The plaintext, in base64.")))),
          Map.entry(
              "/v2/jwt/sign",
              new Page(
                  Group.CRYPTOGRAPHY,
                  "Sign a JSON Web Token",
                  "Signs with the current version of a key of purpose jwt, which has to be active."
                      + " The payload is signed as it is. The header names key and version as"
                      + " kid.",
                  "{'id':'" + ID + "','payload':'{}'}",
                  ResultSchema.of(
                      "SignedToken",
                      "A JSON Web Token.",
                      always("jws", ResultShapes.TEXT, "The token in compact form.")))),
          Map.entry(
              "/v2/jwt/verify",
              new Page(
                  Group.CRYPTOGRAPHY,
                  "Verify a JSON Web Token",
                  "Checks the signature of a token with the key and version that its kid names. A"
                      + " header with another algorithm than the key's makes it invalid. Times in"
                      + " the payload are not looked at.",
                  "{'jws':'eyJhbGciOiJFUzI1NiIsImtpZCI6InB2aV9wNmc1aTNndGJ2cXZjM3U2enVnYWI2cXM2cjYz"
                      + "dHFmNXwxIn0.e30.AA'}",
                  ResultSchema.of(
                      "TokenVerification",
                      "Whether a token is signed by the key that it names.",
                      always("valid_signature", ResultShapes.FLAG, "Whether it is.")))),
          Map.entry(
              "/v2/encrypt_transform",
              new Page(
                  Group.CRYPTOGRAPHY,
                  "Encrypt a text and keep its form",
                  "Encrypts the characters of an alphabet within a text to as many of the same"
                      + " alphabet, with a symmetric key of purpose fpe. The others stay where they"
                      + " are. Keep the tweak: it is needed to decrypt.",
                  "{'id':'"
                      + ID
                      + "','plain_text':'123-4567-8901','alphabet':'numeric','tweak':'MTIzMTIzMT=='}",
                  used(
                      "TransformedText",
                      "An encrypted text and what it was encrypted with.",
                      always("cipher_text", ResultShapes.TEXT, "The text, encrypted."),
                      always("tweak", ResultShapes.TEXT, "The tweak, as it was given or made."),
                      always("alphabet", ALPHABET, "The characters that were encrypted.")))),
          Map.entry(
              "/v2/decrypt_transform",
              new Page(
                  Group.CRYPTOGRAPHY,
                  "Decrypt a text that kept its form",
                  "Undoes encrypt_transform with the same alphabet and tweak, and the same version"
                      + " of the key. Nothing tells whether they were the same.",
                  "{'id':'"
                      + ID
                      + "','cipher_text':'123-4567-8901','alphabet':'numeric','tweak':'MTIzMTIzMT=='}",
                  used(
                      "RestoredText",
                      "A decrypted text and what it was decrypted with.",
                      always("plain_text", ResultShapes.TEXT, "The text.")))));

  private CryptoPages() {}

  /// The table of an answer that says which key something was done with, and `more`.
  static ResultSchema used(String name, String description, Member... more) {
    return ResultSchema.of(
            name,
            description,
            always("id", ResultShapes.ITEM_ID, "The key."),
            always("version", ResultShapes.VERSION, "The version of the key that was used."),
            always("algorithm", ItemTables.ALGORITHM, "What was computed with it."))
        .extended(name, description, more);
  }
}
