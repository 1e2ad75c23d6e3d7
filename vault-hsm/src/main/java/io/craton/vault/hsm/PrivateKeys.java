package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Curve;
import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.KeyRefused;
import io.craton.vault.hsm.pkcs11.Cka;
import io.craton.vault.hsm.pkcs11.Template;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.util.BigIntegers;

/// Private keys from outside as attributes of a token. What is read stays in memory that cannot be
/// wiped until the next collection: the price of a key that was not made in the token.
final class PrivateKeys {
  private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);
  private static final int PRIME_CERTAINTY = 80;
  static final String MISMATCH = "the public key is not that of the private key";

  private PrivateKeys() {}

  /// Adds the attributes that carry the private key itself.
  ///
  /// @param der PKCS#8, PKCS#1 or SEC 1
  /// @throws KeyRefused when it is no sound key of that form, or not the other half of `publicKey`
  static void write(SecretBytes der, PublicKey publicKey, KeySpec spec, Template.Builder template)
      throws KeyRefused {
    AsymmetricKeyParameter key = parse(der, spec);
    switch (spec) {
      case KeySpec.Rsa(int modulusBits) when key instanceof RSAPrivateCrtKeyParameters rsa -> {
        requireSound(rsa, modulusBits);
        requireSame(Spki.ofRsa(rsa.getModulus(), rsa.getPublicExponent()), publicKey);
        write(rsa, template);
      }
      case KeySpec.Ec(Curve curve)
          when key instanceof ECPrivateKeyParameters ec && isOn(ec, curve) ->
          template
              .with(Cka.EC_PARAMS, Spki.ecParameters(spec))
              .with(Cka.VALUE, BigIntegers.asUnsignedByteArray(curve.coordinateBytes(), ec.getD()));
      case KeySpec.Ed25519 ed when key instanceof Ed25519PrivateKeyParameters seed ->
          template.with(Cka.EC_PARAMS, Spki.ecParameters(spec)).with(Cka.VALUE, seed.getEncoded());
      default -> throw new KeyRefused("the private key is of another kind than the algorithm's");
    }
  }

  private static AsymmetricKeyParameter parse(SecretBytes der, KeySpec spec) throws KeyRefused {
    byte[] bytes = der.toArray();
    try {
      return PrivateKeyFactory.createKey(info(bytes, spec));
    } catch (IOException | RuntimeException e) {
      // Its message may quote the key.
      throw new KeyRefused("the private key is malformed");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /// The form is told from the structure: a version comes first in all; then an algorithm, a
  /// modulus, or a number of bytes.
  private static PrivateKeyInfo info(byte[] der, KeySpec spec) throws IOException {
    Optional<PrivateKeyInfo> pkcs8 = pkcs8(der);
    if (pkcs8.isPresent()) {
      return pkcs8.get();
    }
    if (spec instanceof KeySpec.Ec(Curve curve)) {
      ECPrivateKey key = ECPrivateKey.getInstance(der);
      ASN1ObjectIdentifier named = new ASN1ObjectIdentifier(curve.oid());
      if (key.getParametersObject() != null && !named.equals(key.getParametersObject())) {
        throw new IOException("another curve");
      }
      return new PrivateKeyInfo(
          new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, named), key);
    }
    return new PrivateKeyInfo(
        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
        RSAPrivateKey.getInstance(der));
  }

  private static Optional<PrivateKeyInfo> pkcs8(byte[] der) {
    try {
      return Optional.of(PrivateKeyInfo.getInstance(der));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private static boolean isOn(ECPrivateKeyParameters key, Curve curve) {
    return key.getParameters() instanceof ECNamedDomainParameters named
        && named.getName().getId().equals(curve.oid());
  }

  private static void requireSound(RSAPrivateCrtKeyParameters key, int modulusBits)
      throws KeyRefused {
    BigInteger p = key.getP();
    BigInteger q = key.getQ();
    if (key.getModulus().bitLength() != modulusBits) {
      throw new KeyRefused(
          "expected a modulus of %d bits, found %d"
              .formatted(modulusBits, key.getModulus().bitLength()));
    }
    if (!key.getPublicExponent().equals(EXPONENT)) {
      throw new KeyRefused("expected the public exponent 65537");
    }
    BigInteger one = BigInteger.ONE;
    BigInteger order = p.subtract(one).multiply(q.subtract(one));
    boolean consistent =
        p.multiply(q).equals(key.getModulus())
            && p.bitLength() * 2 == modulusBits
            && q.bitLength() * 2 == modulusBits
            && key.getExponent().signum() > 0
            && key.getExponent().multiply(EXPONENT).mod(lcm(p, q, order)).equals(one)
            && key.getDP().equals(key.getExponent().mod(p.subtract(one)))
            && key.getDQ().equals(key.getExponent().mod(q.subtract(one)))
            && key.getQInv().multiply(q).mod(p).equals(one)
            && p.isProbablePrime(PRIME_CERTAINTY)
            && q.isProbablePrime(PRIME_CERTAINTY);
    if (!consistent) {
      throw new KeyRefused("the numbers of the private key do not fit each other");
    }
  }

  private static BigInteger lcm(BigInteger p, BigInteger q, BigInteger order) {
    return order.divide(p.subtract(BigInteger.ONE).gcd(q.subtract(BigInteger.ONE)));
  }

  private static void requireSame(PublicKey own, PublicKey given) throws KeyRefused {
    if (!own.equals(given)) {
      throw new KeyRefused(MISMATCH);
    }
  }

  private static void write(RSAPrivateCrtKeyParameters key, Template.Builder template) {
    template
        .with(Cka.MODULUS, BigIntegers.asUnsignedByteArray(key.getModulus()))
        .with(Cka.PUBLIC_EXPONENT, BigIntegers.asUnsignedByteArray(key.getPublicExponent()))
        .with(Cka.PRIVATE_EXPONENT, BigIntegers.asUnsignedByteArray(key.getExponent()))
        .with(Cka.PRIME_1, BigIntegers.asUnsignedByteArray(key.getP()))
        .with(Cka.PRIME_2, BigIntegers.asUnsignedByteArray(key.getQ()))
        .with(Cka.EXPONENT_1, BigIntegers.asUnsignedByteArray(key.getDP()))
        .with(Cka.EXPONENT_2, BigIntegers.asUnsignedByteArray(key.getDQ()))
        .with(Cka.COEFFICIENT, BigIntegers.asUnsignedByteArray(key.getQInv()));
  }
}
