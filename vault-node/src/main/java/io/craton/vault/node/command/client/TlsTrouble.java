package io.craton.vault.node.command.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// Tells a node that cannot be trusted from one that is down.
final class TlsTrouble {
  private TlsTrouble() {}

  /// Why TLS failed and what to do; empty when the connection just broke, as it does when a process
  /// ends.
  static Optional<String> of(IOException failure) {
    Optional<Throwable> tls = find(failure, SSLException.class);
    if (tls.isEmpty()
        || find(failure, EOFException.class).isPresent()
        || find(failure, SocketException.class).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(remedy(failure, String.valueOf(tls.get().getMessage())));
  }

  /// True for what happens before the first byte of a request.
  static boolean isHandshake(Throwable at) {
    return at instanceof SSLHandshakeException;
  }

  private static String remedy(IOException failure, String message) {
    if (find(failure, CertificateExpiredException.class).isPresent()
        || find(failure, CertificateNotYetValidException.class).isPresent()) {
      return "its certificate is not valid now; renew it, or set the clock";
    }
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("unable to find valid certification path") || lower.contains("pkix")) {
      return "its certificate is of an authority that is not trusted here; name the right one with"
          + " --ca-file, CRATON_CA_FILE or the profile";
    }
    if (lower.contains("no subject alternative") || lower.contains("no name matching")) {
      return "its certificate is for other names; use one of those as its address";
    }
    if (lower.contains("unrecognized ssl message")) {
      return "it does not speak TLS at this port; check the port, or use http:// on this machine";
    }
    if (lower.contains("certificate_required") || lower.contains("bad_certificate")) {
      return "it wants a client certificate that it trusts; name one with --client-certificate and"
          + " --client-key";
    }
    return "TLS failed: " + message;
  }

  private static Optional<Throwable> find(Throwable failure, Class<? extends Throwable> type) {
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }
}
