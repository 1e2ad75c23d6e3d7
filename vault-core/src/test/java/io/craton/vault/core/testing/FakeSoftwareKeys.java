package io.craton.vault.core.testing;

import io.craton.vault.core.algorithm.Algorithm;
import io.craton.vault.core.bytes.Bytes;
import io.craton.vault.core.bytes.SecretBytes;
import io.craton.vault.core.item.PublicKey;
import io.craton.vault.core.port.AlgorithmUnsupported;
import io.craton.vault.core.port.Deadline;
import io.craton.vault.core.port.KeyMaterial;
import io.craton.vault.core.port.KeyRefused;
import io.craton.vault.core.port.SoftwareKeys;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/// Software keys out of the JDK: ML-DSA, and nothing else. Can be told to refuse private keys.
/// Thread-safe.
public final class FakeSoftwareKeys implements SoftwareKeys {
  private volatile boolean refused;

  /// Whether private keys are refused, as by configuration.
  public void setRefused(boolean newRefused) {
    refused = newRefused;
  }

  @Override
  public void requireAllowed(Algorithm algorithm) throws AlgorithmUnsupported {
    if (refused) {
      throw new AlgorithmUnsupported(algorithm, "refused by configuration (hsm.software-keys)");
    }
    if (!algorithm.wireName().startsWith("ML-DSA")) {
      throw new AlgorithmUnsupported(algorithm, "the fake has none");
    }
  }

  @Override
  public Pair generate(Algorithm algorithm, Deadline deadline) throws AlgorithmUnsupported {
    requireAllowed(algorithm);
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("ML-DSA");
      generator.initialize(new NamedParameterSpec(algorithm.wireName()));
      KeyPair pair = generator.generateKeyPair();
      return new Pair(
          new PublicKey(Bytes.copyOf(pair.getPublic().getEncoded())),
          SecretBytes.copyOf(pair.getPrivate().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Pair importPair(Algorithm algorithm, KeyMaterial.Pair material, Deadline deadline)
      throws AlgorithmUnsupported, KeyRefused {
    requireAllowed(algorithm);
    SecretBytes copy = SecretBytes.takeOver(material.privateKey().toArray());
    try {
      byte[] signature = signed(copy, new byte[1]);
      if (!verify(material.publicKey(), algorithm, new byte[1], signature, deadline)) {
        throw new KeyRefused("the public key is not that of the private key");
      }
      return new Pair(material.publicKey(), copy);
    } catch (GeneralSecurityException e) {
      throw new KeyRefused("the private key is malformed");
    }
  }

  @Override
  public PublicKey importPublic(Algorithm algorithm, PublicKey publicKey) throws KeyRefused {
    try {
      return new PublicKey(Bytes.copyOf(parsed(algorithm, publicKey).getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new KeyRefused("the public key is malformed");
    }
  }

  @Override
  public Bytes sign(SecretBytes privateKey, Algorithm algorithm, byte[] message, Deadline deadline)
      throws AlgorithmUnsupported {
    requireAllowed(algorithm);
    try {
      return Bytes.copyOf(signed(privateKey, message));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean verify(
      PublicKey key, Algorithm algorithm, byte[] message, byte[] signature, Deadline deadline) {
    try {
      Signature verifier = Signature.getInstance("ML-DSA");
      verifier.initVerify(parsed(algorithm, key));
      verifier.update(message);
      try {
        return verifier.verify(signature);
      } catch (SignatureException e) {
        return false;
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] signed(SecretBytes privateKey, byte[] message)
      throws GeneralSecurityException {
    PrivateKey key =
        KeyFactory.getInstance("ML-DSA")
            .generatePrivate(new PKCS8EncodedKeySpec(privateKey.toArray()));
    Signature signer = Signature.getInstance("ML-DSA");
    signer.initSign(key);
    signer.update(message);
    return signer.sign();
  }

  private static java.security.PublicKey parsed(Algorithm algorithm, PublicKey key)
      throws GeneralSecurityException {
    java.security.PublicKey parsed =
        KeyFactory.getInstance("ML-DSA")
            .generatePublic(new X509EncodedKeySpec(key.spki().toArray()));
    if (!(parsed.getParams() instanceof NamedParameterSpec own)
        || !own.getName().equals(algorithm.wireName())) {
      throw new InvalidKeyException("a key of other parameters");
    }
    return parsed;
  }
}
