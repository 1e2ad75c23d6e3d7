package io.craton.vault.node.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.vault.node.chaos.world.ChaosCluster;
import io.craton.vault.node.cluster.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What must hold when all is quiet: the same state on every node, and in the HSM exactly the keys
/// that the state needs.
record Reconciliation(ChaosCluster cluster, Api api) {
  private static final Duration EQUAL = Duration.ofMinutes(1);

  /// Two sweeps and what they start.
  private static final Duration SWEPT = Duration.ofSeconds(90);

  private static final Pattern KEY = Pattern.compile("label: +craton/chaos/key/");

  /// Calls of the public API on any node.
  interface Api {
    JsonNode call(String path, String body) throws IOException, InterruptedException;
  }

  /// Waits until all nodes were seen with the same digest at the same index.
  ///
  /// @return which and where, for people
  /// @throws AssertionError as soon as two differ at the same index
  String equalDigests() throws InterruptedException {
    Map<Long, String> values = new HashMap<>();
    Map<Long, Set<Integer>> seen = new HashMap<>();
    return Await.value(
        "all nodes have the same digest at the same index",
        EQUAL,
        () -> {
          for (int node : cluster.members()) {
            JsonNode said = cluster.digest(node);
            JsonNode digest = said.has("result") ? said.path("result") : said;
            long index = digest.path("index").asLong();
            String value = digest.path("digest").asText();
            String former = values.putIfAbsent(index, value);
            if (value.isEmpty() || (former != null && !former.equals(value))) {
              throw new AssertionError("node" + node + " differs at index " + index);
            }
            Set<Integer> nodes = seen.computeIfAbsent(index, key -> new HashSet<>());
            nodes.add(node);
            if (nodes.size() == cluster.members().size()) {
              return Optional.of(value.substring(0, 16) + " at index " + index);
            }
          }
          return Optional.empty();
        });
  }

  /// Waits until the HSM has one key for each version that is not destroyed, and the key-encryption
  /// key.
  ///
  /// @return how many, for people
  String hsm() throws InterruptedException {
    long[] last = new long[2];
    try {
      return Await.value(
          "the HSM has the keys that the state needs",
          SWEPT,
          () -> {
            long before = needed();
            long there = KEY.matcher(cluster.token().listObjects()).results().count();
            long after = needed();
            last[0] = there;
            last[1] = after;
            return before == after && there == after
                ? Optional.of(there + " keys in the HSM and in the state")
                : Optional.empty();
          });
    } catch (AssertionError e) {
      throw new AssertionError(
          "the HSM has %d keys, the state needs %d".formatted(last[0], last[1]), e);
    }
  }

  private long needed() throws IOException, InterruptedException {
    long needed = 1;
    String last = "";
    do {
      String from = last.isEmpty() ? "" : ",'last':'" + last + "'";
      JsonNode page = api.call("list", "{'size':100" + from + "}");
      for (JsonNode item : page.path("items")) {
        if (item.path("type").asText().endsWith("_key")) {
          needed += versions(item.path("id").asText());
        }
      }
      last = page.path("last").asText();
    } while (!last.isEmpty());
    return needed;
  }

  private long versions(String id) throws IOException, InterruptedException {
    long there = 0;
    for (JsonNode version :
        api.call("get", "{'id':'" + id + "','version':'all'}").path("item_versions")) {
      there += version.path("state").asText().equals("destroyed") ? 0 : 1;
    }
    return there;
  }
}
