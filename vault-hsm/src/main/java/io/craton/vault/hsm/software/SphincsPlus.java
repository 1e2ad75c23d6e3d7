package io.craton.vault.hsm.software;

import io.craton.vault.core.algorithm.ParameterSet;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.pqc.crypto.util.PrivateKeyFactory;
import org.bouncycastle.pqc.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.pqc.crypto.util.PublicKeyFactory;
import org.bouncycastle.pqc.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.pqc.legacy.sphincsplus.SPHINCSPlusKeyGenerationParameters;
import org.bouncycastle.pqc.legacy.sphincsplus.SPHINCSPlusKeyPairGenerator;
import org.bouncycastle.pqc.legacy.sphincsplus.SPHINCSPlusParameters;
import org.bouncycastle.pqc.legacy.sphincsplus.SPHINCSPlusPrivateKeyParameters;
import org.bouncycastle.pqc.legacy.sphincsplus.SPHINCSPlusPublicKeyParameters;
import org.bouncycastle.pqc.legacy.sphincsplus.SPHINCSPlusSigner;

/// SPHINCS+ as submitted to round 3 (version 3.1), not SLH-DSA of FIPS 205. Keys have
/// BouncyCastle's object identifiers, which nobody else need know.
final class SphincsPlus
    extends PlainScheme<SPHINCSPlusPrivateKeyParameters, SPHINCSPlusPublicKeyParameters> {
  private final SPHINCSPlusParameters parameters;
  private final int publicKeyBytes;

  SphincsPlus(ParameterSet set) {
    publicKeyBytes = set.publicKeyBytes();
    parameters =
        switch (set) {
          case SPHINCS_PLUS_128F_SHAKE256_SIMPLE -> SPHINCSPlusParameters.shake_128f;
          case SPHINCS_PLUS_128F_SHAKE256_ROBUST -> SPHINCSPlusParameters.shake_128f_robust;
          case SPHINCS_PLUS_192F_SHAKE256_SIMPLE -> SPHINCSPlusParameters.shake_192f;
          case SPHINCS_PLUS_192F_SHAKE256_ROBUST -> SPHINCSPlusParameters.shake_192f_robust;
          case SPHINCS_PLUS_256F_SHAKE256_SIMPLE -> SPHINCSPlusParameters.shake_256f;
          case SPHINCS_PLUS_256F_SHAKE256_ROBUST -> SPHINCSPlusParameters.shake_256f_robust;
          case SPHINCS_PLUS_128F_SHA256_SIMPLE -> SPHINCSPlusParameters.sha2_128f;
          case SPHINCS_PLUS_128F_SHA256_ROBUST -> SPHINCSPlusParameters.sha2_128f_robust;
          case SPHINCS_PLUS_192F_SHA256_SIMPLE -> SPHINCSPlusParameters.sha2_192f;
          case SPHINCS_PLUS_192F_SHA256_ROBUST -> SPHINCSPlusParameters.sha2_192f_robust;
          case SPHINCS_PLUS_256F_SHA256_SIMPLE -> SPHINCSPlusParameters.sha2_256f;
          case SPHINCS_PLUS_256F_SHA256_ROBUST -> SPHINCSPlusParameters.sha2_256f_robust;
          default -> throw new IllegalArgumentException(set + " is not of SPHINCS+");
        };
  }

  @Override
  AsymmetricCipherKeyPair newPair(SecureRandom random) {
    SPHINCSPlusKeyPairGenerator generator = new SPHINCSPlusKeyPairGenerator();
    generator.init(new SPHINCSPlusKeyGenerationParameters(random, parameters));
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
  PrivateKeyInfo writtenPrivate(SPHINCSPlusPrivateKeyParameters key) throws IOException {
    return PrivateKeyInfoFactory.createPrivateKeyInfo(key);
  }

  @Override
  SubjectPublicKeyInfo writtenPublic(SPHINCSPlusPublicKeyParameters key) throws IOException {
    return SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key);
  }

  @Override
  Optional<SPHINCSPlusPrivateKeyParameters> ownPrivate(AsymmetricKeyParameter key) {
    return key instanceof SPHINCSPlusPrivateKeyParameters own
            && own.getParameters().equals(parameters)
            && own.getEncoded().length == 2 * publicKeyBytes
        ? Optional.of(own)
        : Optional.empty();
  }

  @Override
  Optional<SPHINCSPlusPublicKeyParameters> ownPublic(AsymmetricKeyParameter key) {
    return key instanceof SPHINCSPlusPublicKeyParameters own
            && own.getParameters().equals(parameters)
            && own.getEncoded().length == publicKeyBytes
        ? Optional.of(own)
        : Optional.empty();
  }

  @Override
  byte[] sign(SPHINCSPlusPrivateKeyParameters key, byte[] message, SecureRandom random) {
    SPHINCSPlusSigner signer = new SPHINCSPlusSigner();
    signer.init(true, new ParametersWithRandom(key, random));
    return signer.generateSignature(message);
  }

  @Override
  boolean verify(SPHINCSPlusPublicKeyParameters key, byte[] message, byte[] signature) {
    SPHINCSPlusSigner signer = new SPHINCSPlusSigner();
    signer.init(false, key);
    return signer.verifySignature(message, signature);
  }
}
