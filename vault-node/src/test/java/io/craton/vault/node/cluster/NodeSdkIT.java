package io.craton.vault.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Clusters.class)
class NodeSdkIT {
  private static final Path SOURCE = Path.of("src", "test", "node").toAbsolutePath();
  private static final Path WORK = Path.of("target", "sdk-check").toAbsolutePath();

  @Test
  void thePublishedSdkWorksUnmodifiedAgainstThreeNodesOverTls(ClusterHarness cluster)
      throws Exception {
    Files.createDirectories(WORK);
    for (String name : List.of("package.json", "package-lock.json", ".npmrc", "sdk-check.mjs")) {
      Files.copy(SOURCE.resolve(name), WORK.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
    String installed = Program.of("npm", "ci", "--no-audit", "--no-fund").in(WORK).run();
    assertThat(installed).as("what npm ci says").isNotBlank();
    String endpoints =
        cluster.endpoints().stream().map(Object::toString).collect(Collectors.joining(","));
    String said =
        Program.of("node", "sdk-check.mjs")
            .in(WORK)
            .with("CRATON_ENDPOINTS", endpoints)
            .with("CRATON_TOKEN", cluster.rootToken())
            .with("NODE_EXTRA_CA_CERTS", cluster.caFile().toString())
            .run();
    assertThat(said).contains("calls over 3 nodes");
    Figures.record(
        "pangea-node-sdk 5.6.0: %s", said.lines().reduce((first, last) -> last).orElseThrow());
  }
}
