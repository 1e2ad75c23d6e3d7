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
import io.craton.vault.core.port.FormatPreserver;
import io.craton.vault.core.port.KeyDestroyer;
import io.craton.vault.core.port.KeyExporter;
import io.craton.vault.core.port.KeyGenerator;
import io.craton.vault.core.port.KeyImporter;
import io.craton.vault.core.port.KeyInventory;
import io.craton.vault.core.port.KeyMaterial;
import io.craton.vault.core.port.KeyRefused;
import io.craton.vault.core.port.KeySearch;
import io.craton.vault.core.port.Sealer;
import io.craton.vault.core.port.Signer;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Verifier;
import io.craton.vault.core.service.HsmPorts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.fpe.FPEFF3_1Engine;
import org.bouncycastle.crypto.params.FPEParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/// An HSM out of BouncyCastle's and the JDK's cryptography, keys in a map. Can be told to be down,
/// and to let something happen in the middle of an operation. Thread-safe.
public final class FakeHsm
    implements KeyGenerator,
        KeyImporter,
        KeyExporter,
        Signer,
        Verifier,
        Encryptor,
        FormatPreserver,
        Sealer,
        KeyDestroyer,
        KeyInventory,
        KeySearch {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int BLOCK_BYTES = 16;

  /// When its keys were made, unless they are made older.
  public static final long MADE_AT = 1_000;

  private static final Provider PROVIDER = new BouncyCastleProvider();

  private final SecureRandom random = new SecureRandom();
  private final Map<KeyRef, Key> keys = new ConcurrentHashMap<>();
  private final AtomicReference<Runnable> during = new AtomicReference<>(() -> {});
  private final Map<KeyRef, Long> madeAt = new ConcurrentHashMap<>();
  private final Set<KeyRef> hidden = ConcurrentHashMap.newKeySet();
  private final Set<KeyRef> strangers = ConcurrentHashMap.newKeySet();
  private final Set<KeyRef> trials = ConcurrentHashMap.newKeySet();
  private final Set<KeyRef> elsewhere = ConcurrentHashMap.newKeySet();
  private final AtomicInteger expected = new AtomicInteger();
  private final AtomicInteger operations = new AtomicInteger();
  private final FakeSoftwareKeys software = new FakeSoftwareKeys();
  private volatile boolean down;

  /// All capabilities that use cases need.
  public HsmPorts ports() {
    return new HsmPorts(this, this, this, this, this, this, this, this, this, software);
  }

  /// The keys of algorithms that it cannot do.
  public FakeSoftwareKeys software() {
    return software;
  }

  /// Whether operations fail as when the HSM does not answer.
  public void setDown(boolean newDown) {
    down = newDown;
  }

  /// Runs `action` once, inside the next operation, before it returns.
  public void duringNextOperation(Runnable action) {
    during.set(action);
  }

  /// Does not find the keys that it has now before they are expected.
  public void hideKeys() {
    hidden.addAll(keys.keySet());
  }

  /// Shows that key as older than all that it makes.
  public void makeOlder(KeyRef key) {
    madeAt.put(key, MADE_AT - 1);
  }

  /// Shows that key as one that was made to try the token.
  public void makeTrial(KeyRef key) {
    trials.add(key);
  }

  /// Does not find that key before it is expected.
  public void hideKey(KeyRef key) {
    hidden.add(key);
  }

  /// Loses the keys that it has now for good.
  public void loseKeys() {
    keys.clear();
  }

  @Override
  public void expect(KeyRef key) {
    expected.incrementAndGet();
    hidden.remove(key);
  }

  /// How many operations were asked for.
  public int operations() {
    return operations.get();
  }

  /// How often it was told to expect a key.
  public int expected() {
    return expected.get();
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
          case KeySpec.Ed25519 ed ->
              generatePair(KeyPairGenerator.getInstance("Ed25519", PROVIDER));
          case KeySpec.Rsa(int modulusBits) -> generatePair(rsaPairs(modulusBits));
          case KeySpec.Aes(int keyBits) ->
              new Generated(keep(newAesKey(keyBits)), Optional.empty());
          case KeySpec.Hmac(int keyBytes) ->
              new Generated(keep(newSecret(keyBytes, "HMAC")), Optional.empty());
          case KeySpec.PostQuantum set -> throw new IllegalArgumentException(set + " is software");
        });
  }

  @Override
  public Generated importKey(
      Algorithm algorithm, KeyMaterial material, boolean exportable, Deadline deadline)
      throws Unavailable, KeyRefused {
    return switch (material) {
      case KeyMaterial.Secret(SecretBytes value) -> {
        String use = algorithm.keySpec() instanceof KeySpec.Aes ? "AES" : "HMAC";
        byte[] bytes = value.toArray();
        yield operation(() -> new Generated(keep(new SecretKeySpec(bytes, use)), Optional.empty()));
      }
      case KeyMaterial.Pair(PublicKey publicKey, SecretBytes privateKey) -> {
        PrivateKey parsed = privateKey(algorithm.keySpec(), privateKey.toArray());
        KeyRef ref = operation(() -> keep(parsed));
        if (!fits(ref, algorithm, publicKey, deadline)) {
          keys.remove(ref);
          throw new KeyRefused("the public key is not that of the private key");
        }
        yield new Generated(ref, Optional.of(publicKey));
      }
      case KeyMaterial.PublicOnly half ->
          throw new IllegalArgumentException("a public key alone does not go into the HSM");
    };
  }

  @Override
  public void requireVerifiable(Algorithm algorithm, PublicKey publicKey, Deadline deadline)
      throws Unavailable, KeyRefused {
    try {
      var _ =
          keyFactory(algorithm.keySpec())
              .generatePublic(new X509EncodedKeySpec(publicKey.spki().toArray()));
    } catch (GeneralSecurityException e) {
      throw new KeyRefused("the HSM refuses the key");
    }
    var _ = verify(publicKey, algorithm, new byte[1], new byte[64], deadline);
  }

  private static PrivateKey privateKey(KeySpec spec, byte[] der) throws KeyRefused {
    try {
      return keyFactory(spec).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new KeyRefused("the private key is malformed");
    }
  }

  private boolean fits(KeyRef ref, Algorithm algorithm, PublicKey publicKey, Deadline deadline)
      throws Unavailable {
    byte[] message = {1};
    if (algorithm.scheme() instanceof Scheme.RsaOaep) {
      byte[] sealed = encrypt(publicKey, algorithm, message).toArray();
      return decrypt(ref, algorithm, sealed, new byte[0], deadline)
          .filter(opened -> Arrays.equals(opened.toArray(), message))
          .isPresent();
    }
    byte[] signature = sign(ref, algorithm, message, deadline).toArray();
    return verify(publicKey, algorithm, message, signature, deadline);
  }

  @Override
  public SecretBytes exportKey(KeyRef key, Algorithm algorithm, Deadline deadline)
      throws Unavailable {
    return operation(() -> SecretBytes.takeOver(key(key).getEncoded().clone()));
  }

  @Override
  public KeyRef generateKek(Deadline deadline) throws Unavailable {
    return operation(() -> keep(newAesKey(256)));
  }

  @Override
  public Bytes sign(KeyRef key, Algorithm algorithm, byte[] message, Deadline deadline)
      throws Unavailable {
    return operation(() -> {
      if (algorithm.scheme() instanceof Scheme.Hmac(Digest digest)) {
        Mac mac = Mac.getInstance("Hmac" + plainName(digest));
        mac.init(key(key));
        return Bytes.copyOf(mac.doFinal(message));
      }
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
    return operation(() ->
        switch (algorithm.scheme()) {
          case Scheme.AesGcm gcm -> gcmEncrypt(key, plaintext, associatedData);
          case Scheme.AesCbc cbc -> {
            byte[] padded =
                Arrays.copyOf(plaintext, Math.ceilDiv(plaintext.length, BLOCK_BYTES) * BLOCK_BYTES);
            byte[] chained = ivEncrypt(cbc(), key, padded);
            yield Bytes.copyOf(
                ByteBuffer.allocate(Integer.BYTES + chained.length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(plaintext.length)
                    .put(chained)
                    .array());
          }
          case Scheme.AesCfb cfb -> Bytes.copyOf(ivEncrypt(cfb(), key, plaintext));
          default -> throw new IllegalArgumentException(algorithm + " does not encrypt");
        });
  }

  @Override
  public Optional<SecretBytes> decrypt(
      KeyRef key, Algorithm algorithm, byte[] ciphertext, byte[] associatedData, Deadline deadline)
      throws Unavailable {
    return operation(() ->
        switch (algorithm.scheme()) {
          case Scheme.AesGcm gcm -> gcmDecrypt(key, ciphertext, associatedData);
          case Scheme.AesCbc cbc -> cbcDecrypt(key, ciphertext);
          case Scheme.AesCfb cfb -> ivDecrypt(cfb(), key, ciphertext, 0);
          case Scheme.RsaOaep(Digest digest) -> oaepDecrypt(key, digest, ciphertext);
          default -> throw new IllegalArgumentException(algorithm + " does not decrypt");
        });
  }

  @Override
  public Bytes encrypt(PublicKey key, Algorithm algorithm, byte[] plaintext) {
    if (!(algorithm.scheme() instanceof Scheme.RsaOaep(Digest digest))) {
      throw new IllegalArgumentException(algorithm + " has no public key");
    }
    try {
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding", PROVIDER);
      cipher.init(
          Cipher.ENCRYPT_MODE,
          KeyFactory.getInstance("RSA")
              .generatePublic(new X509EncodedKeySpec(key.spki().toArray())),
          oaep(digest));
      return Bytes.copyOf(cipher.doFinal(plaintext));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public List<byte[]> transform(
      KeyRef key,
      Algorithm algorithm,
      Direction direction,
      Tweak tweak,
      int radix,
      List<byte[]> texts,
      Deadline deadline)
      throws Unavailable {
    return operation(() -> {
      FPEFF3_1Engine engine = new FPEFF3_1Engine();
      List<byte[]> transformed = new ArrayList<>();
      for (byte[] text : texts) {
        engine.init(
            direction == Direction.ENCRYPT,
            new FPEParameters(
                new KeyParameter(key(key).getEncoded()), radix, tweak.value().toArray()));
        byte[] out = new byte[text.length];
        int written = engine.processBlock(text, 0, text.length, out, 0);
        transformed.add(Arrays.copyOf(out, written));
      }
      return transformed;
    });
  }

  private static Cipher cbc() throws GeneralSecurityException {
    return Cipher.getInstance("AES/CBC/NoPadding", PROVIDER);
  }

  private static Cipher cfb() throws GeneralSecurityException {
    return Cipher.getInstance("AES/CFB/NoPadding", PROVIDER);
  }

  private byte[] ivEncrypt(Cipher cipher, KeyRef key, byte[] plaintext)
      throws GeneralSecurityException, Unavailable {
    byte[] iv = new byte[BLOCK_BYTES];
    random.nextBytes(iv);
    cipher.init(Cipher.ENCRYPT_MODE, key(key), new IvParameterSpec(iv));
    byte[] ciphertext = cipher.doFinal(plaintext);
    byte[] all = Arrays.copyOf(iv, iv.length + ciphertext.length);
    System.arraycopy(ciphertext, 0, all, iv.length, ciphertext.length);
    return all;
  }

  private Optional<SecretBytes> ivDecrypt(Cipher cipher, KeyRef key, byte[] ciphertext, int from)
      throws GeneralSecurityException, Unavailable {
    int text = from + BLOCK_BYTES;
    if (ciphertext.length < text) {
      return Optional.empty();
    }
    cipher.init(Cipher.DECRYPT_MODE, key(key), new IvParameterSpec(ciphertext, from, BLOCK_BYTES));
    return Optional.of(
        SecretBytes.takeOver(cipher.doFinal(ciphertext, text, ciphertext.length - text)));
  }

  private Optional<SecretBytes> cbcDecrypt(KeyRef key, byte[] ciphertext)
      throws GeneralSecurityException, Unavailable {
    int head = Integer.BYTES + BLOCK_BYTES;
    if (ciphertext.length < head) {
      return Optional.empty();
    }
    int length = ByteBuffer.wrap(ciphertext).order(ByteOrder.LITTLE_ENDIAN).getInt();
    int blocks = (ciphertext.length - head) / BLOCK_BYTES;
    if (length < 0
        || blocks * BLOCK_BYTES != ciphertext.length - head
        || Math.ceilDiv((long) length, BLOCK_BYTES) != blocks) {
      return Optional.empty();
    }
    return ivDecrypt(cbc(), key, ciphertext, Integer.BYTES)
        .map(padded -> SecretBytes.takeOver(Arrays.copyOf(padded.toArray(), length)));
  }

  private Optional<SecretBytes> oaepDecrypt(KeyRef key, Digest digest, byte[] ciphertext)
      throws GeneralSecurityException, Unavailable {
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding", PROVIDER);
    cipher.init(Cipher.DECRYPT_MODE, key(key), oaep(digest));
    try {
      return Optional.of(SecretBytes.takeOver(cipher.doFinal(ciphertext)));
    } catch (GeneralSecurityException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static OAEPParameterSpec oaep(Digest digest) {
    return new OAEPParameterSpec(
        digest.standardName(),
        "MGF1",
        new MGF1ParameterSpec(digest.standardName()),
        PSource.PSpecified.DEFAULT);
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

  @Override
  public List<HeldKey> list(Deadline deadline) throws Unavailable {
    return operation(() ->
        keys.keySet().stream()
            .filter(ref -> !hidden.contains(ref) && !elsewhere.contains(ref))
            .map(ref ->
                new HeldKey(
                    ref.value(), ref, madeAt.getOrDefault(ref, MADE_AT), trials.contains(ref)))
            .toList());
  }

  @Override
  public Set<Bytes> idsOfOthers(Deadline deadline) throws Unavailable {
    return operation(() ->
        elsewhere.stream()
            .filter(ref -> keys.containsKey(ref) && !hidden.contains(ref))
            .map(KeyRef::value)
            .collect(Collectors.toSet()));
  }

  /// From now on all keys have the label of another cluster.
  public void moveElsewhere() {
    elsewhere.addAll(keys.keySet());
  }

  @Override
  public boolean isOfAnother(KeyRef key) {
    return strangers.contains(key);
  }

  /// From now on the reference is one that another cluster made of an object it listed.
  public void isStranger(KeyRef key) {
    strangers.add(key);
  }

  @Override
  public Bytes idOf(KeyRef key) {
    return key.value();
  }

  @Override
  public boolean holds(KeyRef key, Deadline deadline) throws Unavailable {
    return operation(() -> keys.containsKey(key) && !hidden.contains(key));
  }

  private <T> T operation(Operation<T> operation) throws Unavailable {
    operations.incrementAndGet();
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
      case KeySpec.Ec ec -> KeyFactory.getInstance("EC", PROVIDER);
      case KeySpec.Ed25519 ed -> KeyFactory.getInstance("Ed25519", PROVIDER);
      case KeySpec.Rsa rsa -> KeyFactory.getInstance("RSA");
      case KeySpec.Aes aes -> throw new IllegalStateException("not a key pair");
      case KeySpec.Hmac hmac -> throw new IllegalStateException("not a key pair");
      case KeySpec.PostQuantum set -> throw new IllegalStateException(set + " is software");
    };
  }

  private KeyPairGenerator curvePairs(KeySpec.Ec ec) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", PROVIDER);
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
          Signature.getInstance(plainName(digest) + "withPLAIN-ECDSA", PROVIDER);
      case Scheme.PureEdDsa ed -> Signature.getInstance("Ed25519", PROVIDER);
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
      default -> throw new IllegalStateException(algorithm + " does not sign");
    };
  }

  private static String plainName(Digest digest) {
    return digest.standardName().replace("-", "");
  }

  private Key newAesKey(int bits) {
    return newSecret(bits / Byte.SIZE, "AES");
  }

  private Key newSecret(int bytes, String use) {
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    return new SecretKeySpec(value, use);
  }

  private Bytes gcmEncrypt(KeyRef key, byte[] plaintext, byte[] associatedData)
      throws GeneralSecurityException, Unavailable {
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
      throws GeneralSecurityException, Unavailable {
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

  private Key key(KeyRef ref) throws Unavailable {
    Key key = hidden.contains(ref) ? null : keys.get(ref);
    if (key == null) {
      during.getAndSet(() -> {}).run();
      throw new Unavailable(
          Unavailable.Reason.HSM_KEY_MISSING, "no such key", Duration.ofSeconds(1));
    }
    return key;
  }

  private interface Operation<T> {
    T run() throws GeneralSecurityException, Unavailable;
  }
}
