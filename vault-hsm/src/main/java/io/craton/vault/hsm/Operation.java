package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Digest;
import io.craton.vault.core.algorithm.Scheme;
import io.craton.vault.hsm.pkcs11.Ckm;
import io.craton.vault.hsm.pkcs11.Mechanism;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// How a [Scheme] is computed with the token.
sealed interface Operation {
  /// The one operation of each scheme.
  static Operation of(Scheme scheme) {
    return switch (scheme) {
      case Scheme.Ecdsa(Digest digest) ->
          new Signature(digest, new byte[0], Mechanism.plain(Ckm.ECDSA));
      case Scheme.PureEdDsa pure -> new Signature(null, new byte[0], Mechanism.plain(Ckm.EDDSA));
      case Scheme.RsaPss(Digest digest) -> new Signature(digest, new byte[0], pss(digest));
      case Scheme.RsaPkcs1(Digest digest) ->
          new Signature(digest, digestInfo(digest), Mechanism.plain(Ckm.RSA_PKCS));
      case Scheme.AesGcm gcm -> new AeadGcm();
    };
  }

  /// What a key made for this may do.
  Usage usage();

  /// What a key may do; one thing only.
  enum Usage {
    SIGN,
    ENCRYPT
  }

  /// Sign and verify: hash outside (the message is not secret), put `prefix` before, and let the
  /// token do the rest.
  final class Signature implements Operation {
    private final @Nullable Digest digest;
    private final byte[] prefix;
    private final Mechanism mechanism;

    private Signature(@Nullable Digest digest, byte[] prefix, Mechanism mechanism) {
      this.digest = digest;
      this.prefix = prefix;
      this.mechanism = mechanism;
    }

    @Override
    public Usage usage() {
      return Usage.SIGN;
    }

    Mechanism mechanism() {
      return mechanism;
    }

    /// What the token is given for `message`.
    byte[] input(byte[] message) {
      if (digest == null) {
        return message;
      }
      byte[] hash = messageDigest(digest).digest(message);
      if (prefix.length == 0) {
        return hash;
      }
      byte[] input = new byte[prefix.length + hash.length];
      System.arraycopy(prefix, 0, input, 0, prefix.length);
      System.arraycopy(hash, 0, input, prefix.length, hash.length);
      return input;
    }
  }

  /// AES-GCM, nonce (12) ‖ ciphertext ‖ tag (16). Nonces are random, so a key must not encrypt more
  /// than 2^32 messages (NIST SP 800-38D §8.3).
  record AeadGcm() implements Operation {
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;

    @Override
    public Usage usage() {
      return Usage.ENCRYPT;
    }

    static Mechanism mechanism(byte[] nonce, byte[] associatedData) {
      return new Mechanism(
          Ckm.AES_GCM, new Mechanism.Gcm(nonce, associatedData, TAG_BYTES * Byte.SIZE));
    }
  }

  private static MessageDigest messageDigest(Digest digest) {
    try {
      return MessageDigest.getInstance(digest.standardName());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + digest.standardName(), e);
    }
  }

  private static Mechanism pss(Digest digest) {
    Mechanism.Pss parameter =
        switch (digest) {
          case SHA1 -> new Mechanism.Pss(Ckm.SHA_1, Ckm.MGF1_SHA1, digest.sizeBytes());
          case SHA256 -> new Mechanism.Pss(Ckm.SHA256, Ckm.MGF1_SHA256, digest.sizeBytes());
          case SHA384 -> new Mechanism.Pss(Ckm.SHA384, Ckm.MGF1_SHA384, digest.sizeBytes());
          case SHA512 -> new Mechanism.Pss(Ckm.SHA512, Ckm.MGF1_SHA512, digest.sizeBytes());
        };
    return new Mechanism(Ckm.RSA_PKCS_PSS, parameter);
  }

  /// DigestInfo up to the hash, RFC 8017 §9.2 note 1.
  private static byte[] digestInfo(Digest digest) {
    return HexFormat.of()
        .parseHex(
            switch (digest) {
              case SHA1 -> "3021300906052b0e03021a05000414";
              case SHA256 -> "3031300d060960864801650304020105000420";
              case SHA384 -> "3041300d060960864801650304020205000430";
              case SHA512 -> "3051300d060960864801650304020305000440";
            });
  }
}
