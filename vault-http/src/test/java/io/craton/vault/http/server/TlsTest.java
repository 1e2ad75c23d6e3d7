package io.craton.vault.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.service.Sources;
import io.craton.vault.http.testing.SelfSigned;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
class TlsTest {
  private final Sources sources = new Sources(Instant::now, byte[]::new);
  private SSLContext context;

  private SSLContext withoutCertificate;
  private SSLContext withAnothers;

  @BeforeAll
  void makeCertificates(@TempDir Path directory) throws Exception {
    KeyStore own = SelfSigned.keys(directory, "own");
    context = context(Optional.of(own), own);
    withoutCertificate = context(Optional.empty(), own);
    withAnothers = context(Optional.of(SelfSigned.keys(directory, "other")), own);
  }

  private static SSLContext context(Optional<KeyStore> own, KeyStore believed) throws Exception {
    KeyManager[] keys = {};
    if (own.isPresent()) {
      // It knows keys by the aliases of the store; PKIX has aliases of its own.
      KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
      factory.init(own.get(), SelfSigned.password());
      keys = new KeyManager[] {new Insistent((X509ExtendedKeyManager) factory.getKeyManagers()[0])};
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("node", believed.getCertificate(SelfSigned.ALIAS));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext made = SSLContext.getInstance("TLS");
    made.init(keys, trust.getTrustManagers(), null);
    return made;
  }

  private HttpResponse<String> get(int port, String protocol) throws Exception {
    return get(context, port, protocol);
  }

  private static HttpResponse<String> get(SSLContext context, int port, String protocol)
      throws Exception {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {protocol});
    try (HttpClient client =
        HttpClient.newBuilder().sslContext(context).sslParameters(parameters).build()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/nothing")).build(),
          BodyHandlers.ofString());
    }
  }

  private Listener start(HttpSettings settings) {
    return Listener.start("test", settings, List.of(), sources);
  }

  @Test
  void tls13IsServedAndOlderTlsIsNot() throws Exception {
    try (Listener listener = start(HttpSettings.tls("127.0.0.1", 0, () -> context))) {
      assertThat(get(listener.port(), "TLSv1.3").statusCode()).isEqualTo(404);
      assertThatThrownBy(() -> get(listener.port(), "TLSv1.2"))
          .isInstanceOf(SSLHandshakeException.class);
      listener.reloadTls();
      assertThat(get(listener.port(), "TLSv1.3").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void tls12IsServedOnDemand() throws Exception {
    try (Listener listener =
        start(HttpSettings.tls("127.0.0.1", 0, () -> context).allowingTls12())) {
      assertThat(get(listener.port(), "TLSv1.2").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void browsersAreToldToComeWithTlsOnly() throws Exception {
    try (Listener secure = start(HttpSettings.tls("127.0.0.1", 0, () -> context));
        Listener plain = start(HttpSettings.plainHttp("127.0.0.1", 0));
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(get(secure.port(), "TLSv1.3").headers().firstValue("Strict-Transport-Security"))
          .contains("max-age=31536000");
      HttpResponse<String> unprotected =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + plain.port() + "/")).build(),
              BodyHandlers.ofString());
      assertThat(unprotected.headers().firstValue("Strict-Transport-Security")).isEmpty();
    }
  }

  @Test
  void everyAnswerForbidsToKeepItAndNamesNoServer() throws Exception {
    try (Listener listener = start(HttpSettings.tls("127.0.0.1", 0, () -> context))) {
      var headers = get(listener.port(), "TLSv1.3").headers();

      assertThat(headers.firstValue("Cache-Control")).contains("no-store");
      assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(headers.firstValue("Server")).isEmpty();
      assertThat(headers.firstValue("X-Powered-By")).isEmpty();
    }
  }

  @Test
  void whoNeedsACertificateIsNotServedWithoutOne() throws Exception {
    try (Listener listener = start(asking(ClientCertificates.NEED))) {
      assertThat(get(listener.port(), "TLSv1.3").statusCode()).isEqualTo(404);
      assertThatThrownBy(() -> get(withoutCertificate, listener.port(), "TLSv1.3"))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> get(withAnothers, listener.port(), "TLSv1.3"))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void whoIsOnlyAskedForACertificateMayLackOneButNotLie() throws Exception {
    try (Listener listener = start(asking(ClientCertificates.WANT))) {
      assertThat(get(listener.port(), "TLSv1.3").statusCode()).isEqualTo(404);
      assertThat(get(withoutCertificate, listener.port(), "TLSv1.3").statusCode()).isEqualTo(404);
      assertThatThrownBy(() -> get(withAnothers, listener.port(), "TLSv1.3"))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void nobodyIsAskedForACertificateByDefault() throws Exception {
    try (Listener listener = start(asking(ClientCertificates.NONE))) {
      assertThat(get(withoutCertificate, listener.port(), "TLSv1.3").statusCode()).isEqualTo(404);
      assertThat(get(withAnothers, listener.port(), "TLSv1.3").statusCode()).isEqualTo(404);
    }
  }

  private HttpSettings asking(ClientCertificates clients) {
    return HttpSettings.tls("127.0.0.1", 0, () -> context).withClients(clients);
  }

  /// Shows its certificate to a server that does not believe whoever signed it, too.
  private static final class Insistent extends X509ExtendedKeyManager {
    private final X509ExtendedKeyManager keys;

    Insistent(X509ExtendedKeyManager keys) {
      this.keys = keys;
    }

    @Override
    public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
      return "node";
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return "node";
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[] {"node"};
    }

    @Override
    public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
      return keys.chooseEngineServerAlias(type, issuers, engine);
    }

    @Override
    public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return keys.chooseServerAlias(type, issuers, socket);
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return keys.getServerAliases(type, issuers);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return keys.getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return keys.getPrivateKey(alias);
    }
  }
}
