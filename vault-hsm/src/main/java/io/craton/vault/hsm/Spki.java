package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Curve;
import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.hsm.pkcs11.Cka;
import io.craton.vault.hsm.pkcs11.Cryptoki;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Template;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Public keys between the attributes of a token and SubjectPublicKeyInfo (RFC 5280 §4.1.2.7; RFC
/// 5480 for EC, RFC 8410 for Ed25519, RFC 8017 appendix A.1.1 for RSA).
final class Spki {
  private static final byte[] EC_PUBLIC_KEY = Der.oid("1.2.840.10045.2.1");
  private static final byte[] RSA_ENCRYPTION = Der.oid("1.2.840.113549.1.1.1");
  private static final byte[] ED25519 = Der.oid("1.3.101.112");
  private static final int ED25519_BYTES = 32;

  private Spki() {}

  /// `CKA_EC_PARAMS` of a curve: the OID, or for Ed25519 the curve name of PKCS #11 v3.0.
  static byte[] ecParameters(KeySpec spec) {
    return switch (spec) {
      case KeySpec.Ec(Curve curve) -> Der.oid(curve.oid());
      case KeySpec.Ed25519 ed ->
          Der.element(Der.PRINTABLE_STRING, "edwards25519".getBytes(StandardCharsets.US_ASCII));
      case KeySpec.Rsa rsa -> throw new IllegalArgumentException("RSA has no curve");
      case KeySpec.Aes aes -> throw new IllegalArgumentException("AES has no curve");
      case KeySpec.Hmac hmac -> throw new IllegalArgumentException("HMAC has no curve");
      case KeySpec.PostQuantum set -> throw new IllegalArgumentException(set + " has no curve");
    };
  }

  /// The public key that the token holds as `object`.
  static PublicKey read(Cryptoki cryptoki, long session, long object, KeyForm form)
      throws CryptokiException {
    byte[] spki =
        switch (form.spec()) {
          case KeySpec.Ec(Curve curve) -> {
            int bytes = 1 + 2 * curve.coordinateBytes();
            byte[] point = point(cryptoki.attribute(session, object, Cka.EC_POINT), bytes);
            yield info(point, EC_PUBLIC_KEY, Der.oid(curve.oid()));
          }
          case KeySpec.Ed25519 ed -> {
            byte[] point = cryptoki.attribute(session, object, Cka.EC_POINT);
            yield info(point(point, ED25519_BYTES), ED25519);
          }
          case KeySpec.Rsa rsa -> {
            byte[] modulus = cryptoki.attribute(session, object, Cka.MODULUS);
            byte[] exponent = cryptoki.attribute(session, object, Cka.PUBLIC_EXPONENT);
            byte[] key = Der.element(Der.SEQUENCE, Der.unsigned(modulus), Der.unsigned(exponent));
            yield info(key, RSA_ENCRYPTION, Der.nothing());
          }
          case KeySpec.Aes aes -> throw new IllegalArgumentException("AES has no public key");
          case KeySpec.Hmac hmac -> throw new IllegalArgumentException("HMAC has no public key");
          case KeySpec.PostQuantum set ->
              throw new IllegalArgumentException("post-quantum keys are software");
        };
    return new PublicKey(Bytes.copyOf(spki));
  }

  /// The public key with these numbers.
  static PublicKey ofRsa(BigInteger modulus, BigInteger exponent) {
    byte[] key =
        Der.element(
            Der.SEQUENCE,
            Der.unsigned(modulus.toByteArray()),
            Der.unsigned(exponent.toByteArray()));
    return new PublicKey(Bytes.copyOf(info(key, RSA_ENCRYPTION, Der.nothing())));
  }

  /// Adds the attributes that carry the public key itself.
  ///
  /// @throws IllegalArgumentException when the key is not of that form
  static void write(PublicKey key, KeyForm form, Template.Builder template) {
    Der.Reader info = new Der.Reader(new Der.Reader(key.spki().toArray()).next(Der.SEQUENCE));
    byte[] algorithm = info.next(Der.SEQUENCE);
    byte[] bits = info.next(Der.BIT_STRING);
    if (bits.length < 1 || bits[0] != 0 || !Arrays.equals(algorithm, algorithm(form.spec()))) {
      throw new IllegalArgumentException("public key is not of form " + form);
    }
    byte[] content = Arrays.copyOfRange(bits, 1, bits.length);
    if (form.spec() instanceof KeySpec.Rsa(int modulusBits)) {
      Der.Reader rsa = new Der.Reader(new Der.Reader(content).next(Der.SEQUENCE));
      byte[] modulus = Der.stripped(rsa.next(Der.INTEGER));
      if (modulus.length * Byte.SIZE != modulusBits) {
        throw new IllegalArgumentException("public key is not of form " + form);
      }
      template.with(Cka.MODULUS, modulus);
      template.with(Cka.PUBLIC_EXPONENT, Der.stripped(rsa.next(Der.INTEGER)));
    } else {
      template.with(Cka.EC_PARAMS, ecParameters(form.spec()));
      template.with(Cka.EC_POINT, Der.element(Der.OCTET_STRING, content));
    }
  }

  private static byte[] algorithm(KeySpec spec) {
    byte[][] parts =
        switch (spec) {
          case KeySpec.Ec(Curve curve) -> new byte[][] {EC_PUBLIC_KEY, Der.oid(curve.oid())};
          case KeySpec.Ed25519 ed -> new byte[][] {ED25519};
          case KeySpec.Rsa rsa -> new byte[][] {RSA_ENCRYPTION, Der.nothing()};
          case KeySpec.Aes aes -> throw new IllegalArgumentException("AES has no public key");
          case KeySpec.Hmac hmac -> throw new IllegalArgumentException("HMAC has no public key");
          case KeySpec.PostQuantum set ->
              throw new IllegalArgumentException("post-quantum keys are software");
        };
    byte[] all = new byte[parts[0].length + (parts.length > 1 ? parts[1].length : 0)];
    System.arraycopy(parts[0], 0, all, 0, parts[0].length);
    if (parts.length > 1) {
      System.arraycopy(parts[1], 0, all, parts[0].length, parts[1].length);
    }
    return all;
  }

  /// The point inside its octet string; some tokens leave the octet string out.
  private static byte[] point(byte[] attribute, int bytes) {
    byte[] point =
        attribute.length == bytes ? attribute : new Der.Reader(attribute).next(Der.OCTET_STRING);
    if (point.length != bytes) {
      throw new IllegalStateException(
          "CKA_EC_POINT: expected " + bytes + " bytes, found " + point.length);
    }
    return point;
  }

  private static byte[] info(byte[] key, byte[]... algorithm) {
    return Der.element(Der.SEQUENCE, Der.element(Der.SEQUENCE, algorithm), Der.bitString(key));
  }
}
