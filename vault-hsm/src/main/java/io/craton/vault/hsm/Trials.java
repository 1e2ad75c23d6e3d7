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
import io.craton.vault.hsm.Question.Answer;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Small trials of what a token can do, on one session. Signatures must be accepted, changed ones
/// must not; ciphertexts must decrypt; AES must give known answers where the token lets a fixed key
/// in, and its modes must relate to each other as the standard says. A wrong result is unclear, as
/// a failed decryption looks the same. RSA is tried with 2048 bits, longer keys by the range that
/// the token states, because generating them at each start would take seconds.
final class Trials {
  private static final byte[] MESSAGE = {'p', 'r', 'o', 'b', 'e'};
  private static final Answer YES = new Answer.Yes();
  private static final HexFormat HEX = HexFormat.of();

  private final Session session;
  private final SecureRandom random = new SecureRandom();
  private final Map<Pair, KeyPairHandles> pairs = new HashMap<>();
  private final Map<KeyForm, Answer> blockModes = new HashMap<>();

  Trials(Session session) {
    this.session = session;
  }

  /// The session of these trials.
  Session session() {
    return session;
  }

  private record Pair(KeyForm form, Usage usage) {}

  /// Whether the operation works with keys of that form.
  Answer answer(KeyForm form, Operation operation) throws CryptokiException {
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

  /// Whether the mechanism wraps a known key as RFC 5649 has it.
  Answer wraps(long mechanism) throws CryptokiException {
    byte[] value = fresh();
    long key = session.cryptoki().createObject(session.handle(), fixedKey(value, true));
    try {
      byte[] unwrapped = KeyWrapping.take(session, mechanism, key, random);
      return Arrays.equals(unwrapped, value) ? YES : new Answer.No("it wraps another key");
    } catch (KeyWrapping.NotKwp e) {
      return new Answer.No("mechanism 0x%x is not AES-KWP".formatted(mechanism));
    } finally {
      forget(key);
    }
  }

  /// Whether a key in the token can be told not to be copied. NSS stores no such attributes and
  /// answers as if processes had collided.
  ///
  /// @param left the ids of keys that earlier trials made, destroyed before there is another; that
  ///   of the new key is among them until it is destroyed
  Answer keepsLifecycle(String label, Set<Bytes> left) throws CryptokiException {
    destroy(left);
    try {
      Generated key = new Generation(() -> lifecycleTemplates(label, left)).run(session);
      session.epoch().keys().remove(key.ref());
    } catch (Unavailable e) {
      return new Answer.No("it took the attributes, and shows others");
    }
    destroy(left);
    return YES;
  }

  private KeyTemplates lifecycleTemplates(String label, Set<Bytes> left) {
    Bytes id = Bytes.copyOf(freshId());
    left.add(id);
    return new KeyTemplates(KeyForm.AES_256, Usage.ENCRYPT, id, label, true, false, true);
  }

  private void destroy(Set<Bytes> left) throws CryptokiException {
    for (Bytes id : List.copyOf(left)) {
      Destruction.destroyAll(session, id);
      left.remove(id);
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
  void cleanUp() {
    for (KeyPairHandles pair : pairs.values()) {
      forget(pair.publicKey());
      forget(pair.privateKey());
    }
    pairs.clear();
  }

  /// Destroys a session object, now or with the session.
  private void forget(long object) {
    try {
      session.cryptoki().destroyObject(session.handle(), object);
    } catch (CryptokiException e) {
      session.markBroken();
    }
  }

  private Answer signs(KeyForm form, Signature signature) throws CryptokiException {
    Optional<String> outOfRange = outOfRange(form);
    if (outOfRange.isPresent()) {
      return new Answer.No(outOfRange.get());
    }
    KeyForm tried = tried(form);
    KeyPairHandles pair = pair(tried, Usage.SIGN);
    int bytes = signature.resultBytes(tried);
    session.cryptoki().signInit(session.handle(), signature.mechanism(), pair.privateKey());
    byte[] signed = session.cryptoki().sign(session.handle(), signature.input(MESSAGE), bytes);
    if (signed.length != bytes) {
      return new Answer.Unclear("its signatures have " + signed.length + " bytes");
    }
    if (!verifies(signature, pair.publicKey(), signed)) {
      return new Answer.Unclear("it refuses its own signature");
    }
    signed[signed.length - 1] ^= 1;
    return verifies(signature, pair.publicKey(), signed)
        ? new Answer.No("it accepts a changed signature")
        : YES;
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

  private Answer decrypts(KeyForm form, Oaep oaep) throws CryptokiException {
    Optional<String> outOfRange = outOfRange(form);
    if (outOfRange.isPresent()) {
      return new Answer.No(outOfRange.get());
    }
    KeyPairHandles pair = pair(tried(form), Usage.ENCRYPT);
    Cryptoki cryptoki = session.cryptoki();
    PublicKey publicKey = Spki.read(cryptoki, session.handle(), pair.publicKey(), tried(form));
    byte[] sealed = oaep.encrypt(publicKey, MESSAGE);
    return roundTrip(
        oaep, new TokenKey(session, tried(form), pair.privateKey(), random), sealed, new byte[0]);
  }

  private Answer authenticates(KeyForm form, Mac mac) throws CryptokiException {
    long key = secretKey(form, Usage.SIGN);
    try {
      byte[] first = mac(key, mac, form, MESSAGE);
      byte[] again = mac(key, mac, form, MESSAGE);
      byte[] other = mac(key, mac, form, new byte[0]);
      boolean sound =
          first.length == mac.resultBytes(form)
              && Arrays.equals(first, again)
              && !Arrays.equals(first, other);
      return sound ? YES : new Answer.Unclear("its codes are no codes of the message");
    } finally {
      forget(key);
    }
  }

  private byte[] mac(long key, Mac mac, KeyForm form, byte[] message) throws CryptokiException {
    session.cryptoki().signInit(session.handle(), mac.mechanism(), key);
    return session.cryptoki().sign(session.handle(), message, mac.resultBytes(form));
  }

  private Answer seals(KeyForm form, AeadGcm gcm) throws CryptokiException {
    long handle = secretKey(form, Usage.ENCRYPT);
    try {
      TokenKey key = new TokenKey(session, form, handle, random);
      return roundTrip(gcm, key, gcm.encrypt(key, MESSAGE, MESSAGE), MESSAGE);
    } finally {
      forget(handle);
    }
  }

  private static Answer roundTrip(
      Operation.Encryption encryption, TokenKey key, byte[] sealed, byte[] associatedData)
      throws CryptokiException {
    Optional<byte[]> opened = encryption.decrypt(key, sealed, associatedData);
    if (opened.isEmpty() || !Arrays.equals(opened.get(), MESSAGE)) {
      return new Answer.Unclear("it cannot decrypt what it encrypted");
    }
    byte[] changed = sealed.clone();
    changed[changed.length - 1] ^= 1;
    return encryption.decrypt(key, changed, associatedData).isPresent()
        ? new Answer.No("it accepts a changed ciphertext")
        : YES;
  }

  /// Whether blocks by themselves and in a chain are encrypted as all modes of ours rely on.
  private Answer blockModes(KeyForm form) throws CryptokiException {
    Answer known = blockModes.get(form);
    if (known != null) {
      return known;
    }
    long handle = secretKey(form, Usage.ENCRYPT);
    try {
      Answer answer = blockModes(new TokenKey(session, form, handle, random));
      if (answer.equals(YES)) {
        blockModes.put(form, answer);
      }
      return answer;
    } finally {
      forget(handle);
    }
  }

  private static Answer blockModes(TokenKey key) throws CryptokiException {
    byte[] zero = new byte[TokenKey.BLOCK_BYTES];
    byte[] zeros = new byte[2 * TokenKey.BLOCK_BYTES];
    byte[] once = key.encryptBlocks(zero);
    byte[] twice = key.encryptBlocks(once);
    byte[] chain = key.encryptChain(zero, zeros, 0);
    boolean sound =
        Arrays.equals(chain, concat(once, twice))
            && Arrays.equals(key.encryptBlocks(zeros), concat(once, once))
            && key.decryptChain(zero, chain).filter(back -> Arrays.equals(back, zeros)).isPresent();
    return sound ? YES : new Answer.Unclear("its modes are not ECB and CBC");
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

  /// Whether the token lets a key in whose value is known. Many let none.
  Answer letsKnownKeyIn() throws CryptokiException {
    forget(knownKey());
    return YES;
  }

  private long knownKey() throws CryptokiException {
    return session.cryptoki().createObject(session.handle(), fixedKey(new byte[32], false));
  }

  /// Whether AES-GCM is what the standard calls so, by test case 14 of the GCM specification
  /// (McGrew and Viega): zero key, zero nonce, one zero block. Only for a token that lets a known
  /// key in.
  Answer givesKnownAnswer() throws CryptokiException {
    long handle = knownKey();
    TokenKey key = new TokenKey(session, KeyForm.AES_256, handle, random);
    byte[] sealed;
    try {
      sealed = AeadGcm.encrypt(key, new byte[16], new byte[0], new byte[AeadGcm.NONCE_BYTES]);
    } finally {
      forget(handle);
    }
    byte[] expected =
        HEX.parseHex(
            "000000000000000000000000"
                + "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
    boolean ownNonce = !Arrays.equals(sealed, 0, 12, expected, 0, 12);
    return ownNonce || Arrays.equals(sealed, expected)
        ? YES
        : new Answer.No("mechanism 0x%x is not AES-GCM".formatted(Ckm.AES_GCM));
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
