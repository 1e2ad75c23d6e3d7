package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.algorithm.Curve;
import io.craton.vault.core.algorithm.Digest;
import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.core.algorithm.Scheme;
import io.craton.vault.core.item.PublicKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.function.Supplier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/// Implementations of the signature schemes that share nothing with the token.
enum OutsideVerifier {
  JDK(() -> null),
  BOUNCY_CASTLE(BouncyCastleProvider::new);

  private final @Nullable Provider provider;

  OutsideVerifier(Supplier<@Nullable Provider> provider) {
    this.provider = provider.get();
  }

  /// Those that know the algorithm: the JDK has no secp256k1.
  static List<OutsideVerifier> knowing(Algorithm algorithm) {
    return algorithm.keySpec().equals(new KeySpec.Ec(Curve.SECP256K1))
        ? List.of(BOUNCY_CASTLE)
        : List.of(values());
  }

  boolean verifies(PublicKey key, Algorithm algorithm, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    Signature verifier = verifier(algorithm.scheme());
    verifier.initVerify(
        keys(algorithm.keySpec()).generatePublic(new X509EncodedKeySpec(key.spki().toArray())));
    verifier.update(message);
    try {
      return verifier.verify(signature);
    } catch (SignatureException e) {
      return false;
    }
  }

  private KeyFactory keys(KeySpec spec) throws GeneralSecurityException {
    Provider chosen = provider;
    return switch (spec) {
      case KeySpec.Ec ec ->
          chosen == null ? KeyFactory.getInstance("EC") : KeyFactory.getInstance("EC", chosen);
      case KeySpec.Ed25519 ed ->
          chosen == null
              ? KeyFactory.getInstance("Ed25519")
              : KeyFactory.getInstance("Ed25519", chosen);
      case KeySpec.Rsa rsa ->
          chosen == null ? KeyFactory.getInstance("RSA") : KeyFactory.getInstance("RSA", chosen);
      case KeySpec.Aes aes -> throw new IllegalArgumentException("AES");
      case KeySpec.Hmac hmac -> throw new IllegalArgumentException("HMAC");
      case KeySpec.PostQuantum set -> throw new IllegalArgumentException(set + " is software");
    };
  }

  private Signature verifier(Scheme scheme) throws GeneralSecurityException {
    return switch (scheme) {
      case Scheme.Ecdsa(Digest digest) ->
          instance(
              digest.name() + (provider == null ? "withECDSAinP1363Format" : "withPLAIN-ECDSA"));
      case Scheme.PureEdDsa pure -> instance("Ed25519");
      case Scheme.RsaPkcs1(Digest digest) -> instance(digest.name() + "withRSA");
      case Scheme.RsaPss(Digest digest) -> {
        Signature pss = instance("RSASSA-PSS");
        MGF1ParameterSpec mgf = new MGF1ParameterSpec(digest.standardName());
        pss.setParameter(
            new PSSParameterSpec(digest.standardName(), "MGF1", mgf, digest.sizeBytes(), 1));
        yield pss;
      }
      default -> throw new IllegalArgumentException(scheme + " does not sign");
    };
  }

  private Signature instance(String name) throws GeneralSecurityException {
    return provider == null ? Signature.getInstance(name) : Signature.getInstance(name, provider);
  }
}
