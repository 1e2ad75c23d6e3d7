package io.craton.vault.hsm;

import io.craton.vault.core.algorithm.Curve;
import io.craton.vault.core.algorithm.Digest;
import io.craton.vault.core.algorithm.KeySpec;
import io.craton.vault.core.algorithm.Scheme;
import io.craton.vault.hsm.pkcs11.Ckm;
import io.craton.vault.hsm.pkcs11.CryptokiException;
import io.craton.vault.hsm.pkcs11.Mechanism;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a [Scheme] is computed with the token.
sealed interface Operation {
  /// Whether the token does a part only, with the key, and the rest is put together outside: the
  /// mode out of single blocks, or the padding around the bare RSA operation (decision record 012).
  default boolean composed() {
    return switch (this) {
      case Signature signature -> false;
      case Mac mac -> false;
      case AeadGcm gcm -> false;
      case CbcMode cbc -> false;
      case CfbMode cfb -> true;
      case Oaep oaep -> true;
      case FormatPreserving preserving -> true;
    };
  }

  /// The one operation of each scheme.
  static Operation of(Scheme scheme) {
    return switch (scheme) {
      case Scheme.Ecdsa(Digest digest) ->
          new Signature(digest, new byte[0], Mechanism.plain(Ckm.ECDSA));
      case Scheme.PureEdDsa pure -> new Signature(null, new byte[0], Mechanism.plain(Ckm.EDDSA));
      case Scheme.RsaPss(Digest digest) -> new Signature(digest, new byte[0], pss(digest));
      case Scheme.RsaPkcs1(Digest digest) ->
          new Signature(digest, digestInfo(digest), Mechanism.plain(Ckm.RSA_PKCS));
      case Scheme.Hmac(Digest digest) -> new Mac(digest);
      case Scheme.AesGcm gcm -> new AeadGcm();
      case Scheme.AesCbc cbc -> new CbcMode();
      case Scheme.AesCfb cfb -> new CfbMode();
      case Scheme.RsaOaep(Digest digest) -> new Oaep(digest);
      case Scheme.Ff31 ff31 -> new FormatPreserving();
      case Scheme.PostQuantum postQuantum ->
          throw new IllegalArgumentException("post-quantum schemes are software");
    };
  }

  /// What a key made for this may do.
  Usage usage();

  /// What a key may do; one thing only.
  enum Usage {
    SIGN,
    ENCRYPT
  }

  /// Makes signatures or authentication codes.
  sealed interface Authentication extends Operation {
    @Override
    default Usage usage() {
      return Usage.SIGN;
    }

    Mechanism mechanism();

    /// What the token is given for `message`.
    byte[] input(byte[] message);

    /// The length of every result with keys of that form, in bytes.
    int resultBytes(KeyForm form);
  }

  /// HMAC, computed wholly in the token.
  record Mac(Digest digest) implements Authentication {
    @Override
    public Mechanism mechanism() {
      return Mechanism.plain(
          switch (digest) {
            case SHA1 -> throw new IllegalArgumentException("no algorithm has HMAC with SHA-1");
            case SHA256 -> Ckm.SHA256_HMAC;
            case SHA384 -> Ckm.SHA384_HMAC;
            case SHA512 -> Ckm.SHA512_HMAC;
          });
    }

    @Override
    public byte[] input(byte[] message) {
      return message;
    }

    @Override
    public int resultBytes(KeyForm form) {
      return digest.sizeBytes();
    }
  }

  /// Encrypts and decrypts whole messages.
  sealed interface Encryption extends Operation permits AeadGcm, CbcMode, CfbMode, Oaep {
    @Override
    default Usage usage() {
      return Usage.ENCRYPT;
    }

    /// The ciphertext in the layout of the scheme. Anything random is made anew.
    byte[] encrypt(TokenKey key, byte[] plaintext, byte[] associatedData) throws CryptokiException;

    /// The plaintext, or empty when it is no ciphertext of that key; why is not told.
    Optional<byte[]> decrypt(TokenKey key, byte[] ciphertext, byte[] associatedData)
        throws CryptokiException;
  }

  /// FF3-1, out of single blocks that the token encrypts.
  record FormatPreserving() implements Operation {
    @Override
    public Usage usage() {
      return Usage.ENCRYPT;
    }
  }

  /// Sign and verify: hash outside (the message is not secret), put `prefix` before, and let the
  /// token do the rest.
  final class Signature implements Authentication {
    private static final int ED25519_BYTES = 64;

    private final @Nullable Hashing hashing;
    private final byte[] prefix;
    private final Mechanism mechanism;

    private Signature(@Nullable Digest digest, byte[] prefix, Mechanism mechanism) {
      this.hashing = digest == null ? null : new Hashing(digest);
      this.prefix = prefix;
      this.mechanism = mechanism;
    }

    @Override
    public Mechanism mechanism() {
      return mechanism;
    }

    @Override
    public int resultBytes(KeyForm form) {
      return switch (form.spec()) {
        case KeySpec.Ec(Curve curve) -> 2 * curve.coordinateBytes();
        case KeySpec.Ed25519 ed -> ED25519_BYTES;
        case KeySpec.Rsa(int modulusBits) -> modulusBits / Byte.SIZE;
        case KeySpec.Aes aes -> throw new IllegalArgumentException(form + " does not sign");
        case KeySpec.Hmac hmac -> throw new IllegalArgumentException(form + " does not sign");
        case KeySpec.PostQuantum set -> throw new IllegalArgumentException(form + " is software");
      };
    }

    @Override
    public byte[] input(byte[] message) {
      return hashing == null ? message : hashing.hash(prefix, message);
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
