package io.craton.vault.hsm.software;

/// Bytes are no key of a scheme. Quotes nothing of them.
final class MalformedKey extends Exception {
  private static final long serialVersionUID = 1;

  MalformedKey(String message) {
    super(message);
  }
}
