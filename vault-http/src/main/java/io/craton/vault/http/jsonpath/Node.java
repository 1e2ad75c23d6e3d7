package io.craton.vault.http.jsonpath;

import io.craton.vault.http.request.JsonValue;
import io.craton.vault.http.request.Problem;
import java.util.Optional;

/// A value of a document and where it stands.
///
/// @param parent empty for the root
/// @param name of a member
/// @param index of an element; negative for a member
record Node(JsonValue value, Optional<Node> parent, String name, int index) {
  private static final int NONE = -1;

  static Node root(JsonValue value) {
    return new Node(value, Optional.empty(), "", NONE);
  }

  static Node member(JsonValue value, Optional<Node> parent, String name) {
    return new Node(value, parent, name, NONE);
  }

  static Node element(JsonValue value, Optional<Node> parent, int index) {
    return new Node(value, parent, "", index);
  }

  /// JSON pointer to the value.
  ///
  /// @param root to the whole document
  String pointer(String root) {
    if (parent.isEmpty()) {
      return root;
    }
    String above = parent.get().pointer(root);
    return index == NONE ? Problem.pointer(above, name) : above + "/" + index;
  }
}
