package io.craton.vault.node.tls;

import io.craton.vault.node.configuration.PemPair;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.files.SecretFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import nl.altindag.ssl.SSLFactory;
import nl.altindag.ssl.pem.util.PemUtils;

/// Loads certificates, keys and authorities. Keys may be PKCS#8, PKCS#1 or SEC 1, not encrypted.
public final class PemIdentity {
  private static final byte[] PROBE = {'c', 'r', 'a', 't', 'o', 'n'};

  private final String section;
  private final InstantSource clock;

  /// Loads for one section.
  ///
  /// @param section of the configuration, for messages: `http.tls` or `cluster.tls`
  public PemIdentity(String section, InstantSource clock) {
    this.section = section;
    this.clock = clock;
  }

  /// The identity in the two files.
  ///
  /// @throws StartFailure with `CERTIFICATE_INVALID` when one is unreadable or malformed, the
  ///   certificate is expired or not valid yet, or the key is another one's; with
  ///   `INSECURE_PERMISSIONS` when the key is open to others
  public X509ExtendedKeyManager keyManager(PemPair pair) throws StartFailure {
    X509Certificate leaf = certificates("certificate", pair.certificate()).getFirst();
    requireValid(pair.certificate(), leaf);
    SecretFile.requirePrivate(section + ".key", pair.key(), ExitCode.CERTIFICATE_INVALID);
    requireReadable("key", pair.key());
    PrivateKey key;
    try {
      key = PemUtils.loadPrivateKey(pair.key());
    } catch (RuntimeException e) {
      throw invalid("key", pair.key(), "is no PEM private key; convert it to PKCS#8", e);
    }
    if (!belongTogether(key, leaf.getPublicKey())) {
      throw new StartFailure(
          ExitCode.CERTIFICATE_INVALID,
          "%s.key: %s is not the key of the certificate %s; name the two that belong together"
              .formatted(section, pair.key(), pair.certificate()));
    }
    return PemUtils.loadIdentityMaterial(pair.certificate(), pair.key());
  }

  /// Trust in what the authorities in the file have signed, and in nothing else.
  ///
  /// @throws StartFailure with `CERTIFICATE_INVALID`
  public X509ExtendedTrustManager trustManager(Path authority) throws StartFailure {
    requireValid(authority, certificates("ca", authority).getFirst());
    return PemUtils.loadTrustMaterial(authority);
  }

  /// A server's context with the identity in the two files; TLS 1.2 and 1.3.
  ///
  /// @throws StartFailure as [#keyManager]
  public SSLContext serverContext(PemPair pair) throws StartFailure {
    return SSLFactory.builder()
        .withIdentityMaterial(keyManager(pair))
        .withProtocols("TLSv1.3", "TLSv1.2")
        .build()
        .getSslContext();
  }

  private List<X509Certificate> certificates(String key, Path file) throws StartFailure {
    requireReadable(key, file);
    List<X509Certificate> found;
    try {
      found = PemUtils.loadCertificate(file);
    } catch (RuntimeException e) {
      throw invalid(key, file, "is no PEM certificate", e);
    }
    if (found.isEmpty()) {
      throw new StartFailure(
          ExitCode.CERTIFICATE_INVALID,
          section + "." + key + ": " + file + " holds no certificate");
    }
    return found;
  }

  private void requireReadable(String key, Path file) throws StartFailure {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new StartFailure(
          ExitCode.CERTIFICATE_INVALID,
          section + "." + key + ": " + file + " cannot be read; correct the path or its owner");
    }
  }

  private void requireValid(Path file, X509Certificate certificate) throws StartFailure {
    Instant now = clock.instant();
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    if (now.isBefore(from) || now.isAfter(until)) {
      throw new StartFailure(
          ExitCode.CERTIFICATE_INVALID,
          "%s: %s is valid from %s until %s, and it is %s; renew it or set the clock"
              .formatted(section, file, from, until, now));
    }
  }

  private StartFailure invalid(String key, Path file, String what, RuntimeException cause) {
    return new StartFailure(
        ExitCode.CERTIFICATE_INVALID, section + "." + key + ": " + file + " " + what, cause);
  }

  private static boolean belongTogether(PrivateKey key, PublicKey publicKey) {
    if (!family(key.getAlgorithm()).equals(family(publicKey.getAlgorithm()))) {
      return false;
    }
    try {
      Signature signature = Signature.getInstance(signatureName(key.getAlgorithm()));
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /// Providers call the same curves EC, ECDSA, EdDSA or Ed25519.
  private static String family(String algorithm) {
    return switch (algorithm) {
      case "ECDSA" -> "EC";
      case "Ed25519", "Ed448" -> "EdDSA";
      default -> algorithm;
    };
  }

  private static String signatureName(String algorithm) {
    return switch (family(algorithm)) {
      case "EC" -> "SHA256withECDSA";
      case "EdDSA" -> "EdDSA";
      default -> "SHA256withRSA";
    };
  }
}
