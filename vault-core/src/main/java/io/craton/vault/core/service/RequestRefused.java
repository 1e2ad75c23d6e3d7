package io.craton.vault.core.service;

import io.craton.vault.core.decision.Rejection;

/// A request was rejected; nothing was changed.
public final class RequestRefused extends Exception {
  private static final long serialVersionUID = 1L;

  // Not part of any serialised form: exceptions of the vault never leave the process.
  @SuppressWarnings("serial")
  private final Rejection rejection;

  public RequestRefused(Rejection rejection) {
    super(rejection.code() + ": " + rejection.detail());
    this.rejection = rejection;
  }

  public RequestRefused(Rejection.Code code, String detail) {
    this(new Rejection(code, detail));
  }

  /// Why.
  public Rejection rejection() {
    return rejection;
  }
}
