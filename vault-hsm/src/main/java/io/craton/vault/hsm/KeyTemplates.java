package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.hsm.Operation.Usage;
import io.craton.vault.hsm.pkcs11.Cka;
import io.craton.vault.hsm.pkcs11.Cko;
import io.craton.vault.hsm.pkcs11.Cryptoki;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Template;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// The attributes of every object the layer makes. The defaults of tokens are unsafe and differ, so
/// every usage and protection attribute is set, and read back afterwards.
///
/// @param permanent a token object, not a session object
/// @param exportable may be wrapped for export
/// @param lifecycle also set `CKA_COPYABLE` and `CKA_DESTROYABLE`, which came with v2.40 and which
///   not all tokens know
record KeyTemplates(
    KeyForm form,
    Usage usage,
    Bytes id,
    String label,
    boolean permanent,
    boolean exportable,
    boolean lifecycle) {
  private static final byte[] RSA_EXPONENT = {1, 0, 1};

  /// The template of a private or secret key to generate.
  Template key() {
    Template.Builder template = protections();
    switch (form.spec()) {
      case KeySpec.Aes(int keyBits) -> template.with(Cka.VALUE_LEN, (long) keyBits / Byte.SIZE);
      case KeySpec.Hmac(int keyBytes) -> template.with(Cka.VALUE_LEN, (long) keyBytes);
      case KeySpec.PostQuantum set -> throw new IllegalArgumentException("never in a token");
      case KeySpec.Ec ec -> {}
      case KeySpec.Ed25519 ed -> {}
      case KeySpec.Rsa rsa -> {}
    }
    return template.build();
  }

  /// What the private or secret key is and may do: all but the key itself.
  Template.Builder protections() {
    Template.Builder template =
        Template.builder()
            .with(Cka.CLASS, form.objectClass())
            .with(Cka.KEY_TYPE, form.keyType())
            .with(Cka.TOKEN, permanent)
            .with(Cka.PRIVATE, true)
            .with(Cka.SENSITIVE, !readable())
            .with(Cka.EXTRACTABLE, exportable)
            .with(Cka.MODIFIABLE, false)
            .with(Cka.ID, id.toArray())
            .with(Cka.LABEL, label.getBytes(StandardCharsets.UTF_8))
            .with(Cka.SIGN, usage == Usage.SIGN)
            .with(Cka.DECRYPT, usage == Usage.ENCRYPT)
            .with(Cka.UNWRAP, false)
            .with(Cka.DERIVE, false)
            .with(Cka.WRAP_WITH_TRUSTED, false);
    if (lifecycle) {
      template.with(Cka.COPYABLE, false).with(Cka.DESTROYABLE, true);
    }
    if (form.spec().asymmetric()) {
      return template.with(Cka.SIGN_RECOVER, false).with(Cka.ALWAYS_AUTHENTICATE, false);
    }
    return template
        .with(Cka.ENCRYPT, usage == Usage.ENCRYPT)
        .with(Cka.VERIFY, false)
        .with(Cka.WRAP, false);
  }

  /// The template of the public half while the pair is made: a session object, read and destroyed.
  Template publicHalf() {
    Template.Builder template = publicCommon().with(Cka.ID, id.toArray());
    if (form.spec() instanceof KeySpec.Rsa(int modulusBits)) {
      return template
          .with(Cka.MODULUS_BITS, modulusBits)
          .with(Cka.PUBLIC_EXPONENT, RSA_EXPONENT.clone())
          .build();
    }
    return template.with(Cka.EC_PARAMS, Spki.ecParameters(form.spec())).build();
  }

  /// The template of a session object that holds a public key for verification only.
  static Template publicKey(KeyForm form, PublicKey key) {
    Bytes none = Bytes.empty();
    KeyTemplates templates = new KeyTemplates(form, Usage.SIGN, none, "", false, false, false);
    Template.Builder template = templates.publicCommon().with(Cka.KEY_TYPE, form.keyType());
    Spki.write(key, form, template);
    return template.build();
  }

  private Template.Builder publicCommon() {
    return Template.builder()
        .with(Cka.CLASS, Cko.PUBLIC_KEY)
        .with(Cka.TOKEN, false)
        .with(Cka.PRIVATE, false)
        .with(Cka.MODIFIABLE, false)
        .with(Cka.VERIFY, usage == Usage.SIGN)
        .with(Cka.ENCRYPT, usage == Usage.ENCRYPT)
        .with(Cka.VERIFY_RECOVER, false)
        .with(Cka.WRAP, false)
        .with(Cka.DERIVE, false);
  }

  /// Reads a generated key's attributes back; the first that is not as asked for, in words. Not
  /// `CKA_LOCAL`: NSS says of keys that it has just made that they came from elsewhere.
  Optional<String> mismatch(Cryptoki cryptoki, long session, long object) throws CryptokiException {
    Template origin =
        Template.builder()
            .with(Cka.ALWAYS_SENSITIVE, !readable())
            .with(Cka.NEVER_EXTRACTABLE, !exportable)
            .build();
    Optional<String> asked = mismatch(cryptoki, session, object, key());
    return asked.isPresent() ? asked : mismatch(cryptoki, session, object, origin);
  }

  /// The same for a key from outside.
  Optional<String> importMismatch(Cryptoki cryptoki, long session, long object)
      throws CryptokiException {
    Template origin =
        Template.builder()
            .with(Cka.ALWAYS_SENSITIVE, false)
            .with(Cka.NEVER_EXTRACTABLE, false)
            .build();
    Optional<String> protection = mismatch(cryptoki, session, object, protections().build());
    return protection.isPresent() ? protection : mismatch(cryptoki, session, object, origin);
  }

  /// Tokens cannot wrap Ed25519 keys, so exportable ones are readable to whoever logs in, as
  /// wrappable ones are to him too.
  private boolean readable() {
    return exportable && form.spec() instanceof KeySpec.Ed25519;
  }

  private static Optional<String> mismatch(
      Cryptoki cryptoki, long session, long object, Template asked) throws CryptokiException {
    for (int i = 0; i < asked.size(); i++) {
      byte[] found = cryptoki.attribute(session, object, asked.type(i));
      if (!Arrays.equals(found, asked.value(i))) {
        return Optional.of(difference(asked.type(i), asked.value(i), found));
      }
    }
    return Optional.empty();
  }

  private static String difference(long type, byte[] expected, byte[] found) {
    HexFormat hex = HexFormat.of();
    return "attribute 0x%x: expected %s, found %s"
        .formatted(type, hex.formatHex(expected), hex.formatHex(found));
  }
}
