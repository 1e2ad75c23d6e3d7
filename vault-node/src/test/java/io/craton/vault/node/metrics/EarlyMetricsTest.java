package io.craton.vault.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.vault.node.configuration.Configuration;
import io.craton.vault.node.disk.DiskSpace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a node tells before it takes part, and while it waits for room on its disk.
class EarlyMetricsTest {
  @TempDir private Path directory;

  @Test
  void theRoomOnTheDiskIsToldFromTheStart() {
    MetricSources sources = new MetricSources();
    sources.disk(
        DiskSpace.of(directory.resolve("not/made/yet"), new Configuration.Disk(80, 20, 2)));

    List<String> lines = text(sources).lines().toList();

    assertThat(lines)
        .filteredOn(line -> line.startsWith("craton_disk_"))
        .anyMatch(line -> line.matches("craton_disk_free_bytes [0-9.E]+"))
        .anyMatch(line -> line.matches("craton_disk_size_bytes [1-9][0-9.E]*"));
  }

  @Test
  void onlyAnHsmThatIsWaitedForIsNotReadyBeforeItIsOpen() {
    MetricSources sources = new MetricSources();
    AtomicBoolean awaited = new AtomicBoolean();
    sources.hsmAwaited(awaited::get);

    assertThat(text(sources)).doesNotContain("craton_hsm_ready");
    awaited.set(true);
    assertThat(text(sources)).contains("craton_hsm_ready 0");
  }

  private static String text(MetricSources sources) {
    return NodeMetrics.text(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        sources);
  }
}
