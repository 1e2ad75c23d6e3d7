package io.craton.vault.hsm.software;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.pqc.crypto.falcon.FalconKeyGenerationParameters;
import org.bouncycastle.pqc.crypto.falcon.FalconKeyPairGenerator;
import org.bouncycastle.pqc.crypto.falcon.FalconParameters;
import org.bouncycastle.pqc.crypto.falcon.FalconPrivateKeyParameters;
import org.bouncycastle.pqc.crypto.falcon.FalconPublicKeyParameters;
import org.bouncycastle.pqc.crypto.falcon.FalconSigner;
import org.bouncycastle.pqc.crypto.util.PrivateKeyFactory;
import org.bouncycastle.pqc.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.pqc.crypto.util.PublicKeyFactory;
import org.bouncycastle.pqc.crypto.util.SubjectPublicKeyInfoFactory;

/// Falcon-1024 as submitted to round 3. Signatures are compressed, so their length varies.
final class Falcon extends PlainScheme<FalconPrivateKeyParameters, FalconPublicKeyParameters> {
  private static final FalconParameters PARAMETERS = FalconParameters.falcon_1024;

  /// 1024 coefficients of 14 bits; a byte that names the parameters goes before them.
  private static final int COEFFICIENT_BYTES = 1_792;

  /// Signing tries until a vector is short, and with a basis that is none it never is.
  @Override
  public boolean takesForeignKeys() {
    return false;
  }

  @Override
  AsymmetricCipherKeyPair newPair(SecureRandom random) {
    FalconKeyPairGenerator generator = new FalconKeyPairGenerator();
    generator.init(new FalconKeyGenerationParameters(random, PARAMETERS));
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
  PrivateKeyInfo writtenPrivate(FalconPrivateKeyParameters key) throws IOException {
    return PrivateKeyInfoFactory.createPrivateKeyInfo(key);
  }

  @Override
  SubjectPublicKeyInfo writtenPublic(FalconPublicKeyParameters key) throws IOException {
    return SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key);
  }

  @Override
  Optional<FalconPrivateKeyParameters> ownPrivate(AsymmetricKeyParameter key) {
    return key instanceof FalconPrivateKeyParameters own && own.getParameters().equals(PARAMETERS)
        ? Optional.of(own)
        : Optional.empty();
  }

  @Override
  Optional<FalconPublicKeyParameters> ownPublic(AsymmetricKeyParameter key) {
    return key instanceof FalconPublicKeyParameters own
            && own.getParameters().equals(PARAMETERS)
            && own.getH().length == COEFFICIENT_BYTES
        ? Optional.of(own)
        : Optional.empty();
  }

  @Override
  byte[] sign(FalconPrivateKeyParameters key, byte[] message, SecureRandom random) {
    FalconSigner signer = new FalconSigner();
    signer.init(true, new ParametersWithRandom(key, random));
    return signer.generateSignature(message);
  }

  @Override
  boolean verify(FalconPublicKeyParameters key, byte[] message, byte[] signature) {
    FalconSigner signer = new FalconSigner();
    signer.init(false, key);
    return signer.verifySignature(message, signature);
  }
}
