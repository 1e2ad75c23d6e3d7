package io.craton.vault.hsm;

import io.craton.vault.hsm.TokenLibrary.Access;

/// What the layer does in the token, as [HsmMetrics] tells it apart.
public enum HsmOperation {
  /// Making signatures and authentication codes, those of health checks included.
  SIGN(Access.SHARED),
  /// Verifying signatures.
  VERIFY(Access.SHARED),
  /// Encrypting, for callers and at rest.
  ENCRYPT(Access.SHARED),
  /// Decrypting, for callers and at rest.
  DECRYPT(Access.SHARED),
  /// Format-preserving encryption and decryption of one request's texts.
  TRANSFORM(Access.SHARED),
  /// Wrapping a key for export.
  EXPORT(Access.SHARED),
  /// Listing the keys of the cluster.
  LIST(Access.SHARED),
  /// Looking at, or bringing, a public key into the token.
  LOAD_PUBLIC_KEY(Access.SHARED),
  /// Taking a public key out of the token to make room.
  EVICT_PUBLIC_KEY(Access.EXCLUSIVE),
  /// Making a key.
  GENERATE(Access.EXCLUSIVE),
  /// Letting a key in.
  IMPORT(Access.EXCLUSIVE),
  /// Destroying a key.
  DESTROY(Access.EXCLUSIVE),
  /// Trying out the token, and making the sentinel.
  PROBE(Access.EXCLUSIVE);

  private final Access access;

  HsmOperation(Access access) {
    this.access = access;
  }

  /// What it does to the set of objects.
  Access access() {
    return access;
  }
}
