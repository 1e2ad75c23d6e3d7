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
/// @param optional also set `CKA_COPYABLE` and `CKA_DESTROYABLE`, which came with v2.40 and which
///   older tokens refuse
record KeyTemplates(
    KeyForm form,
    Usage usage,
    Bytes id,
    String label,
    boolean permanent,
    boolean exportable,
    boolean optional) {
  private static final byte[] RSA_EXPONENT = {1, 0, 1};

  /// The template of the private or secret key.
  Template key() {
    Template.Builder template =
        Template.builder()
            .with(Cka.CLASS, form.objectClass())
            .with(Cka.KEY_TYPE, form.keyType())
            .with(Cka.TOKEN, permanent)
            .with(Cka.PRIVATE, true)
            .with(Cka.SENSITIVE, true)
            .with(Cka.EXTRACTABLE, exportable)
            .with(Cka.MODIFIABLE, false)
            .with(Cka.ID, id.toArray())
            .with(Cka.LABEL, label.getBytes(StandardCharsets.UTF_8))
            .with(Cka.SIGN, usage == Usage.SIGN)
            .with(Cka.DECRYPT, usage == Usage.ENCRYPT)
            .with(Cka.UNWRAP, false)
            .with(Cka.DERIVE, false)
            .with(Cka.WRAP_WITH_TRUSTED, false);
    if (optional) {
      template.with(Cka.COPYABLE, false).with(Cka.DESTROYABLE, true);
    }
    return form.spec().asymmetric() ? privateOnly(template) : secretOnly(template);
  }

  private Template privateOnly(Template.Builder template) {
    return template.with(Cka.SIGN_RECOVER, false).with(Cka.ALWAYS_AUTHENTICATE, false).build();
  }

  private Template secretOnly(Template.Builder template) {
    if (form.spec() instanceof KeySpec.Aes(int keyBits)) {
      template.with(Cka.VALUE_LEN, (long) keyBits / Byte.SIZE);
    }
    return template
        .with(Cka.ENCRYPT, usage == Usage.ENCRYPT)
        .with(Cka.VERIFY, false)
        .with(Cka.WRAP, false)
        .build();
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

  /// Reads everything back; the first attribute that is not as asked for, in words.
  Optional<String> mismatch(Cryptoki cryptoki, long session, long object) throws CryptokiException {
    Template asked = key();
    Template derived =
        Template.builder()
            .with(Cka.LOCAL, true)
            .with(Cka.ALWAYS_SENSITIVE, true)
            .with(Cka.NEVER_EXTRACTABLE, !exportable)
            .build();
    for (Template template : new Template[] {asked, derived}) {
      for (int i = 0; i < template.size(); i++) {
        byte[] found = cryptoki.attribute(session, object, template.type(i));
        if (!Arrays.equals(found, template.value(i))) {
          return Optional.of(difference(template.type(i), template.value(i), found));
        }
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
