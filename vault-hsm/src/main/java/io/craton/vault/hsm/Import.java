package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.KeyRef;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.KeyGenerator.Generated;
import io.craton.vault.core.port.KeyMaterial;
import io.craton.vault.core.port.KeyRefused;
import io.craton.vault.core.port.Unavailable;
import io.craton.vault.core.port.Unavailable.Reason;
import io.craton.vault.hsm.Epoch.KnownKey;
import io.craton.vault.hsm.MechanismTable.Row;
import io.craton.vault.hsm.pkcs11.Cka;
import io.craton.vault.hsm.pkcs11.Ckr;
import io.craton.vault.hsm.pkcs11.Cryptoki;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Template;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Puts one key from outside into the token and makes it prove that it works. Whatever goes wrong
/// afterwards, the key is destroyed again.
final class Import implements Task<Import.Verdict> {
  private static final byte[] MESSAGE = {'p', 'r', 'o', 'o', 'f'};
  private static final String CREATE = "C_CreateObject";

  /// How tokens say that they do not like a key.
  static final Set<Long> REFUSALS =
      Set.of(
          Ckr.ATTRIBUTE_VALUE_INVALID,
          Ckr.TEMPLATE_INCONSISTENT,
          Ckr.TEMPLATE_INCOMPLETE,
          Ckr.KEY_SIZE_RANGE);

  private final Supplier<KeyTemplates> templates;
  private final Operation operation;
  private final Template content;
  private final Optional<PublicKey> publicKey;
  private final SecureRandom random;

  private Import(
      Supplier<KeyTemplates> templates,
      Operation operation,
      Template content,
      Optional<PublicKey> publicKey,
      SecureRandom random) {
    this.templates = templates;
    this.operation = operation;
    this.content = content;
    this.publicKey = publicKey;
    this.random = random;
  }

  /// A key in the token, or why it is not let in.
  record Verdict(Optional<Generated> held, Optional<String> refusal) {
    static Verdict refused(String why) {
      return new Verdict(Optional.empty(), Optional.of(why));
    }
  }

  /// @param templates as [Making#key] wants it
  /// @throws KeyRefused when that can be told without the token
  static Import of(
      Row row, Supplier<KeyTemplates> templates, KeyMaterial material, SecureRandom random)
      throws KeyRefused {
    Operation operation = row.operation();
    KeySpec spec = row.form().spec();
    Template.Builder content = Template.builder();
    Optional<PublicKey> publicKey =
        switch (material) {
          case KeyMaterial.Secret(SecretBytes value) -> {
            writeSecret(value, operation, content);
            yield Optional.empty();
          }
          case KeyMaterial.Pair(PublicKey half, SecretBytes privateKey) -> {
            PrivateKeys.write(privateKey, half, spec, content);
            yield Optional.of(half);
          }
          case KeyMaterial.PublicOnly half ->
              throw new IllegalArgumentException("a public key alone does not go into the HSM");
        };
    if (publicKey.isPresent() != spec.asymmetric()) {
      throw new IllegalArgumentException("material for another kind than " + row.form());
    }
    return new Import(templates, operation, content.build(), publicKey, random);
  }

  private static void writeSecret(
      SecretBytes secret, Operation operation, Template.Builder template) {
    byte[] value = secret.toArray();
    if (operation instanceof Operation.FormatPreserving) {
      // FF3-1 encrypts blocks under the reversed key, and the token encrypts blocks.
      Ff31.reverse(value);
    }
    template.with(Cka.VALUE, value);
  }

  /// Erases the key from the memory of this process.
  void wipe() {
    content.wipe();
  }

  @Override
  public Verdict run(Session session) throws CryptokiException, Unavailable {
    try {
      return Making.key(session, templates, made -> create(session, made));
    } catch (CryptokiException e) {
      if (e.call().equals(CREATE) && REFUSALS.contains(e.code())) {
        return Verdict.refused("the HSM refuses the key");
      }
      throw e;
    }
  }

  private Verdict create(Session session, KeyTemplates made) throws CryptokiException, Unavailable {
    Cryptoki cryptoki = session.cryptoki();
    Template template = made.protections().with(content).build();
    long key = cryptoki.createObject(session.handle(), template);
    boolean kept = false;
    try {
      Optional<String> mismatch = made.importMismatch(cryptoki, session.handle(), key);
      if (mismatch.isPresent()) {
        throw new Unavailable(
            Reason.HSM_FAILED,
            "the HSM took a key with other protection than asked for, now destroyed: "
                + mismatch.get(),
            HsmLimits.RETRY_LATE);
      }
      if (!works(session, key, made.form())) {
        return Verdict.refused(PrivateKeys.MISMATCH);
      }
      kept = true;
    } finally {
      if (!kept) {
        cryptoki.destroyObject(session.handle(), key);
      }
    }
    KeyRef ref = new ResidentKey(made.form(), made.id()).toRef();
    session.epoch().remember(ref, new KnownKey(made.form(), key));
    return new Verdict(Optional.of(new Generated(ref, publicKey)), Optional.empty());
  }

  /// Whether the private key does what the public one expects. A symmetric key always works.
  private boolean works(Session session, long key, KeyForm form) throws CryptokiException {
    if (publicKey.isEmpty()) {
      return true;
    }
    if (operation instanceof Oaep oaep) {
      byte[] sealed = oaep.encrypt(publicKey.get(), MESSAGE);
      return oaep.decrypt(new TokenKey(session, form, key, random), sealed, new byte[0])
          .filter(opened -> Arrays.equals(opened, MESSAGE))
          .isPresent();
    }
    if (operation instanceof Operation.Signature signature) {
      return signs(session, key, form, signature);
    }
    throw new IllegalStateException("no pairs are for " + operation);
  }

  private boolean signs(Session session, long key, KeyForm form, Operation.Signature signature)
      throws CryptokiException {
    Cryptoki cryptoki = session.cryptoki();
    byte[] input = signature.input(MESSAGE);
    cryptoki.signInit(session.handle(), signature.mechanism(), key);
    byte[] signed = cryptoki.sign(session.handle(), input, signature.resultBytes(form));
    long half =
        Making.sessionObject(session, KeyTemplates.publicKey(form, publicKey.orElseThrow()));
    try {
      return TokenVerifier.verify(session, signature, half, input, signed);
    } finally {
      cryptoki.destroyObject(session.handle(), half);
    }
  }

  @Override
  public void discard(Session session, Verdict verdict) throws CryptokiException {
    if (verdict.held().isPresent()) {
      KeyRef ref = verdict.held().get().ref();
      session.epoch().keys().remove(ref);
      Destruction.destroyAll(session, ResidentKey.parse(ref).id());
    }
  }
}
