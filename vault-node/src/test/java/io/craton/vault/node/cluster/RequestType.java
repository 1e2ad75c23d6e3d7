package io.craton.vault.node.cluster;

/// The kinds of calls that the mixed load makes.
enum RequestType {
  STORE(true),
  GET(false),
  ROTATE(true),
  GENERATE(true),
  ROTATE_KEY(true),
  SIGN(false),
  VERIFY(false),
  ENCRYPT(false),
  DECRYPT(false),
  STATE_CHANGE(true),
  UPDATE(true),
  DELETE(true),
  LIST(false);

  private final boolean writes;

  RequestType(boolean writes) {
    this.writes = writes;
  }

  /// True when a success changes the vault.
  boolean writes() {
    return writes;
  }
}
