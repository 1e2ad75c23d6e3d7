package io.craton.vault.http.wire;

/// The status strings of the envelope with their usual HTTP codes. Contract section 1.5.
public enum Status {
  SUCCESS("Success", 200),
  VALIDATION_ERROR("ValidationError", 400),
  UNAUTHORIZED("Unauthorized", 401),
  FORBIDDEN_VAULT_OPERATION("ForbiddenVaultOperation", 403),
  VAULT_ITEM_NOT_FOUND("VaultItemNotFound", 404),
  NOT_FOUND("NotFound", 404),
  TOO_MANY_REQUESTS("TooManyRequests", 429),
  PROVIDER_ERROR("ProviderError", 502),
  SERVICE_NOT_AVAILABLE("ServiceNotAvailable", 503),
  INTERNAL_ERROR("InternalError", 500);

  private final String wireName;
  private final int httpCode;

  Status(String wireName, int httpCode) {
    this.wireName = wireName;
    this.httpCode = httpCode;
  }

  /// The name in answers.
  public String wireName() {
    return wireName;
  }

  /// The HTTP code that goes with it, where nothing else is said.
  public int httpCode() {
    return httpCode;
  }
}
