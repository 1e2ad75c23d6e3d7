package io.craton.vault.node.tls;

import io.craton.vault.node.configuration.PemPair;
import io.craton.vault.node.exit.StartFailure;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import nl.altindag.ssl.SSLFactory;

/// How commands speak TLS with a node's admin address.
public final class ClientContext {
  private static final String PROTOCOL = "TLSv1.3";

  private ClientContext() {}

  /// Believes the server that shows the very certificate in the file, by whatever name or address
  /// it was called: for who can read the node's configuration. The node's own certificate is shown
  /// when the server asks for one.
  ///
  /// @throws StartFailure with `CERTIFICATE_INVALID` or `INSECURE_PERMISSIONS`
  public static SSLContext pinning(PemPair server) throws StartFailure {
    PemIdentity pem = new PemIdentity(TlsRole.ADMIN.section(), InstantSource.system());
    return SSLFactory.builder()
        .withTrustMaterial(new Pinned(pem.own(server.certificate())))
        .withIdentityMaterial(pem.keyManager(server))
        .withProtocols(PROTOCOL)
        .build()
        .getSslContext();
  }

  /// Trust in one certificate.
  private static final class Pinned extends X509ExtendedTrustManager {
    private final X509Certificate only;

    Pinned(X509Certificate only) {
      this.only = only;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      only.checkValidity();
      if (chain.length == 0 || !only.equals(chain[0])) {
        throw new CertificateException("the node shows another certificate than its configuration");
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      checkServerTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("no client is believed here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
