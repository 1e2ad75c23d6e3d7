package io.craton.vault.consensus.membership;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;

/// Short hashes by which nodes notice that they do not mean the same set of peers.
public final class Fingerprint {
  private Fingerprint() {}

  /// 64 bits of SHA-256 over the sorted names of each set.
  public static long of(Collection<String> first, Collection<String> second) {
    String text =
        String.join(",", first.stream().sorted().toList())
            + "|"
            + String.join(",", second.stream().sorted().toList());
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(hash).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
