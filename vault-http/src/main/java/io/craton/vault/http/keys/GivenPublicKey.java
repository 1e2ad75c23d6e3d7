package io.craton.vault.http.keys;

import io.craton.vault.core.algorithm.Curve;
import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.http.request.PemReader;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// A public key that a caller sent or the vault keeps. Points are on their curve, and no modulus
/// has a small factor or is a prime. Nothing secret is computed here. Immutable.
public final class GivenPublicKey {
  /// What the block of a public key may be called. Contract section 7.6.
  private static final List<String> LABELS =
      List.of("PUBLIC KEY", "RSA PUBLIC KEY", "EC PUBLIC KEY");

  private static final Set<ASN1ObjectIdentifier> RSA =
      Set.of(
          PKCSObjectIdentifiers.rsaEncryption,
          PKCSObjectIdentifiers.id_RSASSA_PSS,
          X509ObjectIdentifiers.id_ea_rsa);

  /// The longest modulus of any algorithm.
  private static final int MAX_MODULUS_BITS = 4_096;

  /// More than the longest point of any curve.
  private static final int MAX_POINT_BYTES = 512;

  private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);

  private final AsymmetricKeyParameter key;

  private GivenPublicKey(AsymmetricKeyParameter key) {
    this.key = key;
  }

  /// The key in a PEM block that holds SubjectPublicKeyInfo or, for RSA, PKCS#1.
  public static Optional<GivenPublicKey> ofPem(String text) {
    return PemReader.sequence(text.getBytes(StandardCharsets.UTF_8), LABELS)
        .flatMap(der -> ofSpki(der).or(() -> ofPkcs1(der)));
  }

  /// The SubjectPublicKeyInfo in a PEM block, in DER; of what kind the key in it is, and whether it
  /// is sound, is not looked at.
  public static Optional<PublicKey> structureOfPem(String text) {
    return PemReader.sequence(text.getBytes(StandardCharsets.UTF_8), LABELS)
        .flatMap(GivenPublicKey::structure);
  }

  private static Optional<PublicKey> structure(byte[] der) {
    try {
      byte[] spki = SubjectPublicKeyInfo.getInstance(der).getEncoded("DER");
      return Optional.of(new PublicKey(Bytes.copyOf(spki)));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /// The key in a SubjectPublicKeyInfo.
  public static Optional<GivenPublicKey> ofSpki(byte[] der) {
    try {
      SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(der);
      if (RSA.contains(info.getAlgorithm().getAlgorithm())) {
        return ofNumbers(RSAPublicKey.getInstance(info.parsePublicKey()));
      }
      return info.getPublicKeyData().getBytes().length > MAX_POINT_BYTES
          ? Optional.empty()
          : Optional.of(new GivenPublicKey(PublicKeyFactory.createKey(info)));
    } catch (IOException | RuntimeException e) {
      // Malformed, or of a kind that nobody knows.
      return Optional.empty();
    }
  }

  private static Optional<GivenPublicKey> ofPkcs1(byte[] der) {
    try {
      return ofNumbers(RSAPublicKey.getInstance(der));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  /// Looks at the size first: to look for factors of 16,384 bits takes seconds.
  private static Optional<GivenPublicKey> ofNumbers(RSAPublicKey numbers) {
    boolean tooLong =
        numbers.getModulus().bitLength() > MAX_MODULUS_BITS
            || numbers.getPublicExponent().bitLength() > MAX_MODULUS_BITS;
    return tooLong
        ? Optional.empty()
        : Optional.of(
            new GivenPublicKey(
                new RSAKeyParameters(false, numbers.getModulus(), numbers.getPublicExponent())));
  }

  /// Whether it is a key as `spec` wants it. The point of an Ed25519 key has to be of the large
  /// order: to one of a small order, signatures of any message could be made by anybody.
  public boolean fits(KeySpec spec) {
    return switch (spec) {
      case KeySpec.Rsa(int modulusBits) ->
          key instanceof RSAKeyParameters rsa
              && rsa.getModulus().bitLength() == modulusBits
              && rsa.getExponent().equals(EXPONENT);
      case KeySpec.Ec(Curve curve) ->
          key instanceof ECPublicKeyParameters ec
              && ec.getParameters() instanceof ECNamedDomainParameters named
              && named.getName().getId().equals(curve.oid());
      case KeySpec.Ed25519 ed ->
          key instanceof Ed25519PublicKeyParameters point
              && Ed25519.validatePublicKeyFull(point.getEncoded(), 0);
      case KeySpec.Aes aes -> false;
      case KeySpec.Hmac hmac -> false;
      case KeySpec.PostQuantum set -> false;
    };
  }

  /// Whether it is a key as `spec` wants it to verify signatures that others make: as [#fits], but
  /// with any public exponent that is odd, at least 3, and no longer than a word. A key that exists
  /// already cannot be made anew for a nicer exponent, and small ones do no harm to verification;
  /// larger ones some libraries refuse.
  public boolean fitsForVerification(KeySpec spec) {
    if (key instanceof RSAKeyParameters rsa && spec instanceof KeySpec.Rsa(int modulusBits)) {
      return rsa.getModulus().bitLength() == modulusBits && isPlausible(rsa.getExponent());
    }
    return fits(spec);
  }

  private static boolean isPlausible(BigInteger exponent) {
    return exponent.testBit(0)
        && exponent.compareTo(BigInteger.TWO) > 0
        && exponent.bitLength() <= Long.SIZE;
  }

  /// The one form in which the vault keeps it: SubjectPublicKeyInfo with a named curve and an
  /// uncompressed point.
  public PublicKey normalised() {
    try {
      return new PublicKey(
          Bytes.copyOf(
              SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key).getEncoded("DER")));
    } catch (IOException e) {
      throw new IllegalStateException("a key that was read cannot be written", e);
    }
  }

  /// The modulus of an RSA key.
  public BigInteger modulus() {
    return rsa().getModulus();
  }

  /// The exponent of an RSA key.
  public BigInteger exponent() {
    return rsa().getExponent();
  }

  /// @throws IllegalStateException when it is another key
  RSAKeyParameters rsa() {
    if (key instanceof RSAKeyParameters rsa) {
      return rsa;
    }
    throw new IllegalStateException("not an RSA key");
  }
}
