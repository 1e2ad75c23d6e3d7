package io.craton.vault.hsm.software;

import io.craton.vault.core.algorithm.ParameterSet;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.pqc.legacy.crystals.dilithium.DilithiumKeyGenerationParameters;
import org.bouncycastle.pqc.legacy.crystals.dilithium.DilithiumKeyPairGenerator;
import org.bouncycastle.pqc.legacy.crystals.dilithium.DilithiumParameters;
import org.bouncycastle.pqc.legacy.crystals.dilithium.DilithiumPrivateKeyParameters;
import org.bouncycastle.pqc.legacy.crystals.dilithium.DilithiumPublicKeyParameters;
import org.bouncycastle.pqc.legacy.crystals.dilithium.DilithiumSigner;

/// Dilithium as BouncyCastle kept it together with EdDSA (RFC 8032): both sign the same message,
/// and a signature is valid only if both parts are. Public key, private key and signature are the
/// Dilithium part with the EdDSA part behind it; contract section 7.4. Keys have object identifiers
/// of our own (from UUIDs, ITU-T X.667), because nobody has given them any: no other program reads
/// them.
final class Hybrid implements SignatureScheme {
  private static final ASN1ObjectIdentifier ED25519_DILITHIUM2 =
      new ASN1ObjectIdentifier("2.25.312214394422253564865528989507715972408");
  private static final ASN1ObjectIdentifier ED448_DILITHIUM3 =
      new ASN1ObjectIdentifier("2.25.133203098889657316586378972172493801387");

  /// As the library has them: 32 bytes more than the submission, whose hash of the public key is
  /// shorter.
  private static final int DILITHIUM2_PRIVATE = 2_560;

  private static final int DILITHIUM3_PRIVATE = 4_032;

  private final AlgorithmIdentifier identifier;
  private final DilithiumParameters dilithium;
  private final EdwardsScheme edwards;
  private final int publicKeyBytes;
  private final int privateKeyBytes;
  private final int signatureBytes;

  Hybrid(ParameterSet set) {
    switch (set) {
      case ED25519_DILITHIUM2 -> {
        identifier = new AlgorithmIdentifier(ED25519_DILITHIUM2);
        dilithium = DilithiumParameters.dilithium2;
        edwards = EdwardsScheme.ED25519;
        privateKeyBytes = DILITHIUM2_PRIVATE + edwards.privateKeyBytes();
      }
      case ED448_DILITHIUM3 -> {
        identifier = new AlgorithmIdentifier(ED448_DILITHIUM3);
        dilithium = DilithiumParameters.dilithium3;
        edwards = EdwardsScheme.ED448;
        privateKeyBytes = DILITHIUM3_PRIVATE + edwards.privateKeyBytes();
      }
      default -> throw new IllegalArgumentException(set + " is no hybrid");
    }
    publicKeyBytes = set.publicKeyBytes();
    signatureBytes = set.signatureBytes();
  }

  @Override
  public Halves generate(SecureRandom random) {
    DilithiumKeyPairGenerator generator = new DilithiumKeyPairGenerator();
    generator.init(new DilithiumKeyGenerationParameters(random, dilithium));
    AsymmetricCipherKeyPair pair = generator.generateKeyPair();
    byte[] first = ((DilithiumPrivateKeyParameters) pair.getPrivate()).getEncoded();
    byte[] second = edwards.newPrivateKey(random);
    byte[] secret = concatenated(first, second);
    try {
      byte[] half = ((DilithiumPublicKeyParameters) pair.getPublic()).getEncoded();
      return new Halves(
          writtenPublic(concatenated(half, edwards.publicKey(second))), writtenPrivate(secret));
    } finally {
      Arrays.fill(first, (byte) 0);
      Arrays.fill(second, (byte) 0);
      Arrays.fill(secret, (byte) 0);
    }
  }

  @Override
  public byte[] readPrivate(byte[] pkcs8) throws MalformedKey {
    byte[] secret = privateKey(pkcs8);
    try {
      return writtenPrivate(secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  @Override
  public byte[] readPublic(byte[] spki) throws MalformedKey {
    return writtenPublic(publicKey(spki));
  }

  @Override
  public byte[] sign(byte[] pkcs8, byte[] message, SecureRandom random) throws MalformedKey {
    byte[] secret = privateKey(pkcs8);
    int split = privateKeyBytes - edwards.privateKeyBytes();
    byte[] first = Arrays.copyOf(secret, split);
    byte[] second = Arrays.copyOfRange(secret, split, secret.length);
    try {
      DilithiumSigner signer = new DilithiumSigner();
      signer.init(
          true,
          new ParametersWithRandom(
              new DilithiumPrivateKeyParameters(dilithium, first, null), random));
      return concatenated(signer.generateSignature(message), edwards.sign(second, message));
    } finally {
      Arrays.fill(secret, (byte) 0);
      Arrays.fill(first, (byte) 0);
      Arrays.fill(second, (byte) 0);
    }
  }

  @Override
  public boolean verify(byte[] spki, byte[] message, byte[] signature) throws MalformedKey {
    byte[] key = publicKey(spki);
    int keySplit = publicKeyBytes - edwards.publicKeyBytes();
    int split = signatureBytes - edwards.signatureBytes();
    if (signature.length != signatureBytes) {
      return false;
    }
    try {
      DilithiumSigner signer = new DilithiumSigner();
      signer.init(false, new DilithiumPublicKeyParameters(dilithium, Arrays.copyOf(key, keySplit)));
      boolean first = signer.verifySignature(message, Arrays.copyOf(signature, split));
      boolean second =
          edwards.verify(
              Arrays.copyOfRange(key, keySplit, key.length),
              message,
              Arrays.copyOfRange(signature, split, signature.length));
      return first && second;
    } catch (RuntimeException e) {
      // A signature that cannot be decoded; the key was read before.
      return false;
    }
  }

  private byte[] privateKey(byte[] pkcs8) throws MalformedKey {
    byte[] secret;
    try {
      PrivateKeyInfo info = PrivateKeyInfo.getInstance(pkcs8);
      if (!info.getPrivateKeyAlgorithm().equals(identifier)) {
        throw new MalformedKey(PlainScheme.PRIVATE);
      }
      secret = ASN1OctetString.getInstance(info.parsePrivateKey()).getOctets().clone();
    } catch (IOException | RuntimeException e) {
      // Its message may quote the key.
      throw new MalformedKey(PlainScheme.PRIVATE);
    }
    if (secret.length != privateKeyBytes) {
      throw new MalformedKey(PlainScheme.PRIVATE);
    }
    return secret;
  }

  private byte[] publicKey(byte[] spki) throws MalformedKey {
    byte[] key;
    try {
      SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(spki);
      if (!info.getAlgorithm().equals(identifier)) {
        throw new MalformedKey(PlainScheme.PUBLIC);
      }
      key = info.getPublicKeyData().getOctets();
    } catch (RuntimeException e) {
      throw new MalformedKey(PlainScheme.PUBLIC);
    }
    if (key.length != publicKeyBytes
        || !edwards.isSound(
            Arrays.copyOfRange(key, publicKeyBytes - edwards.publicKeyBytes(), key.length))) {
      throw new MalformedKey(PlainScheme.PUBLIC);
    }
    return key;
  }

  private byte[] writtenPrivate(byte[] secret) {
    try {
      return new PrivateKeyInfo(identifier, new DEROctetString(secret)).getEncoded("DER");
    } catch (IOException e) {
      throw new IllegalStateException("an octet string can be written", e);
    }
  }

  private byte[] writtenPublic(byte[] key) {
    try {
      return new SubjectPublicKeyInfo(identifier, key).getEncoded("DER");
    } catch (IOException e) {
      throw new IllegalStateException("a bit string can be written", e);
    }
  }

  private static byte[] concatenated(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
