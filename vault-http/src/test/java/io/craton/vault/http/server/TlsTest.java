package io.craton.vault.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.vault.core.service.Sources;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Sources sources = new Sources(Instant::now, byte[]::new);
  private SSLContext context;

  @BeforeAll
  void makeCertificate(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "node",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("node", store.getCertificate("node"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
  }

  private HttpResponse<String> get(int port, String protocol) throws Exception {
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
}
