package io.craton.vault.http.openapi;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Names of operations in the document, made from their paths; generated clients name methods and
/// classes after them.
final class OperationNames {
  private static final String CURRENT = "v2";

  private OperationNames() {}

  /// Such as `secretStore` for `/v2/secret/store`, and `secretStoreV1` for `/v1/secret/store`.
  static String id(String path) {
    List<String> words = Arrays.stream(path.split("[/_]")).filter(w -> !w.isEmpty()).toList();
    String version = words.getFirst();
    String name = words.stream().skip(1).map(OperationNames::upper).collect(Collectors.joining());
    return name.substring(0, 1).toLowerCase(Locale.ROOT)
        + name.substring(1)
        + (version.equals(CURRENT) ? "" : upper(version));
  }

  /// The name of the schema of an operation's request.
  static String request(String id) {
    return upper(id) + "Request";
  }

  /// The name of the schema of an object that a field of requests has.
  static String object(String field) {
    return "Request" + upper(field);
  }

  private static String upper(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }
}
