package io.craton.vault.http.api;

import java.util.ArrayList;
import java.util.List;

/// All endpoints of the public API, in the order of its documentation.
public final class VaultApi {
  private VaultApi() {}

  /// The table over the given use cases.
  public static List<Endpoint> endpoints(ApiServices services) {
    ItemJson json = new ItemJson(services.sources().clock());
    List<Endpoint> all = new ArrayList<>(new ItemEndpoints(services, json).all());
    all.addAll(new ListEndpoints(services, json).all());
    all.addAll(new FolderEndpoints(services, json).all());
    all.addAll(new SecretEndpoints(services, json).all());
    all.addAll(new KeyEndpoints(services, json).all());
    all.addAll(new CryptoEndpoints(services).all());
    all.addAll(new StructuredEndpoints(services).all());
    all.addAll(new JwtEndpoints(services).all());
    all.addAll(new ExportEndpoint(services).all());
    return List.copyOf(all);
  }
}
