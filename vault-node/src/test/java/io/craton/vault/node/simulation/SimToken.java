package io.craton.vault.node.simulation;

import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.KeyInventory.HeldKey;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The one partition that all nodes share: its objects, and a cryptography that is none, but tells
/// keys apart as a real one does and costs a microsecond.
final class SimToken {
  private static final int NONCE = 12;
  private static final int TAG = 16;
  private static final int DIGEST = 32;

  private final World world;
  private final MessageDigest sha256 = sha256();
  private final Map<KeyRef, Key> objects = new LinkedHashMap<>();
  private final Map<PublicKey, Bytes> secretOf = new HashMap<>();

  SimToken(World world) {
    this.world = world;
  }

  /// @param whole false for what a failed generation left
  private record Key(Bytes secret, long madeAtSecond, boolean whole) {}

  /// @param madeAtSecond by the clock of the node that makes it
  KeyRef make(long madeAtSecond) {
    return keep(new Key(Bytes.copyOf(world.bytes(DIGEST)), madeAtSecond, true));
  }

  /// Leaves an object that is no key.
  void leaveStub(long madeAtSecond) {
    var _ = keep(new Key(Bytes.empty(), madeAtSecond, false));
  }

  private KeyRef keep(Key key) {
    KeyRef ref = new KeyRef(Bytes.copyOf(world.bytes(16)));
    objects.put(ref, key);
    if (key.whole) {
      secretOf.put(publicKey(ref), key.secret);
    }
    return ref;
  }

  boolean holds(KeyRef ref) {
    Key key = objects.get(ref);
    return key != null && key.whole;
  }

  void destroy(KeyRef ref) {
    objects.remove(ref);
  }

  /// Everything, stubs included.
  Set<Bytes> all() {
    Set<Bytes> all = new TreeSet<>();
    objects.keySet().forEach(ref -> all.add(ref.value()));
    return all;
  }

  List<HeldKey> list() {
    List<HeldKey> held = new ArrayList<>();
    objects.forEach((ref, key) ->
        held.add(
            new HeldKey(key.whole ? ref.value() : Bytes.empty(), ref, key.madeAtSecond, false)));
    return held;
  }

  /// Some other key than that one, if there is one.
  Optional<KeyRef> another(KeyRef ref) {
    return objects.keySet().stream().filter(each -> !each.equals(ref) && holds(each)).findFirst();
  }

  // ---- Cryptography

  PublicKey publicKey(KeyRef ref) {
    return new PublicKey(Bytes.takeOver(digest("public", secret(ref).toArray())));
  }

  private Bytes secret(KeyRef ref) {
    Key key = objects.get(ref);
    if (key == null || !key.whole) {
      throw new IllegalStateException("no key " + ref);
    }
    return key.secret;
  }

  /// The MAC of the message, and the public key that goes with it.
  Bytes sign(KeyRef ref, byte[] message) {
    byte[] mac = digest("sign", secret(ref).toArray(), message);
    return Bytes.takeOver(
        ByteBuffer.allocate(2 * DIGEST).put(mac).put(publicKey(ref).spki().toArray()).array());
  }

  boolean verify(PublicKey key, byte[] message, byte[] signature) {
    Bytes secret = secretOf.get(key);
    return secret != null
        && Arrays.equals(
            digest("sign", secret.toArray(), message), Arrays.copyOf(signature, DIGEST));
  }

  Bytes encrypt(KeyRef ref, byte[] plaintext, byte[] associatedData) {
    byte[] secret = secret(ref).toArray();
    byte[] nonce = world.bytes(NONCE);
    byte[] tag = Arrays.copyOf(digest("tag", secret, nonce, associatedData, plaintext), TAG);
    return Bytes.takeOver(
        ByteBuffer.allocate(NONCE + plaintext.length + TAG)
            .put(nonce)
            .put(masked(secret, nonce, plaintext))
            .put(tag)
            .array());
  }

  Optional<byte[]> decrypt(KeyRef ref, byte[] ciphertext, byte[] associatedData) {
    if (ciphertext.length < NONCE + TAG) {
      return Optional.empty();
    }
    byte[] secret = secret(ref).toArray();
    byte[] nonce = Arrays.copyOf(ciphertext, NONCE);
    byte[] plaintext =
        masked(secret, nonce, Arrays.copyOfRange(ciphertext, NONCE, ciphertext.length - TAG));
    byte[] tag = Arrays.copyOf(digest("tag", secret, nonce, associatedData, plaintext), TAG);
    boolean whole =
        Arrays.equals(
            tag, Arrays.copyOfRange(ciphertext, ciphertext.length - TAG, ciphertext.length));
    return whole ? Optional.of(plaintext) : Optional.empty();
  }

  private byte[] masked(byte[] secret, byte[] nonce, byte[] text) {
    byte[] out = text.clone();
    for (int from = 0; from < text.length; from += DIGEST) {
      byte[] mask = digest("mask", secret, nonce, new byte[] {(byte) (from / DIGEST)});
      for (int i = from; i < Math.min(text.length, from + DIGEST); i++) {
        out[i] ^= mask[i - from];
      }
    }
    return out;
  }

  private byte[] digest(String use, byte[]... parts) {
    sha256.update(use.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    for (byte[] part : parts) {
      sha256.update((byte) part.length);
      sha256.update(part);
    }
    return sha256.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
