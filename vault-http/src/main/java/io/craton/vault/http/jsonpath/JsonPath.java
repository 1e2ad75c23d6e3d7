package io.craton.vault.http.jsonpath;

import io.craton.vault.core.Limits;
import io.craton.vault.http.request.ErrorCode;
import io.craton.vault.http.request.FieldTypes;
import io.craton.vault.http.request.InvalidRequest;
import io.craton.vault.http.request.JsonText;
import io.craton.vault.http.request.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// An expression of RFC 9535 that came with a request, without the functions `match` and `search`.
/// Immutable.
public final class JsonPath {
  private final Query query;
  private final String pointer;

  private JsonPath(Query query, String pointer) {
    this.query = query;
    this.pointer = pointer;
  }

  /// The expression that `text` is.
  ///
  /// @param text without surrogates that stand alone
  /// @param pointer to it in the request
  /// @throws InvalidRequest when it is none
  public static JsonPath parse(String text, String pointer) throws InvalidRequest {
    try {
      return new JsonPath(QueryParser.parse(text), pointer);
    } catch (MalformedPath e) {
      throw FieldTypes.invalid(pointer, ErrorCode.BAD_FORMAT_JSON_PATH, e.detail());
    }
  }

  /// The texts that the expression selects, each once, in the order in which it selects them first.
  ///
  /// @param root pointer to the document in the request
  /// @throws InvalidRequest when it selects something that is no text, or takes too much
  public List<SelectedText> selectTexts(JsonValue.Members document, String root)
      throws InvalidRequest {
    List<SelectedText> texts = new ArrayList<>();
    Set<JsonValue> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Node node : select(document)) {
      if (!(node.value() instanceof JsonValue.Text(JsonText text))) {
        throw FieldTypes.invalid(
            node.pointer(root), ErrorCode.INVALID_STRING, "the filter selects what is no string");
      }
      if (seen.add(node.value())) {
        texts.add(new SelectedText(node, text, root));
      }
    }
    return texts;
  }

  private List<Node> select(JsonValue document) throws InvalidRequest {
    List<Node> nodes;
    try {
      nodes = Evaluator.run(query, document);
    } catch (TooMuchEffort e) {
      throw FieldTypes.invalid(pointer, ErrorCode.IS_TOO_BIG, e.detail());
    }
    if (nodes.size() > Limits.JSON_PATH_MATCHES) {
      throw FieldTypes.invalid(
          pointer,
          ErrorCode.IS_TOO_BIG,
          "the expression selects %d values, %d at most are processed"
              .formatted(nodes.size(), Limits.JSON_PATH_MATCHES));
    }
    return nodes;
  }
}
