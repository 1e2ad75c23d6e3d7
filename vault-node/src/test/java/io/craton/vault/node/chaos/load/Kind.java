package io.craton.vault.node.chaos.load;

/// The kinds of calls.
public enum Kind {
  STORE,
  GET,
  ROTATE,
  DELETE,
  GENERATE,
  SIGN,
  SUSPEND,
  ACTIVATE,
  ROTATE_KEY,
  MINT,
  USE_TOKEN,
  REVOKE,
  LIST,
  /// Reads a key that a policy rotates.
  GET_TIMED
}
