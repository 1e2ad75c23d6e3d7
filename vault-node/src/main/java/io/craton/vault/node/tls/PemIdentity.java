package io.craton.vault.node.tls;

import io.craton.vault.consensus.tls.CertifiedHosts;
import io.craton.vault.node.configuration.PemPair;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.files.SecretFile;
import io.craton.vault.node.files.Writability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import nl.altindag.ssl.pem.util.PemUtils;

/// Loads certificates, keys and authorities. Keys may be PKCS#8, PKCS#1 or SEC 1, not encrypted.
public final class PemIdentity {
  private static final byte[] PROBE = {'c', 'r', 'a', 't', 'o', 'n'};

  private static final String ALIAS = "own";

  /// Protects nothing, but a store wants one.
  private static final char[] IN_MEMORY = {'-'};

  /// TLS 1.3 says nothing of a key exchange when a certificate is checked.
  private static final String ANY_KEY_EXCHANGE = "UNKNOWN";

  private final String section;
  private final InstantSource clock;

  /// Loads for one section.
  ///
  /// @param section of the configuration, for messages: `http.tls`, `admin.tls` or `cluster.tls`
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
    List<X509Certificate> chain = certificates("certificate", pair.certificate());
    X509Certificate leaf = chain.getFirst();
    requireValid(pair.certificate(), leaf);
    requireChain(pair.certificate(), chain);
    Writability.requireOwn(section + ".certificate", pair.certificate());
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
    try {
      return keyManager(key, chain);
    } catch (GeneralSecurityException | IOException e) {
      throw invalid("certificate", pair.certificate(), "cannot be used with its key", e);
    }
  }

  /// Of a store in memory and never anywhere else. Not of the default type, PKCS#12: that derives a
  /// key to encrypt this one with from a password, 10,000 rounds for each look, which was a tenth
  /// of the processor time of a node's start.
  private static X509ExtendedKeyManager keyManager(PrivateKey key, List<X509Certificate> chain)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, IN_MEMORY);
    store.setKeyEntry(ALIAS, key, IN_MEMORY, chain.toArray(X509Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, IN_MEMORY);
    return Arrays.stream(factory.getKeyManagers())
        .filter(X509ExtendedKeyManager.class::isInstance)
        .map(X509ExtendedKeyManager.class::cast)
        .findFirst()
        .orElseThrow(() -> new KeyStoreException("no key manager for X.509"));
  }

  /// The first certificate in the file.
  ///
  /// @throws StartFailure with `CERTIFICATE_INVALID`
  X509Certificate own(Path file) throws StartFailure {
    return certificates("certificate", file).getFirst();
  }

  /// The certificates of a role, each and together.
  ///
  /// @throws StartFailure as [#keyManager]; also when the chain is not one, or when others would
  ///   not believe the certificate: it must name the hosts of the role, and be signed by its
  ///   authority
  public CertificateSet load(TlsFiles files) throws StartFailure {
    Path file = files.identity().certificate();
    X509ExtendedKeyManager key = keyManager(files.identity());
    List<X509Certificate> chain = certificates("certificate", file);
    Optional<X509ExtendedTrustManager> trust = Optional.empty();
    if (files.authority().isPresent()) {
      trust = Optional.of(trustManager(files.authorityKey(), files.authority().get()));
    }
    try {
      if (!files.hosts().isEmpty() && trust.isPresent()) {
        requireHosts(file, CertifiedHosts.of(chain.getFirst()), files.hosts());
        requireBelieved(file, chain, trust.get());
      }
      return new CertificateSet(key, trust, CertificateInfo.of(chain));
    } catch (CertificateParsingException e) {
      throw invalid("certificate", file, "has names that cannot be read", e);
    }
  }

  /// Trust in what the authorities in the file have signed, and in nothing else.
  ///
  /// @param key of the section that names the file
  /// @throws StartFailure with `CERTIFICATE_INVALID`
  public X509ExtendedTrustManager trustManager(String key, Path authority) throws StartFailure {
    List<X509Certificate> authorities = certificates(key, authority);
    if (authorities.stream().noneMatch(this::isValid)) {
      requireValid(authority, authorities.getFirst());
    }
    Writability.requireOwn(section + "." + key, authority);
    return PemUtils.loadTrustMaterial(authority);
  }

  private void requireChain(Path file, List<X509Certificate> chain) throws StartFailure {
    for (int at = 0; at + 1 < chain.size(); at++) {
      try {
        chain.get(at).verify(chain.get(at + 1).getPublicKey());
      } catch (GeneralSecurityException e) {
        throw invalid(
            "certificate",
            file,
            "is no chain: its certificate "
                + (at + 1)
                + " is not signed by the next; put the own one first, each before its issuer",
            e);
      }
    }
  }

  private void requireHosts(Path file, CertifiedHosts named, List<String> hosts)
      throws StartFailure {
    for (String host : hosts) {
      if (!named.cover(host)) {
        throw new StartFailure(
            ExitCode.CERTIFICATE_INVALID,
            "%s.certificate: %s does not name %s, where cluster.members has this node; issue one"
                    .formatted(section, file, host)
                + " with that as a subject alternative name");
      }
    }
  }

  /// As the other nodes will look at it, which have the same authorities.
  private void requireBelieved(
      Path file, List<X509Certificate> chain, X509ExtendedTrustManager trust) throws StartFailure {
    X509Certificate[] shown = chain.toArray(X509Certificate[]::new);
    try {
      trust.checkClientTrusted(shown, shown[0].getPublicKey().getAlgorithm());
      trust.checkServerTrusted(shown, ANY_KEY_EXCHANGE);
    } catch (CertificateException e) {
      throw invalid(
          "certificate",
          file,
          "would not be believed by the other nodes: an authority in "
              + section
              + ".ca must have signed it, for servers and clients",
          e);
    }
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

  private boolean isValid(X509Certificate certificate) {
    Instant now = clock.instant();
    return !now.isBefore(certificate.getNotBefore().toInstant())
        && !now.isAfter(certificate.getNotAfter().toInstant());
  }

  private void requireValid(Path file, X509Certificate certificate) throws StartFailure {
    if (!isValid(certificate)) {
      Instant from = certificate.getNotBefore().toInstant();
      Instant until = certificate.getNotAfter().toInstant();
      throw new StartFailure(
          ExitCode.CERTIFICATE_INVALID,
          "%s: %s is valid from %s until %s, and it is %s; renew it or set the clock"
              .formatted(section, file, from, until, clock.instant()));
    }
  }

  private StartFailure invalid(String key, Path file, String what, Exception cause) {
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
