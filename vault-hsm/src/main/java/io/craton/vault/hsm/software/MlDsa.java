package io.craton.vault.hsm.software;

import io.craton.vault.core.algorithm.ParameterSet;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.generators.MLDSAKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.MLDSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/// ML-DSA of FIPS 204: pure, empty context, hedged. Private keys are written as their seed of 32
/// bytes (RFC 9881 §6), except those that came without it.
final class MlDsa extends PlainScheme<MLDSAPrivateKeyParameters, MLDSAPublicKeyParameters> {
  private final MLDSAParameters parameters;

  MlDsa(ParameterSet set) {
    parameters =
        switch (set) {
          case ML_DSA_44 -> MLDSAParameters.ml_dsa_44;
          case ML_DSA_65 -> MLDSAParameters.ml_dsa_65;
          case ML_DSA_87 -> MLDSAParameters.ml_dsa_87;
          default -> throw new IllegalArgumentException(set + " is not of ML-DSA");
        };
  }

  @Override
  AsymmetricCipherKeyPair newPair(SecureRandom random) {
    MLDSAKeyPairGenerator generator = new MLDSAKeyPairGenerator();
    generator.init(new MLDSAKeyGenerationParameters(random, parameters));
    return generator.generateKeyPair();
  }

  @Override
  AsymmetricKeyParameter parsed(PrivateKeyInfo info) throws IOException {
    return PrivateKeyFactory.createKey(info);
  }

  @Override
  AsymmetricKeyParameter parsed(SubjectPublicKeyInfo info) throws IOException {
    return PublicKeyFactory.createKey(info);
  }

  @Override
  PrivateKeyInfo writtenPrivate(MLDSAPrivateKeyParameters key) throws IOException {
    int format =
        key.getSeed() == null
            ? MLDSAPrivateKeyParameters.EXPANDED_KEY
            : MLDSAPrivateKeyParameters.SEED_ONLY;
    return PrivateKeyInfoFactory.createPrivateKeyInfo(key.withPreferredFormat(format));
  }

  @Override
  SubjectPublicKeyInfo writtenPublic(MLDSAPublicKeyParameters key) throws IOException {
    return SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key);
  }

  @Override
  Optional<MLDSAPrivateKeyParameters> ownPrivate(AsymmetricKeyParameter key) {
    return key instanceof MLDSAPrivateKeyParameters own && own.getParameters().equals(parameters)
        ? Optional.of(own)
        : Optional.empty();
  }

  @Override
  Optional<MLDSAPublicKeyParameters> ownPublic(AsymmetricKeyParameter key) {
    return key instanceof MLDSAPublicKeyParameters own && own.getParameters().equals(parameters)
        ? Optional.of(own)
        : Optional.empty();
  }

  @Override
  byte[] sign(MLDSAPrivateKeyParameters key, byte[] message, SecureRandom random) {
    MLDSASigner signer = new MLDSASigner();
    signer.init(true, new ParametersWithRandom(key, random));
    signer.update(message, 0, message.length);
    try {
      return signer.generateSignature();
    } catch (CryptoException e) {
      throw new IllegalStateException("ML-DSA signs every message", e);
    }
  }

  @Override
  boolean verify(MLDSAPublicKeyParameters key, byte[] message, byte[] signature) {
    MLDSASigner signer = new MLDSASigner();
    signer.init(false, key);
    signer.update(message, 0, message.length);
    return signer.verifySignature(signature);
  }
}
