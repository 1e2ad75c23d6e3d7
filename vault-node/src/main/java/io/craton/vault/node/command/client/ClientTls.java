package io.craton.vault.node.command.client;

import io.craton.vault.node.configuration.PemPair;
import io.craton.vault.node.exit.ExitCode;
import io.craton.vault.node.exit.StartFailure;
import io.craton.vault.node.tls.PemIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// What a command trusts, and how it shows who it is.
public final class ClientTls {
  private ClientTls() {}

  /// A context that trusts what the authorities in the file have signed, and nothing else; without
  /// a file, what the JDK trusts.
  ///
  /// @param identity the client's certificate and key, shown to a server that asks
  /// @throws StartFailure with `CERTIFICATE_INVALID`, or `INSECURE_PERMISSIONS` when the key is
  ///   open to others
  public static SSLContext context(Optional<Path> authority, Optional<PemPair> identity)
      throws StartFailure {
    KeyManager @Nullable [] keys = null;
    if (identity.isPresent()) {
      PemIdentity pem = new PemIdentity("client", InstantSource.system());
      keys = new KeyManager[] {pem.keyManager(identity.get())};
    }
    TrustManager @Nullable [] trust = authority.isPresent() ? trusting(authority.get()) : null;
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new StartFailure(
          ExitCode.CERTIFICATE_INVALID, "TLS cannot be used here: " + e.getMessage(), e);
    }
  }

  /// With what the JDK has, which loads faster than the library that servers use.
  private static TrustManager[] trusting(Path file) throws StartFailure {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> authorities =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (authorities.isEmpty()) {
        throw new StartFailure(ExitCode.CERTIFICATE_INVALID, file + " holds no certificate");
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate authority : authorities) {
        store.setCertificateEntry("ca" + number++, authority);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (CertificateException e) {
      throw new StartFailure(
          ExitCode.CERTIFICATE_INVALID,
          "the authority: " + file + " is no certificate in PEM; name the right file",
          e);
    } catch (IOException e) {
      throw new StartFailure(
          ExitCode.CERTIFICATE_INVALID,
          "the authority: " + file + " cannot be read; correct the path or its owner",
          e);
    } catch (GeneralSecurityException e) {
      throw new StartFailure(
          ExitCode.CERTIFICATE_INVALID, "the authority: " + file + ": " + e.getMessage(), e);
    }
  }
}
