package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.hsm.MechanismTable.Row;
import io.craton.vault.hsm.Operation.AeadGcm;
import io.craton.vault.hsm.Operation.Signature;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/// Tries every algorithm with keys that vanish with the session, and fills the [MechanismTable].
/// The number of a mechanism does not say what it does, so each is made to prove it: signatures
/// must be accepted, changed ones must not; AES-GCM must give the known answer of a fixed key where
/// the token lets one in, and detect a change. RSA is tried with 2048 bits, longer keys by the
/// range that the token states, because generating them at each start would take seconds.
final class Probe implements Task<MechanismTable> {
  private static final byte[] MESSAGE = new byte[] {'p', 'r', 'o', 'b', 'e'};
  private static final HexFormat HEX = HexFormat.of();

  private final Map<KeyForm, KeyPairHandles> pairs = new HashMap<>();

  @Override
  public MechanismTable run(Session session) throws CryptokiException {
    MechanismTable.Builder table = new MechanismTable.Builder();
    for (Algorithm algorithm : Algorithm.values()) {
      Optional<KeyForm> form = KeyForm.of(algorithm.keySpec());
      if (form.isPresent()) {
        Operation operation = Operation.of(algorithm.scheme());
        Optional<String> obstacle = obstacle(session, form.get(), operation);
        table.add(algorithm, new Row(form.get(), operation, obstacle));
      }
    }
    for (KeyPairHandles pair : pairs.values()) {
      session.cryptoki().destroyObject(session.handle(), pair.publicKey());
      session.cryptoki().destroyObject(session.handle(), pair.privateKey());
    }
    pairs.clear();
    return table.build();
  }

  private Optional<String> obstacle(Session session, KeyForm form, Operation operation)
      throws CryptokiException {
    try {
      return switch (operation) {
        case Signature signature -> signs(session, form, signature);
        case AeadGcm gcm -> encrypts(session, form);
      };
    } catch (CryptokiException e) {
      return switch (ErrorClass.of(e)) {
        case LIBRARY_DOWN, NOT_LOGGED_IN, SESSION_LOST, PIN_REFUSED -> throw e;
        case BAD_INPUT, KEY_GONE, STALE_HANDLE, POLICY, UNSUPPORTED, TRANSIENT, HUNG, FAILED -> {
          session.markBroken();
          yield Optional.of(e.getMessage());
        }
      };
    }
  }

  private Optional<String> signs(Session session, KeyForm form, Signature signature)
      throws CryptokiException {
    Cryptoki cryptoki = session.cryptoki();
    if (form.spec() instanceof KeySpec.Rsa(int modulusBits)) {
      MechanismInfo info = cryptoki.mechanismInfo(session.epoch().slot(), form.generation());
      if (modulusBits < info.minKeySize() || modulusBits > info.maxKeySize()) {
        return Optional.of("the token makes RSA keys up to " + info.maxKeySize() + " bits");
      }
    }
    KeyForm tried = form.keyType() == Ckk.RSA ? KeyForm.RSA_2048 : form;
    KeyPairHandles pair = pairs.get(tried);
    if (pair == null) {
      KeyTemplates templates = templates(tried, Operation.Usage.SIGN);
      Mechanism generation = Mechanism.plain(tried.generation());
      pair =
          cryptoki.generateKeyPair(
              session.handle(), generation, templates.publicHalf(), templates.key());
      pairs.put(tried, pair);
    }
    byte[] input = signature.input(MESSAGE);
    cryptoki.signInit(session.handle(), signature.mechanism(), pair.privateKey());
    byte[] signed = cryptoki.sign(session.handle(), input, tried.signatureBytes());
    if (signed.length != tried.signatureBytes()) {
      return Optional.of("its signatures have " + signed.length + " bytes");
    }
    if (!verifies(session, signature, pair.publicKey(), signed)) {
      return Optional.of("it refuses its own signature");
    }
    signed[signed.length - 1] ^= 1;
    return verifies(session, signature, pair.publicKey(), signed)
        ? Optional.of("it accepts a changed signature")
        : Optional.empty();
  }

  private static boolean verifies(Session session, Signature signature, long key, byte[] signed)
      throws CryptokiException {
    return TokenVerifier.verify(session, signature, key, signature.input(MESSAGE), signed);
  }

  private static KeyTemplates templates(KeyForm form, Operation.Usage usage) {
    Bytes id = Bytes.copyOf(new byte[ResidentKey.ID_BYTES]);
    return new KeyTemplates(form, usage, id, "probe", false, false, false);
  }

  private static Optional<String> encrypts(Session session, KeyForm form) throws CryptokiException {
    Optional<String> wrong = knownAnswer(session);
    if (wrong.isPresent()) {
      return wrong;
    }
    Cryptoki cryptoki = session.cryptoki();
    Template template = templates(form, Operation.Usage.ENCRYPT).key();
    long key = cryptoki.generateKey(session.handle(), Mechanism.plain(form.generation()), template);
    byte[] sealed = TokenCipher.encrypt(session, key, MESSAGE, MESSAGE, new byte[12]);
    Optional<byte[]> opened = TokenCipher.decrypt(session, key, sealed, MESSAGE);
    sealed[sealed.length - 1] ^= 1;
    Optional<byte[]> forged = TokenCipher.decrypt(session, key, sealed, MESSAGE);
    cryptoki.destroyObject(session.handle(), key);
    if (opened.isEmpty() || !Arrays.equals(opened.get(), MESSAGE)) {
      return Optional.of("it cannot decrypt what it encrypted");
    }
    return forged.isPresent() ? Optional.of("it accepts a changed ciphertext") : Optional.empty();
  }

  /// Test case 14 of the GCM specification (McGrew and Viega): zero key, zero nonce, one zero
  /// block.
  private static Optional<String> knownAnswer(Session session) throws CryptokiException {
    Cryptoki cryptoki = session.cryptoki();
    long key;
    try {
      key = cryptoki.createObject(session.handle(), fixedKey());
    } catch (CryptokiException e) {
      // Many tokens let no key in. The round trip has to do.
      return Optional.empty();
    }
    byte[] sealed =
        TokenCipher.encrypt(session, key, new byte[16], new byte[0], new byte[AeadGcm.NONCE_BYTES]);
    cryptoki.destroyObject(session.handle(), key);
    byte[] expected =
        HEX.parseHex(
            "000000000000000000000000"
                + "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
    boolean ownNonce = !Arrays.equals(sealed, 0, 12, expected, 0, 12);
    return ownNonce || Arrays.equals(sealed, expected)
        ? Optional.empty()
        : Optional.of("mechanism 0x%x is not AES-GCM".formatted(Ckm.AES_GCM));
  }

  private static Template fixedKey() {
    return Template.builder()
        .with(Cka.CLASS, Cko.SECRET_KEY)
        .with(Cka.KEY_TYPE, Ckk.AES)
        .with(Cka.TOKEN, false)
        .with(Cka.PRIVATE, true)
        .with(Cka.SENSITIVE, true)
        .with(Cka.EXTRACTABLE, false)
        .with(Cka.ENCRYPT, true)
        .with(Cka.DECRYPT, false)
        .with(Cka.SIGN, false)
        .with(Cka.VERIFY, false)
        .with(Cka.WRAP, false)
        .with(Cka.UNWRAP, false)
        .with(Cka.DERIVE, false)
        .with(Cka.VALUE, new byte[32])
        .build();
  }
}
