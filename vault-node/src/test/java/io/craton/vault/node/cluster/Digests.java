package io.craton.vault.node.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Compares the nodes' state digests.
final class Digests {
  private Digests() {}

  /// A node's digest of its state at a log index.
  record Digest(long index, String value) {}

  static Digest of(ClusterHarness cluster, int node) throws IOException, InterruptedException {
    JsonNode answer = cluster.admin(node).get("/admin/v1/digest", cluster.rootToken());
    JsonNode digest = answer.has("result") ? answer.path("result") : answer;
    if (!digest.path("index").isNumber() || digest.path("digest").asText().isEmpty()) {
      throw new AssertionError("no digest: " + answer);
    }
    return new Digest(digest.path("index").asLong(), digest.path("digest").asText());
  }

  /// Waits until all nodes were seen with the same digest at the same index.
  ///
  /// @throws AssertionError as soon as two differ at the same index
  static Digest awaitEqual(ClusterHarness cluster, Duration limit) throws InterruptedException {
    Map<Long, String> values = new HashMap<>();
    Map<Long, Set<Integer>> seen = new HashMap<>();
    return Await.value(
        "all nodes have the same digest at the same index; seen " + seen,
        limit,
        () -> {
          for (int node : cluster.active()) {
            Digest digest = of(cluster, node);
            String former = values.putIfAbsent(digest.index, digest.value);
            if (former != null && !former.equals(digest.value)) {
              throw new AssertionError("node" + node + " differs at index " + digest.index);
            }
            Set<Integer> nodes = seen.computeIfAbsent(digest.index, index -> new HashSet<>());
            nodes.add(node);
            if (nodes.size() == cluster.active().size()) {
              return Optional.of(digest);
            }
          }
          return Optional.empty();
        });
  }
}
