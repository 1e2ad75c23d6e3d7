package io.craton.vault.node.cluster;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// What clients trust, and show.
public final class Tls {
  private static final char[] NO_PASSWORD = {};

  private Tls() {}

  /// A context that trusts these authorities and nothing else.
  public static SSLContext trusting(Path... caFiles) throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust(caFiles).getTrustManagers(), null);
    return context;
  }

  private static TrustManagerFactory trust(Path... caFiles)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (Path caFile : caFiles) {
      try (InputStream in = Files.newInputStream(caFile)) {
        Certificate authority = CertificateFactory.getInstance("X.509").generateCertificate(in);
        store.setCertificateEntry(caFile.toString(), authority);
      }
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return trust;
  }

  /// A context that shows a certificate and trusts one authority.
  ///
  /// @param certificate and `key` in PEM, the key in PKCS#8 and of an elliptic curve
  static SSLContext identifiedBy(String certificate, String key, Path caFile)
      throws IOException, GeneralSecurityException {
    byte[] der = Base64.getMimeDecoder().decode(key.replaceAll("-----[A-Z ]+-----", ""));
    PrivateKey secret = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    Certificate own =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(certificate.getBytes(StandardCharsets.US_ASCII)));
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setKeyEntry("own", secret, NO_PASSWORD, new Certificate[] {own});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust(caFile).getTrustManagers(), null);
    return context;
  }
}
