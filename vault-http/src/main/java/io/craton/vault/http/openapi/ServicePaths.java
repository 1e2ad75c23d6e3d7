package io.craton.vault.http.openapi;

/// Paths of the public API that are no operations of the vault.
public final class ServicePaths {
  /// Where deferred answers would be polled for. Contract section 1.7.
  public static final String REQUEST = "/request/{request_id}";

  /// The document.
  public static final String DOCUMENT = "/openapi.json";

  /// The page that shows it.
  public static final String DOCS = "/docs";

  /// What the page consists of.
  public static final String DOCS_FILE = "/docs/{file}";

  private ServicePaths() {}
}
