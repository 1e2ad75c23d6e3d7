package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.KeyGenerator.Generated;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.hsm.Operation.FormatPreserving;
import io.craton.vault.hsm.Operation.Mac;
import io.craton.vault.hsm.Operation.Signature;
import io.craton.vault.hsm.Operation.Usage;
import io.craton.vault.hsm.pkcs11.Cka;
import io.craton.vault.hsm.pkcs11.Ckk;
import io.craton.vault.hsm.pkcs11.Ckm;
import io.craton.vault.hsm.pkcs11.Cko;
import io.craton.vault.hsm.pkcs11.Cryptoki;
import io.craton.vault.hsm.pkcs11.Cryptoki.KeyPairHandles;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Mechanism;
import io.craton.vault.hsm.pkcs11.MechanismInfo;
import io.craton.vault.hsm.pkcs11.Template;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// Small trials of what a token can do, on one session. Signatures must be accepted, changed ones
/// must not; ciphertexts must decrypt; AES must give known answers where the token lets a fixed key
/// in, and its modes must relate to each other as the standard says. RSA is tried with 2048 bits,
/// longer keys by the range that the token states, because generating them at each start would take
/// seconds.
final class Trials {
  private static final byte[] MESSAGE = {'p', 'r', 'o', 'b', 'e'};
  private static final HexFormat HEX = HexFormat.of();

  private final Session session;
  private final SecureRandom random = new SecureRandom();
  private final Map<Pair, KeyPairHandles> pairs = new HashMap<>();
  private final Map<KeyForm, Optional<String>> blockModes = new HashMap<>();

  Trials(Session session) {
    this.session = session;
  }

  private record Pair(KeyForm form, Usage usage) {}

  /// Why the operation does not work with keys of that form; empty when it does.
  Optional<String> obstacle(KeyForm form, Operation operation) throws CryptokiException {
    return switch (operation) {
      case Signature signature -> signs(form, signature);
      case Mac mac -> authenticates(form, mac);
      case AeadGcm gcm -> seals(form, gcm);
      case CbcMode cbc -> blockModes(form);
      case CfbMode cfb -> blockModes(form);
      case FormatPreserving preserving -> blockModes(form);
      case Oaep oaep -> decrypts(form, oaep);
    };
  }

  /// The mechanism that wraps a known key as RFC 5649 has it. The numbers moved between versions of
  /// the standard, and NSS uses the older one for another padding.
  OptionalLong wrapping() {
    byte[] value = fresh();
    for (long candidate : new long[] {Ckm.AES_KEY_WRAP_KWP, Ckm.AES_KEY_WRAP_PAD}) {
      try {
        long key = session.cryptoki().createObject(session.handle(), fixedKey(value, true));
        byte[] unwrapped = KeyWrapping.take(session, candidate, key, random);
        session.cryptoki().destroyObject(session.handle(), key);
        if (Arrays.equals(unwrapped, value)) {
          return OptionalLong.of(candidate);
        }
      } catch (CryptokiException | KeyWrapping.NotKwp e) {
        // The other one, then; what was made ends with the session.
      }
    }
    return OptionalLong.empty();
  }

  /// Whether a key in the token can be told not to be copied. NSS stores no such attributes and
  /// answers as if processes had collided.
  boolean keepsLifecycle(String label) throws CryptokiException {
    Supplier<KeyTemplates> templates =
        () ->
            new KeyTemplates(
                KeyForm.AES_256, Usage.ENCRYPT, Bytes.copyOf(freshId()), label, true, false, true);
    try {
      Generated key = new Generation(templates).run(session);
      Destruction.destroyAll(session, ResidentKey.parse(key.ref()).id());
      session.epoch().keys().remove(key.ref());
      return true;
    } catch (Unavailable e) {
      // It took them, and shows others.
      return false;
    } catch (CryptokiException e) {
      return switch (ErrorClass.of(e)) {
        case LIBRARY_DOWN, NOT_LOGGED_IN, SESSION_LOST, NO_SESSION, PIN_REFUSED -> throw e;
        case BAD_INPUT, KEY_GONE, STALE_HANDLE, POLICY, UNSUPPORTED, TRANSIENT, HUNG, FAILED ->
            false;
      };
    }
  }

  private byte[] fresh() {
    byte[] value = new byte[KeyWrapping.KEY_BYTES];
    random.nextBytes(value);
    return value;
  }

  private byte[] freshId() {
    byte[] id = new byte[ResidentKey.ID_BYTES];
    random.nextBytes(id);
    return id;
  }

  /// Destroys the key pairs that were made.
  void cleanUp() throws CryptokiException {
    for (KeyPairHandles pair : pairs.values()) {
      session.cryptoki().destroyObject(session.handle(), pair.publicKey());
      session.cryptoki().destroyObject(session.handle(), pair.privateKey());
    }
    pairs.clear();
  }

  private Optional<String> signs(KeyForm form, Signature signature) throws CryptokiException {
    Optional<String> outOfRange = outOfRange(form);
    if (outOfRange.isPresent()) {
      return outOfRange;
    }
    KeyForm tried = tried(form);
    KeyPairHandles pair = pair(tried, Usage.SIGN);
    int bytes = signature.resultBytes(tried);
    session.cryptoki().signInit(session.handle(), signature.mechanism(), pair.privateKey());
    byte[] signed = session.cryptoki().sign(session.handle(), signature.input(MESSAGE), bytes);
    if (signed.length != bytes) {
      return Optional.of("its signatures have " + signed.length + " bytes");
    }
    if (!verifies(signature, pair.publicKey(), signed)) {
      return Optional.of("it refuses its own signature");
    }
    signed[signed.length - 1] ^= 1;
    return verifies(signature, pair.publicKey(), signed)
        ? Optional.of("it accepts a changed signature")
        : Optional.empty();
  }

  private boolean verifies(Signature signature, long key, byte[] signed) throws CryptokiException {
    return TokenVerifier.verify(session, signature, key, signature.input(MESSAGE), signed);
  }

  private Optional<String> outOfRange(KeyForm form) throws CryptokiException {
    if (form.spec() instanceof KeySpec.Rsa(int modulusBits)) {
      MechanismInfo info =
          session.cryptoki().mechanismInfo(session.epoch().slot(), form.generation());
      if (modulusBits < info.minKeySize() || modulusBits > info.maxKeySize()) {
        return Optional.of("the token makes RSA keys up to " + info.maxKeySize() + " bits");
      }
    }
    return Optional.empty();
  }

  private static KeyForm tried(KeyForm form) {
    return form.keyType() == Ckk.RSA ? KeyForm.RSA_2048 : form;
  }

  private KeyPairHandles pair(KeyForm form, Usage usage) throws CryptokiException {
    KeyPairHandles known = pairs.get(new Pair(form, usage));
    if (known != null) {
      return known;
    }
    KeyTemplates templates = templates(form, usage);
    KeyPairHandles made =
        session
            .cryptoki()
            .generateKeyPair(
                session.handle(),
                Mechanism.plain(form.generation()),
                templates.publicHalf(),
                templates.key());
    pairs.put(new Pair(form, usage), made);
    return made;
  }

  private static KeyTemplates templates(KeyForm form, Usage usage) {
    Bytes id = Bytes.copyOf(new byte[ResidentKey.ID_BYTES]);
    return new KeyTemplates(form, usage, id, "probe", false, false, false);
  }

  private Optional<String> decrypts(KeyForm form, Oaep oaep) throws CryptokiException {
    Optional<String> outOfRange = outOfRange(form);
    if (outOfRange.isPresent()) {
      return outOfRange;
    }
    KeyPairHandles pair = pair(tried(form), Usage.ENCRYPT);
    Cryptoki cryptoki = session.cryptoki();
    PublicKey publicKey = Spki.read(cryptoki, session.handle(), pair.publicKey(), tried(form));
    byte[] sealed = oaep.encrypt(publicKey, MESSAGE);
    return roundTrip(
        oaep, new TokenKey(session, tried(form), pair.privateKey(), random), sealed, new byte[0]);
  }

  private Optional<String> authenticates(KeyForm form, Mac mac) throws CryptokiException {
    Cryptoki cryptoki = session.cryptoki();
    long key = secretKey(form, Usage.SIGN);
    byte[] first = mac(key, mac, form, MESSAGE);
    byte[] again = mac(key, mac, form, MESSAGE);
    byte[] other = mac(key, mac, form, new byte[0]);
    cryptoki.destroyObject(session.handle(), key);
    boolean sound =
        first.length == mac.resultBytes(form)
            && Arrays.equals(first, again)
            && !Arrays.equals(first, other);
    return sound ? Optional.empty() : Optional.of("its codes are no codes of the message");
  }

  private byte[] mac(long key, Mac mac, KeyForm form, byte[] message) throws CryptokiException {
    session.cryptoki().signInit(session.handle(), mac.mechanism(), key);
    return session.cryptoki().sign(session.handle(), message, mac.resultBytes(form));
  }

  private Optional<String> seals(KeyForm form, AeadGcm gcm) throws CryptokiException {
    Optional<String> wrong = gcmKnownAnswer();
    if (wrong.isPresent()) {
      return wrong;
    }
    long handle = secretKey(form, Usage.ENCRYPT);
    TokenKey key = new TokenKey(session, form, handle, random);
    Optional<String> obstacle = roundTrip(gcm, key, gcm.encrypt(key, MESSAGE, MESSAGE), MESSAGE);
    session.cryptoki().destroyObject(session.handle(), handle);
    return obstacle;
  }

  private static Optional<String> roundTrip(
      Operation.Encryption encryption, TokenKey key, byte[] sealed, byte[] associatedData)
      throws CryptokiException {
    Optional<byte[]> opened = encryption.decrypt(key, sealed, associatedData);
    if (opened.isEmpty() || !Arrays.equals(opened.get(), MESSAGE)) {
      return Optional.of("it cannot decrypt what it encrypted");
    }
    byte[] changed = sealed.clone();
    changed[changed.length - 1] ^= 1;
    return encryption.decrypt(key, changed, associatedData).isPresent()
        ? Optional.of("it accepts a changed ciphertext")
        : Optional.empty();
  }

  /// Whether blocks by themselves and in a chain are encrypted as all modes of ours rely on.
  private Optional<String> blockModes(KeyForm form) throws CryptokiException {
    Optional<String> known = blockModes.get(form);
    if (known != null) {
      return known;
    }
    long handle = secretKey(form, Usage.ENCRYPT);
    Optional<String> obstacle = blockModes(new TokenKey(session, form, handle, random));
    session.cryptoki().destroyObject(session.handle(), handle);
    blockModes.put(form, obstacle);
    return obstacle;
  }

  private static Optional<String> blockModes(TokenKey key) throws CryptokiException {
    byte[] zero = new byte[TokenKey.BLOCK_BYTES];
    byte[] zeros = new byte[2 * TokenKey.BLOCK_BYTES];
    byte[] once = key.encryptBlocks(zero);
    byte[] twice = key.encryptBlocks(once);
    byte[] chain = key.encryptChain(zero, zeros, 0);
    boolean sound =
        Arrays.equals(chain, concat(once, twice))
            && Arrays.equals(key.encryptBlocks(zeros), concat(once, once))
            && key.decryptChain(zero, chain).filter(back -> Arrays.equals(back, zeros)).isPresent();
    return sound ? Optional.empty() : Optional.of("its modes are not ECB and CBC");
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private long secretKey(KeyForm form, Usage usage) throws CryptokiException {
    return session
        .cryptoki()
        .generateKey(
            session.handle(), Mechanism.plain(form.generation()), templates(form, usage).key());
  }

  /// Test case 14 of the GCM specification (McGrew and Viega): zero key, zero nonce, one zero
  /// block.
  private Optional<String> gcmKnownAnswer() throws CryptokiException {
    Cryptoki cryptoki = session.cryptoki();
    long handle;
    try {
      handle = cryptoki.createObject(session.handle(), fixedKey(new byte[32], false));
    } catch (CryptokiException e) {
      // Many tokens let no key in. The round trip has to do.
      return Optional.empty();
    }
    TokenKey key = new TokenKey(session, KeyForm.AES_256, handle, random);
    byte[] sealed = AeadGcm.encrypt(key, new byte[16], new byte[0], new byte[AeadGcm.NONCE_BYTES]);
    cryptoki.destroyObject(session.handle(), handle);
    byte[] expected =
        HEX.parseHex(
            "000000000000000000000000"
                + "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
    boolean ownNonce = !Arrays.equals(sealed, 0, 12, expected, 0, 12);
    return ownNonce || Arrays.equals(sealed, expected)
        ? Optional.empty()
        : Optional.of("mechanism 0x%x is not AES-GCM".formatted(Ckm.AES_GCM));
  }

  private static Template fixedKey(byte[] value, boolean extractable) {
    return Template.builder()
        .with(Cka.CLASS, Cko.SECRET_KEY)
        .with(Cka.KEY_TYPE, Ckk.AES)
        .with(Cka.TOKEN, false)
        .with(Cka.PRIVATE, true)
        .with(Cka.SENSITIVE, true)
        .with(Cka.EXTRACTABLE, extractable)
        .with(Cka.ENCRYPT, true)
        .with(Cka.DECRYPT, false)
        .with(Cka.SIGN, false)
        .with(Cka.VERIFY, false)
        .with(Cka.WRAP, false)
        .with(Cka.UNWRAP, false)
        .with(Cka.DERIVE, false)
        .with(Cka.VALUE, value)
        .build();
  }
}
