package io.craton.vault.http.jsonpath;

import io.craton.vault.http.request.JsonText;

/// A text of a document that an expression selects.
public final class SelectedText {
  private final Node node;
  private final JsonText text;
  private final String root;

  SelectedText(Node node, JsonText text, String root) {
    this.node = node;
    this.text = text;
    this.root = root;
  }

  /// The text itself, not a copy.
  public JsonText text() {
    return text;
  }

  /// JSON pointer to it in the request.
  public String pointer() {
    return node.pointer(root);
  }
}
