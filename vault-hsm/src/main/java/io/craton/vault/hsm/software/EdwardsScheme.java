package io.craton.vault.hsm.software;

import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed448;

/// EdDSA of RFC 8032 on bare keys: pure, empty context. The second part of a [Hybrid].
enum EdwardsScheme {
  ED25519(Ed25519.SECRET_KEY_SIZE, Ed25519.PUBLIC_KEY_SIZE, Ed25519.SIGNATURE_SIZE) {
    @Override
    byte[] newPrivateKey(SecureRandom random) {
      byte[] key = new byte[privateKeyBytes()];
      Ed25519.generatePrivateKey(random, key);
      return key;
    }

    @Override
    byte[] publicKey(byte[] privateKey) {
      byte[] key = new byte[publicKeyBytes()];
      Ed25519.generatePublicKey(privateKey, 0, key, 0);
      return key;
    }

    @Override
    boolean isSound(byte[] publicKey) {
      return Ed25519.validatePublicKeyFull(publicKey, 0);
    }

    @Override
    byte[] sign(byte[] privateKey, byte[] message) {
      byte[] signature = new byte[signatureBytes()];
      Ed25519.sign(privateKey, 0, message, 0, message.length, signature, 0);
      return signature;
    }

    @Override
    boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
      return Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length);
    }
  },

  ED448(Ed448.SECRET_KEY_SIZE, Ed448.PUBLIC_KEY_SIZE, Ed448.SIGNATURE_SIZE) {
    @Override
    byte[] newPrivateKey(SecureRandom random) {
      byte[] key = new byte[privateKeyBytes()];
      Ed448.generatePrivateKey(random, key);
      return key;
    }

    @Override
    byte[] publicKey(byte[] privateKey) {
      byte[] key = new byte[publicKeyBytes()];
      Ed448.generatePublicKey(privateKey, 0, key, 0);
      return key;
    }

    @Override
    boolean isSound(byte[] publicKey) {
      return Ed448.validatePublicKeyFull(publicKey, 0);
    }

    @Override
    byte[] sign(byte[] privateKey, byte[] message) {
      byte[] signature = new byte[signatureBytes()];
      Ed448.sign(privateKey, 0, NO_CONTEXT, message, 0, message.length, signature, 0);
      return signature;
    }

    @Override
    boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
      return Ed448.verify(signature, 0, publicKey, 0, NO_CONTEXT, message, 0, message.length);
    }
  };

  private static final byte[] NO_CONTEXT = {};

  private final int privateKeyBytes;
  private final int publicKeyBytes;
  private final int signatureBytes;

  EdwardsScheme(int privateKeyBytes, int publicKeyBytes, int signatureBytes) {
    this.privateKeyBytes = privateKeyBytes;
    this.publicKeyBytes = publicKeyBytes;
    this.signatureBytes = signatureBytes;
  }

  int privateKeyBytes() {
    return privateKeyBytes;
  }

  int publicKeyBytes() {
    return publicKeyBytes;
  }

  int signatureBytes() {
    return signatureBytes;
  }

  abstract byte[] newPrivateKey(SecureRandom random);

  abstract byte[] publicKey(byte[] privateKey);

  /// Whether the point is on the curve, and of the large order.
  abstract boolean isSound(byte[] publicKey);

  abstract byte[] sign(byte[] privateKey, byte[] message);

  abstract boolean verify(byte[] publicKey, byte[] message, byte[] signature);
}
