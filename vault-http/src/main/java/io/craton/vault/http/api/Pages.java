package io.craton.vault.http.api;

import static io.craton.vault.http.result.Member.always;
import static io.craton.vault.http.result.Member.sometimes;

import io.craton.vault.http.api.Page.Group;
import io.craton.vault.http.result.Member;
import io.craton.vault.http.result.ResultSchema;
import io.craton.vault.http.result.ResultShape;
import io.craton.vault.http.result.ResultShapes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A page of the API's description for each endpoint of [VaultApi].
public final class Pages {
  private static final String ID = "pvi_p6g5i3gtbvqvc3u6zugab6qs6r63tqf5";

  private static final ResultSchema DELETED =
      ResultSchema.of(
          "Deleted",
          "Which item is gone.",
          always("id", ResultShapes.ITEM_ID, "The id that was asked to be deleted."));

  static final Member LAST =
      sometimes(
          "last",
          ResultShapes.TEXT,
          "To be sent as last for the next page; absent when this page is the last one.");

  private static final ResultSchema LIST =
      ResultSchema.of(
          "ItemList",
          "One page of a list.",
          always("items", ResultShapes.listOf(ItemTables.LISTED), "The items of the page."),
          LAST);

  private static final ResultSchema BULK =
      ResultSchema.of(
          "ItemPage",
          "One page of items with their material.",
          always("items", ResultShapes.listOf(ItemTables.ITEM), "The items of the page."),
          LAST);

  private static final ResultSchema JWK =
      ResultSchema.of(
          "Jwk",
          "A public key as RFC 7517 has it.",
          always("kid", ResultShapes.TEXT, "The id of the key, a bar, and the version."),
          always("alg", ResultShapes.TEXT, "What is verified with it, in the words of RFC 7518."),
          always(
              "kty",
              new ResultShape.Choice(List.of("EC", "RSA", "OKP")),
              "The kind of key, which says what other members there are."),
          sometimes("crv", ResultShapes.TEXT, "The curve of an EC or OKP key."),
          sometimes("x", ResultShapes.TEXT, "A coordinate of the point, in base64url."),
          sometimes("y", ResultShapes.TEXT, "The other coordinate, of EC keys."),
          sometimes("n", ResultShapes.TEXT, "The modulus of an RSA key, in base64url."),
          sometimes("e", ResultShapes.TEXT, "The exponent of an RSA key, in base64url."));

  private static final ResultSchema JWKS =
      ResultSchema.of(
          "JwkSet",
          "Public keys as RFC 7517 has them.",
          always("keys", ResultShapes.listOf(JWK), "One for each version, by number."));

  private static final ResultSchema EXPORTED =
      ResultSchema.of(
          "ExportedKey",
          "A key that leaves the vault.",
          always("id", ResultShapes.ITEM_ID, "The key."),
          always("version", ResultShapes.VERSION, "The version of the key."),
          always("algorithm", ItemTables.ALGORITHM, "What is computed with it."),
          always(
              "type",
              new ResultShape.Choice(List.of("asymmetric_key", "symmetric_key")),
              "Its type."),
          always("enabled", ResultShapes.FLAG, "Whether it may be used; a disabled key stays."),
          always(
              "encryption_type",
              new ResultShape.Choice(List.of("none", "asymmetric", "kem")),
              "How the secret part is encrypted."),
          sometimes(
              "public_key", ResultShapes.PUBLIC_KEY_PEM, "The public half of a pair, in PEM."),
          sometimes(
              "private_key",
              ResultShapes.SECRET,
              "The private half of a pair: PKCS#8 in PEM, or that text encrypted, in base64."),
          sometimes(
              "key",
              ResultShapes.SECRET,
              "A symmetric key in base64, or that text encrypted, in base64."),
          sometimes(
              "asymmetric_algorithm",
              new ResultShape.Choice(List.of(ExportEndpoint.OAEP, ExportEndpoint.KEM)),
              "What the recipient's key was used for."),
          sometimes("symmetric_algorithm", ResultShapes.TEXT, "What the text is encrypted with."),
          sometimes("kdf", ResultShapes.TEXT, "How its key comes from the password."),
          sometimes("hash_algorithm", ResultShapes.TEXT, "The digest in that."),
          sometimes("iteration_count", new ResultShape.Whole(1), "How often it is applied."),
          sometimes(
              "encrypted_salt",
              ResultShapes.BASE64,
              "The salt, encrypted for the recipient's key without padding."));

  private static final Map<String, Page> ALL =
      Map.ofEntries(
          Map.entry(
              "/v2/get_bulk",
              new Page(
                  Group.ITEMS,
                  "Read many items",
                  "Answers items page by page as reading each of them would: with its current"
                      + " version, or the one that is asked for by its id, and with its material."
                      + " Folders are among them.",
                  "{'filter':{'folder':'/secret/','name__contains':['db']},'size':20}",
                  BULK)),
          Map.entry(
              "/v2/get",
              new Page(
                  Group.ITEMS,
                  "Read an item",
                  "Answers the item with the versions asked for, in ascending order, and with their"
                      + " material: the value of a secret, the public key of an asymmetric key. A"
                      + " value is left out, without an error, when the version's state, the item"
                      + " being disabled, or the token's permissions forbid to show it.",
                  "{'id':'" + ID + "','version':'all'}",
                  ItemTables.ITEM)),
          Map.entry(
              "/v2/list",
              new Page(
                  Group.ITEMS,
                  "List items",
                  "Answers items page by page, without values and public keys. A folder given in"
                      + " the filter limits the list to what is directly in it; without one the"
                      + " list is over all items at any depth. Items that are made or deleted"
                      + " between two pages do not shift the following pages.",
                  "{'filter':{'folder':'/secret/'},'size':20}",
                  LIST)),
          Map.entry(
              "/v2/update",
              new Page(
                  Group.ITEMS,
                  "Change an item",
                  "Changes what is given and keeps the rest: name, folder, metadata, tags, whether"
                      + " and until when the item is enabled. Metadata and tags are replaced as a"
                      + " whole. Works in every state of the item. Answers the item with its"
                      + " current version.",
                  "{'id':'" + ID + "','name':'db-password','tags':['production']}",
                  ItemTables.ITEM)),
          Map.entry(
              "/v2/delete",
              new Page(
                  Group.ITEMS,
                  "Delete an item",
                  "Deletes an item with all its versions for good; its id is unknown from then on."
                      + " A folder has to be empty, or recursive has to be true.",
                  "{'id':'" + ID + "'}",
                  DELETED)),
          Map.entry(
              "/v2/state/change",
              new Page(
                  Group.ITEMS,
                  "Change the state of a version",
                  "From active, deactivated and suspended a version may go to every other state;"
                      + " from compromised only to destroyed; from destroyed to none. Once this has"
                      + " answered, no request that starts later on any node uses the version"
                      + " otherwise than the new state allows. Answers the item with exactly that"
                      + " version.",
                  "{'id':'" + ID + "','version':1,'state':'suspended'}",
                  ItemTables.ITEM)),
          Map.entry(
              "/v2/folder/create",
              new Page(
                  Group.FOLDERS,
                  "Make a folder",
                  "Makes a folder, and those above it that are missing. A folder that exists"
                      + " already stays the same item and gets what is given. What is in a folder"
                      + " inherits the rotation settings that it does not have itself.",
                  "{'name':'db','folder':'/services','rotation_frequency':'90d'}",
                  ItemTables.ITEM)),
          Map.entry(
              "/v2/secret/store",
              new Page(
                  Group.SECRETS,
                  "Store a secret, a token or a client secret",
                  "Makes an item whose first version has the given value. The value is encrypted"
                      + " under a key in the HSM before it is written anywhere. The answer does not"
                      + " repeat it. Tokens and client secrets have a rotation policy; secrets have"
                      + " none, and what is sent of one is ignored.",
                  "{'type':'secret','name':'db-password','folder':'/services/db',"
                      + "'secret':'correct horse battery staple'}",
                  ItemTables.ITEM)),
          Map.entry(
              "/v2/secret/rotate",
              new Page(
                  Group.SECRETS,
                  "Give a secret, a token or a client secret a new value",
                  "A secret gets the value that is sent. A token or client secret gets a random one"
                      + " that the vault makes, and the superseded one keeps working until the"
                      + " grace period ends, if there is one. The value becomes the current"
                      + " version, with the next number. Answers the item with exactly that"
                      + " version, without the value: read the item for it.",
                  "{'id':'" + ID + "','secret':'another value','rotation_state':'deactivated'}",
                  ItemTables.ITEM)),
          Map.entry(
              "/v2/key/generate",
              new Page(
                  Group.KEYS,
                  "Make a key",
                  "Makes a key in the HSM; a post-quantum one in software, where the vault is"
                      + " configured to. Type, purpose and algorithm have to fit each other. May"
                      + " take as long as a minute for large RSA keys. The answer has no key"
                      + " material: read the item for the public key.",
                  Map.of(
                      "A key pair that signs",
                      "{'type':'asymmetric_key','purpose':'signing','algorithm':'ED25519',"
                          + "'name':'release-signing'}",
                      "A key that encrypts",
                      "{'type':'symmetric_key','purpose':'encryption','algorithm':'AES-GCM-256',"
                          + "'name':'backups'}"),
                  ItemTables.ITEM)),
          Map.entry(
              "/v2/key/store",
              new Page(
                  Group.KEYS,
                  "Import a key",
                  "Takes a key that was made elsewhere into the HSM: key for a symmetric one,"
                      + " public_key and private_key for a pair. Weak keys, and halves that do not"
                      + " belong together, are refused. For purposes signing and jwt public_key may"
                      + " come alone: the version then verifies what the holder of the private half"
                      + " signs, and can neither sign nor be exported.",
                  Map.of(
                      "A symmetric key",
                      "{'type':'symmetric_key','purpose':'encryption','algorithm':'AES-GCM-256',"
                          + "'key':'MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE='}",
                      "A public key to verify with",
                      "{'type':'asymmetric_key','purpose':'signing','algorithm':'ED25519',"
                          + "'public_key':'-----BEGIN PUBLIC KEY-----\\n"
                          + "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\\n"
                          + "-----END PUBLIC KEY-----\\n'}"),
                  ItemTables.ITEM)),
          Map.entry(
              "/v2/export",
              new Page(
                  Group.KEYS,
                  "Export a key",
                  "Gives out a key that was made exportable: in the clear, encrypted for an RSA key"
                      + " of 4096 bits, or for such a key and a password together. Compromised and"
                      + " destroyed versions do not leave, nor do disabled keys.",
                  "{'id':'" + ID + "','version':1}",
                  EXPORTED)),
          Map.entry(
              "/v2/key/rotate",
              new Page(
                  Group.KEYS,
                  "Give a key a new version",
                  "Makes new key material of the same algorithm in the HSM; it becomes the current"
                      + " version. Material that is sent is taken instead, as in key/store; a key"
                      + " whose current version is a public one needs it. Answers the item with"
                      + " exactly that version.",
                  "{'id':'" + ID + "','rotation_state':'deactivated'}",
                  ItemTables.ITEM)),
          Map.entry(
              "/v2/jwk/get",
              new Page(
                  Group.CRYPTOGRAPHY,
                  "Read public keys as JSON Web Keys",
                  "Answers the public halves of a key pair that signs, for the versions asked for."
                      + " Destroyed versions have none: they are left out, and asking for one alone"
                      + " is an error.",
                  "{'id':'" + ID + "','version':'all'}",
                  JWKS)));

  private Pages() {}

  /// The page of the endpoint at `path`.
  ///
  /// @throws IllegalStateException when nobody has written one
  public static Page of(String path) {
    Optional<String> current = LegacyPaths.current(path);
    if (current.isPresent()) {
      return LegacyPages.of(path, current.get(), of(current.get()));
    }
    return Stream.of(ALL, CryptoPages.ALL, StructuredPages.ALL)
        .flatMap(pages -> Stream.ofNullable(pages.get(path)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("Pages has no page for " + path));
  }

  /// The paths of v2 that have a page; those of v1 have theirs from them.
  public static Set<String> paths() {
    Set<String> paths = new HashSet<>(ALL.keySet());
    paths.addAll(CryptoPages.ALL.keySet());
    paths.addAll(StructuredPages.ALL.keySet());
    return paths;
  }
}
