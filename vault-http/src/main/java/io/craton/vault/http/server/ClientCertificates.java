package io.craton.vault.http.server;

/// Whether clients of a listener show a certificate. It comes on top of what a route asks for: who
/// has one still needs a token.
public enum ClientCertificates {
  /// Nobody is asked for one.
  NONE,
  /// Everybody is asked; who has none is let in, who has one that is not believed is not.
  WANT,
  /// Who has none that is believed is not let in.
  NEED
}
