package io.craton.vault.core.testing;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.Digest;
import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.core.algorithm.Scheme;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.Encryptor;
import io.craton.vault.core.port.KeyDestroyer;
import io.craton.vault.core.port.KeyGenerator;
import io.craton.vault.core.port.Sealer;
import io.craton.vault.core.port.Signer;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Verifier;
import io.craton.vault.core.service.HsmPorts;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/// An HSM out of the JDK's cryptography, keys in a map. Can be told to be down, and to let
/// something happen in the middle of an operation. Thread-safe.
public final class FakeHsm
    implements KeyGenerator, Signer, Verifier, Encryptor, Sealer, KeyDestroyer {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecureRandom random = new SecureRandom();
  private final Map<KeyRef, Key> keys = new ConcurrentHashMap<>();
  private final AtomicReference<Runnable> during = new AtomicReference<>(() -> {});
  private volatile boolean down;

  /// All capabilities that use cases need.
  public HsmPorts ports() {
    return new HsmPorts(this, this, this, this, this);
  }

  /// Whether operations fail as when the HSM does not answer.
  public void setDown(boolean newDown) {
    down = newDown;
  }

  /// Runs `action` once, inside the next operation, before it returns.
  public void duringNextOperation(Runnable action) {
    during.set(action);
  }

  /// The keys it holds.
  public Set<KeyRef> keys() {
    return Set.copyOf(keys.keySet());
  }

  @Override
  public Generated generate(Algorithm algorithm, boolean exportable, Deadline deadline)
      throws Unavailable {
    return operation(() ->
        switch (algorithm.keySpec()) {
          case KeySpec.Ec ec -> generatePair(curvePairs(ec));
          case KeySpec.Ed25519 ed -> generatePair(KeyPairGenerator.getInstance("Ed25519"));
          case KeySpec.Rsa(int modulusBits) -> generatePair(rsaPairs(modulusBits));
          case KeySpec.Aes(int keyBits) ->
              new Generated(keep(newAesKey(keyBits)), Optional.empty());
          case KeySpec.Hmac hmac -> throw new IllegalStateException("no HMAC yet");
        });
  }

  @Override
  public KeyRef generateKek(Deadline deadline) throws Unavailable {
    return operation(() -> keep(newAesKey(256)));
  }

  @Override
  public Bytes sign(KeyRef key, Algorithm algorithm, byte[] message, Deadline deadline)
      throws Unavailable {
    return operation(() -> {
      Signature signature = signature(algorithm);
      signature.initSign((PrivateKey) key(key));
      signature.update(message);
      return Bytes.copyOf(signature.sign());
    });
  }

  @Override
  public boolean verify(
      PublicKey key, Algorithm algorithm, byte[] message, byte[] signature, Deadline deadline)
      throws Unavailable {
    return operation(() -> {
      Signature verifier = signature(algorithm);
      verifier.initVerify(
          keyFactory(algorithm.keySpec())
              .generatePublic(new X509EncodedKeySpec(key.spki().toArray())));
      verifier.update(message);
      try {
        return verifier.verify(signature);
      } catch (SignatureException e) {
        return false;
      }
    });
  }

  @Override
  public Bytes encrypt(
      KeyRef key, Algorithm algorithm, byte[] plaintext, byte[] associatedData, Deadline deadline)
      throws Unavailable {
    return operation(() -> gcmEncrypt(key, plaintext, associatedData));
  }

  @Override
  public Optional<SecretBytes> decrypt(
      KeyRef key, Algorithm algorithm, byte[] ciphertext, byte[] associatedData, Deadline deadline)
      throws Unavailable {
    return operation(() -> gcmDecrypt(key, ciphertext, associatedData));
  }

  @Override
  public Bytes seal(KeyRef kek, SecretBytes plaintext, Bytes associatedData, Deadline deadline)
      throws Unavailable {
    return operation(() -> gcmEncrypt(kek, plaintext.toArray(), associatedData.toArray()));
  }

  @Override
  public SecretBytes open(KeyRef kek, Bytes ciphertext, Bytes associatedData, Deadline deadline)
      throws Unavailable {
    return operation(() ->
        gcmDecrypt(kek, ciphertext.toArray(), associatedData.toArray())
            .orElseThrow(() -> new IllegalStateException("sealed under another key or name")));
  }

  @Override
  public void destroy(KeyRef key, Deadline deadline) throws Unavailable {
    var _ = operation(() -> Optional.ofNullable(keys.remove(key)));
  }

  private <T> T operation(Operation<T> operation) throws Unavailable {
    if (down) {
      throw new Unavailable(Unavailable.Reason.HSM_DOWN, "told to be down", Duration.ofSeconds(1));
    }
    try {
      T result = operation.run();
      during.getAndSet(() -> {}).run();
      return result;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyFactory keyFactory(KeySpec spec) throws GeneralSecurityException {
    return switch (spec) {
      case KeySpec.Ec ec -> KeyFactory.getInstance("EC");
      case KeySpec.Ed25519 ed -> KeyFactory.getInstance("Ed25519");
      case KeySpec.Rsa rsa -> KeyFactory.getInstance("RSA");
      case KeySpec.Aes aes -> throw new IllegalStateException("not a key pair");
      case KeySpec.Hmac hmac -> throw new IllegalStateException("not a key pair");
    };
  }

  private KeyPairGenerator curvePairs(KeySpec.Ec ec) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curveName(ec)), random);
    return generator;
  }

  private KeyPairGenerator rsaPairs(int modulusBits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(modulusBits, random);
    return generator;
  }

  private Generated generatePair(KeyPairGenerator generator) {
    KeyPair pair = generator.generateKeyPair();
    PublicKey publicKey = new PublicKey(Bytes.copyOf(pair.getPublic().getEncoded()));
    return new Generated(keep(pair.getPrivate()), Optional.of(publicKey));
  }

  private static String curveName(KeySpec.Ec ec) {
    return switch (ec.curve()) {
      case P256 -> "secp256r1";
      case P384 -> "secp384r1";
      case P521 -> "secp521r1";
      case SECP256K1 -> "secp256k1";
    };
  }

  private static Signature signature(Algorithm algorithm) throws GeneralSecurityException {
    return switch (algorithm.scheme()) {
      case Scheme.Ecdsa(Digest digest) ->
          Signature.getInstance(plainName(digest) + "withECDSAinP1363Format");
      case Scheme.PureEdDsa ed -> Signature.getInstance("Ed25519");
      case Scheme.RsaPkcs1(Digest digest) -> Signature.getInstance(plainName(digest) + "withRSA");
      case Scheme.RsaPss(Digest digest) -> {
        Signature pss = Signature.getInstance("RSASSA-PSS");
        pss.setParameter(
            new PSSParameterSpec(
                digest.standardName(),
                "MGF1",
                new MGF1ParameterSpec(digest.standardName()),
                digest.sizeBytes(),
                PSSParameterSpec.TRAILER_FIELD_BC));
        yield pss;
      }
      case Scheme.AesGcm gcm -> throw new IllegalStateException("not a signature");
    };
  }

  private static String plainName(Digest digest) {
    return digest.standardName().replace("-", "");
  }

  private static Key newAesKey(int bits) throws GeneralSecurityException {
    javax.crypto.KeyGenerator generator = javax.crypto.KeyGenerator.getInstance("AES");
    generator.init(bits);
    return generator.generateKey();
  }

  private Bytes gcmEncrypt(KeyRef key, byte[] plaintext, byte[] associatedData)
      throws GeneralSecurityException {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, key(key), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(associatedData);
    byte[] sealed = cipher.doFinal(plaintext);
    byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
    System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
    return Bytes.copyOf(all);
  }

  private Optional<SecretBytes> gcmDecrypt(KeyRef key, byte[] ciphertext, byte[] associatedData)
      throws GeneralSecurityException {
    if (ciphertext.length < NONCE_BYTES + TAG_BITS / 8) {
      return Optional.empty();
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        key(key),
        new GCMParameterSpec(TAG_BITS, Arrays.copyOf(ciphertext, NONCE_BYTES)));
    cipher.updateAAD(associatedData);
    try {
      return Optional.of(
          SecretBytes.takeOver(
              cipher.doFinal(ciphertext, NONCE_BYTES, ciphertext.length - NONCE_BYTES)));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    }
  }

  private KeyRef keep(Key key) {
    byte[] id = new byte[16];
    random.nextBytes(id);
    KeyRef ref = new KeyRef(Bytes.copyOf(id));
    keys.put(ref, key);
    return ref;
  }

  private Key key(KeyRef ref) {
    Key key = keys.get(ref);
    if (key == null) {
      throw new IllegalStateException("no key " + ref);
    }
    return key;
  }

  private interface Operation<T> {
    T run() throws GeneralSecurityException;
  }
}
