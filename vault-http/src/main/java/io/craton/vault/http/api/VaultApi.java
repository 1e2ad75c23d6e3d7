package io.craton.vault.http.api;

import java.util.ArrayList;
import java.util.List;

/// All endpoints of the public API, in the order of its documentation: v2, then v1.
public final class VaultApi {
  private VaultApi() {}

  /// The table over the given use cases.
  public static List<Endpoint> endpoints(ApiServices services) {
    ItemJson json = new ItemJson(services.sources().clock());
    List<Endpoint> all = new ArrayList<>(new ReadEndpoints(services, json).all());
    all.addAll(operations(services, json));
    LegacyJson legacy = new LegacyJson(services.reader(), services.sources().clock());
    all.addAll(new LegacyReads(services, legacy).all());
    all.addAll(LegacyPaths.of(operations(services, legacy)));
    return List.copyOf(all);
  }

  /// Everything but reading items, under the paths of v2.
  private static List<Endpoint> operations(ApiServices services, ItemAnswers answers) {
    List<Endpoint> all = new ArrayList<>(new ItemEndpoints(services, answers).all());
    all.addAll(new FolderEndpoints(services, answers).all());
    all.addAll(new SecretEndpoints(services, answers).all());
    all.addAll(new KeyEndpoints(services, answers).all());
    all.addAll(new CryptoEndpoints(services).all());
    all.addAll(new StructuredEndpoints(services).all());
    all.addAll(new TransformEndpoints(services).all());
    all.addAll(new StructuredTransformEndpoints(services).all());
    all.addAll(new JwtEndpoints(services).all());
    all.addAll(new ExportEndpoint(services).all());
    return all;
  }
}
