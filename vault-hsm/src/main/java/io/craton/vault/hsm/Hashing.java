package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Digest;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Hashes messages before they are signed; they are not secret. The objects that hash are kept for
/// the next caller, since making one allocates more than all else of a signature. Thread-safe.
final class Hashing {
  private final Digest digest;
  private final AtomicReferenceArray<@Nullable MessageDigest> idle =
      new AtomicReferenceArray<>(HsmLimits.IDLE_DIGESTS);

  Hashing(Digest digest) {
    this.digest = digest;
  }

  /// `prefix` ‖ hash of `message`.
  byte[] hash(byte[] prefix, byte[] message) {
    int slot = (int) (Thread.currentThread().threadId() % HsmLimits.IDLE_DIGESTS);
    MessageDigest hasher = idle.getAndSet(slot, null);
    if (hasher == null) {
      hasher = newHasher();
    }
    byte[] hashed = Arrays.copyOf(prefix, prefix.length + digest.sizeBytes());
    hasher.update(message);
    try {
      hasher.digest(hashed, prefix.length, digest.sizeBytes());
    } catch (DigestException e) {
      throw new IllegalStateException("there is room for " + digest.sizeBytes() + " bytes", e);
    }
    idle.set(slot, hasher);
    return hashed;
  }

  private MessageDigest newHasher() {
    try {
      return MessageDigest.getInstance(digest.standardName());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + digest.standardName(), e);
    }
  }
}
