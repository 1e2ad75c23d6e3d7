package io.craton.vault.hsm.software;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.security.auth.DestroyFailedException;
import javax.security.auth.Destroyable;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;

/// A scheme whose keys BouncyCastle reads and writes by itself, under object identifiers of its own
/// or of the standard.
///
/// @param <P> its private keys
/// @param <Q> its public keys
abstract sealed class PlainScheme<
        P extends AsymmetricKeyParameter, Q extends AsymmetricKeyParameter>
    implements SignatureScheme permits MlDsa, SphincsPlus, Falcon {
  static final String PRIVATE = "the private key is malformed, or of another algorithm";
  static final String PUBLIC = "the public key is malformed, or of another algorithm";

  abstract AsymmetricCipherKeyPair newPair(SecureRandom random);

  abstract AsymmetricKeyParameter parsed(PrivateKeyInfo info) throws IOException;

  abstract AsymmetricKeyParameter parsed(SubjectPublicKeyInfo info) throws IOException;

  abstract PrivateKeyInfo writtenPrivate(P key) throws IOException;

  abstract SubjectPublicKeyInfo writtenPublic(Q key) throws IOException;

  /// The private key, if it has the parameters of this scheme.
  abstract Optional<P> ownPrivate(AsymmetricKeyParameter key);

  /// The public key, if it has the parameters and the size of this scheme.
  abstract Optional<Q> ownPublic(AsymmetricKeyParameter key);

  abstract byte[] sign(P key, byte[] message, SecureRandom random);

  abstract boolean verify(Q key, byte[] message, byte[] signature);

  @Override
  public final Halves generate(SecureRandom random) {
    AsymmetricCipherKeyPair pair = newPair(random);
    P privateKey = ownPrivate(pair.getPrivate()).orElseThrow();
    try {
      return new Halves(
          writtenPublic(ownPublic(pair.getPublic()).orElseThrow()).getEncoded("DER"),
          writtenPrivate(privateKey).getEncoded("DER"));
    } catch (IOException e) {
      throw new IllegalStateException("a key that was made cannot be written", e);
    } finally {
      destroy(privateKey);
    }
  }

  @Override
  public final byte[] readPrivate(byte[] pkcs8) throws MalformedKey {
    P key = privateKey(pkcs8);
    try {
      return writtenPrivate(key).getEncoded("DER");
    } catch (IOException e) {
      throw new IllegalStateException("a key that was read cannot be written", e);
    } finally {
      destroy(key);
    }
  }

  @Override
  public final byte[] readPublic(byte[] spki) throws MalformedKey {
    try {
      return writtenPublic(publicKey(spki)).getEncoded("DER");
    } catch (IOException e) {
      throw new IllegalStateException("a key that was read cannot be written", e);
    }
  }

  @Override
  public final byte[] sign(byte[] pkcs8, byte[] message, SecureRandom random) throws MalformedKey {
    P key = privateKey(pkcs8);
    try {
      return sign(key, message, random);
    } finally {
      destroy(key);
    }
  }

  @Override
  public final boolean verify(byte[] spki, byte[] message, byte[] signature) throws MalformedKey {
    Q key = publicKey(spki);
    try {
      return verify(key, message, signature);
    } catch (RuntimeException e) {
      // A signature that cannot be decoded; the key was read before.
      return false;
    }
  }

  private P privateKey(byte[] pkcs8) throws MalformedKey {
    try {
      return ownPrivate(parsed(PrivateKeyInfo.getInstance(pkcs8)))
          .orElseThrow(() -> new MalformedKey(PRIVATE));
    } catch (IOException | RuntimeException e) {
      // Its message may quote the key.
      throw new MalformedKey(PRIVATE);
    }
  }

  private Q publicKey(byte[] spki) throws MalformedKey {
    try {
      return ownPublic(parsed(SubjectPublicKeyInfo.getInstance(spki)))
          .orElseThrow(() -> new MalformedKey(PUBLIC));
    } catch (IOException | RuntimeException e) {
      throw new MalformedKey(PUBLIC);
    }
  }

  /// As far as the library can.
  private static void destroy(AsymmetricKeyParameter key) {
    if (key instanceof Destroyable destroyable) {
      try {
        destroyable.destroy();
      } catch (DestroyFailedException e) {
        throw new IllegalStateException("the library says that it can", e);
      }
    }
  }
}
