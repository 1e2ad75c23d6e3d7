package io.craton.vault.http.request;

import io.craton.vault.core.algorithm.Curve;
import io.craton.vault.core.algorithm.KeySpec;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Reads public keys that callers send or the vault keeps. Nothing secret is computed here.
public final class PublicKeys {
  /// What the block of a public key may be called. Contract section 7.6.
  private static final List<String> LABELS =
      List.of("PUBLIC KEY", "RSA PUBLIC KEY", "EC PUBLIC KEY");

  private static final List<Factory> FACTORIES =
      List.of(
          () -> KeyFactory.getInstance("RSA"),
          () -> KeyFactory.getInstance("EC"),
          () -> KeyFactory.getInstance("Ed25519"));

  /// `SEQUENCE { OID rsaEncryption, NULL }`.
  private static final byte[] RSA_ENCRYPTION =
      HexFormat.of().parseHex("300d06092a864886f70d0101010500");

  private PublicKeys() {}

  /// Knows one kind of key.
  private interface Factory {
    KeyFactory make() throws NoSuchAlgorithmException;
  }

  /// The key in a PEM block that holds SubjectPublicKeyInfo or, for RSA, PKCS#1.
  public static Optional<PublicKey> ofPem(String text) {
    return PemReader.sequence(text.getBytes(StandardCharsets.UTF_8), LABELS)
        .flatMap(der -> ofSpki(der).or(() -> ofSpki(wrapped(der))));
  }

  /// The key in a SubjectPublicKeyInfo.
  public static Optional<PublicKey> ofSpki(byte[] der) {
    for (Factory factory : FACTORIES) {
      Optional<PublicKey> key = ofSpki(factory, der);
      if (key.isPresent()) {
        return key;
      }
    }
    return Optional.empty();
  }

  private static Optional<PublicKey> ofSpki(Factory factory, byte[] der) {
    try {
      return Optional.of(factory.make().generatePublic(new X509EncodedKeySpec(der)));
    } catch (InvalidKeySpecException e) {
      // Malformed, or of another kind.
      return Optional.empty();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has RSA, EC and Ed25519", e);
    }
  }

  /// Whether it is a key as `spec` wants it.
  public static boolean fits(PublicKey key, KeySpec spec) {
    return switch (spec) {
      case KeySpec.Rsa(int modulusBits) ->
          key instanceof RSAPublicKey rsa
              && rsa.getModulus().bitLength() == modulusBits
              && rsa.getPublicExponent().equals(BigInteger.valueOf(65_537));
      case KeySpec.Ec(Curve curve) -> key instanceof ECPublicKey ec && isOn(ec, curve);
      case KeySpec.Ed25519 ed ->
          key instanceof EdECPublicKey edwards && edwards.getParams().getName().equals("Ed25519");
      case KeySpec.Aes aes -> false;
      case KeySpec.Hmac hmac -> false;
    };
  }

  /// The JDK knows no curve of the catalogue but the three of NIST.
  private static boolean isOn(ECPublicKey key, Curve curve) {
    int bits = key.getParams().getCurve().getField().getFieldSize();
    return curve != Curve.SECP256K1 && (bits + 7) / 8 == curve.coordinateBytes();
  }

  /// PKCS#1 in a SubjectPublicKeyInfo.
  private static byte[] wrapped(byte[] pkcs1) {
    byte[] bits = tagged(0x03, concat(new byte[] {0}, pkcs1));
    return tagged(0x30, concat(RSA_ENCRYPTION, bits));
  }

  private static byte[] tagged(int tag, byte[] content) {
    byte[] head = {
      (byte) tag,
      (byte) 0x83,
      (byte) (content.length >> 16),
      (byte) (content.length >> 8),
      (byte) content.length
    };
    // DER wants the shortest form of a length.
    if (content.length < 0x80) {
      head = new byte[] {(byte) tag, (byte) content.length};
    } else if (content.length < 0x100) {
      head = new byte[] {(byte) tag, (byte) 0x81, (byte) content.length};
    } else if (content.length < 0x10000) {
      head =
          new byte[] {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
    }
    return concat(head, content);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
