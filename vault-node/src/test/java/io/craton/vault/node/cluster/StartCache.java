package io.craton.vault.node.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// The classes of a node, loaded and linked, in a file from which nodes of tests start with two
/// thirds of the processor time. It is made once for each build, from a node that a few calls were
/// made of. Not the cache of `scripts/warm-up`, because these nodes run with other flags.
/// Thread-safe.
public final class StartCache {
  private static final Path FILE = NodeProcess.JAR.resolveSibling("test-nodes.aot");

  private static final int ROUNDS = 20;
  private static final int STOPPED = 0;

  private static final AtomicReference<List<String>> FLAGS = new AtomicReference<>();

  private StartCache() {}

  /// Makes the file if there is none of this build.
  ///
  /// @param arguments none
  public static void main(String[] arguments) {
    var _ = flags();
  }

  /// Flags of a JVM that is to run a node of the built jar.
  public static synchronized List<String> flags() {
    if (FLAGS.get() == null) {
      FLAGS.set(isOfThisBuild() ? use() : train());
    }
    return FLAGS.get();
  }

  private static boolean isOfThisBuild() {
    try {
      return Files.exists(FILE)
          && Files.getLastModifiedTime(FILE).compareTo(Files.getLastModifiedTime(NodeProcess.JAR))
              > 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static List<String> use() {
    return List.of("-XX:AOTCache=" + FILE);
  }

  @SuppressWarnings("SystemOut") // Tests are as good without it, and slower: say why.
  private static List<String> train() {
    Path made = FILE.resolveSibling("test-nodes-%d.aot".formatted(ProcessHandle.current().pid()));
    // The node that is started below asks for these.
    FLAGS.set(List.of("-XX:AOTCacheOutput=" + made, "-Xlog:disable"));
    try (ClusterHarness cluster = ClusterHarness.growing(Map.of("shutdown.drain", "0s"), 1, 1)) {
      exercise(cluster.client());
      // The JVM writes the file while it ends.
      int code = cluster.node(1).stopPatiently();
      if (code != STOPPED) {
        throw new IOException("the node ended with " + code);
      }
      Files.move(made, FILE, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return use();
    } catch (IOException | AssertionError | RuntimeException e) {
      System.err.println("nodes start without a cache: " + e);
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static void exercise(ApiClient client) throws IOException, InterruptedException {
    String secret = id(client.call("secret/store", "{'type':'secret','name':'s','secret':'x'}"));
    String key =
        id(
            client.call(
                "key/generate",
                "{'type':'asymmetric_key','purpose':'signing','algorithm':'ES256','name':'k'}"));
    for (int round = 0; round < ROUNDS; round++) {
      client.call("secret/rotate", "{'id':'%s','secret':'y%d'}", secret, round);
      client.call("get", "{'id':'%s'}", secret);
      client.call("sign", "{'id':'%s','message':'AAAA'}", key);
      client.call("list", "{'filter':{'folder':'/'}}");
    }
    client.call("key/rotate", "{'id':'%s'}", key);
    client.call("state/change", "{'id':'%s','state':'suspended'}", key);
    client.call("delete", "{'id':'%s'}", key);
  }

  private static String id(ApiAnswer answer) {
    return answer.result().path("id").asText();
  }
}
