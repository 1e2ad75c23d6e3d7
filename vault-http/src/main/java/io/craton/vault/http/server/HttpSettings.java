package io.craton.vault.http.server;

import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/// How a listener is reached.
///
/// @param address the local address to listen on
/// @param port 0 lets the system choose
/// @param tls plain HTTP when empty
public record HttpSettings(String address, int port, Optional<Tls> tls, HttpLimits limits) {
  /// Certificates and protocols.
  ///
  /// @param context asked at the start and at [Listener#reloadTls()]
  /// @param allowTls12 whether TLS 1.2 is offered besides 1.3
  /// @param clients whether they show certificates, which the context's trust is about
  public record Tls(Supplier<SSLContext> context, boolean allowTls12, ClientCertificates clients) {}

  /// A listener with TLS 1.3 only.
  public static HttpSettings tls(String address, int port, Supplier<SSLContext> context) {
    return new HttpSettings(
        address,
        port,
        Optional.of(new Tls(context, false, ClientCertificates.NONE)),
        HttpLimits.DEFAULT);
  }

  /// A listener without TLS: whoever is on the path reads tokens and secrets.
  public static HttpSettings plainHttp(String address, int port) {
    return new HttpSettings(address, port, Optional.empty(), HttpLimits.DEFAULT);
  }

  /// The same, offering TLS 1.2 too; without effect on plain HTTP.
  public HttpSettings allowingTls12() {
    return new HttpSettings(
        address, port, tls.map(given -> new Tls(given.context(), true, given.clients())), limits);
  }

  /// The same, asking clients for certificates; without effect on plain HTTP.
  public HttpSettings withClients(ClientCertificates clients) {
    return new HttpSettings(
        address,
        port,
        tls.map(given -> new Tls(given.context(), given.allowTls12(), clients)),
        limits);
  }

  /// The same with other limits.
  public HttpSettings withLimits(HttpLimits newLimits) {
    return new HttpSettings(address, port, tls, newLimits);
  }
}
