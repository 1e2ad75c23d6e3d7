package io.craton.vault.node.tls;

/// What a certificate is for. Each role has files of its own.
public enum TlsRole {
  /// The public API.
  API("api", "http.tls"),
  /// Health and administration.
  ADMIN("admin", "admin.tls"),
  /// Traffic between nodes.
  CLUSTER("cluster", "cluster.tls");

  private final String label;
  private final String section;

  TlsRole(String label, String section) {
    this.label = label;
    this.section = section;
  }

  /// The name in answers and metrics.
  public String label() {
    return label;
  }

  /// The section of the configuration that names the files.
  public String section() {
    return section;
  }
}
