package io.craton.vault.consensus.peer;

import io.craton.vault.consensus.TlsIdentity;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority of its own for each instance.
public final class TestAuthority {
  private static final char[] PASSWORD = "test".toCharArray();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final X500Name name = new X500Name("CN=test authority " + COUNT.incrementAndGet());
  private final KeyPair keys = newKeys();
  private final X509Certificate certificate = issue(name, keys, true, "authority.example");

  /// A node at 127.0.0.1 that trusts this authority and is certified by it.
  public TlsIdentity identity() {
    return identity("127.0.0.1", this);
  }

  /// A node that is certified by this authority.
  ///
  /// @param host its address or name
  /// @param trusted whom it trusts
  public TlsIdentity identity(String host, TestAuthority... trusted) {
    try {
      KeyPair own = newKeys();
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, PASSWORD);
      X509Certificate[] chain = {issue(new X500Name("CN=node"), own, false, host), certificate};
      store.setKeyEntry("node", own.getPrivate(), PASSWORD, chain);
      KeyManagerFactory key = KeyManagerFactory.getInstance("PKIX");
      key.init(store, PASSWORD);
      KeyStore anchors = KeyStore.getInstance("PKCS12");
      anchors.load(null, PASSWORD);
      for (int at = 0; at < trusted.length; at++) {
        anchors.setCertificateEntry("authority" + at, trusted[at].certificate);
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(anchors);
      return new TlsIdentity(
          (X509ExtendedKeyManager) key.getKeyManagers()[0],
          (X509ExtendedTrustManager) trust.getTrustManagers()[0]);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Certificate issue(X500Name subject, KeyPair of, boolean authority, String host) {
    try {
      Instant now = Instant.now();
      var builder =
          new JcaX509v3CertificateBuilder(
              name,
              new BigInteger(64, new SecureRandom()),
              Date.from(now.minus(Duration.ofHours(1))),
              Date.from(now.plus(Duration.ofHours(1))),
              subject,
              of.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(kind(host), host)));
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int kind(String host) {
    return Character.isDigit(host.charAt(0)) ? GeneralName.iPAddress : GeneralName.dNSName;
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
